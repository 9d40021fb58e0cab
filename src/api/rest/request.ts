import type { MessageShape } from '@bufbuild/protobuf';
import { encode, fromJson, type JsonObject, type JsonValue, MOST_FIELDS, WireError } from '../../wire/index.ts';
import { ApiError } from '../status.ts';
import { setParameter } from './parameters.ts';
import type { Found } from './routes.ts';

/** Query parameters of one request, at most. */
const MOST_PARAMETERS = 100;
/** Values within values of a body: an Any can hold an Any. */
const DEEPEST = 100;

/**
 * The request message, encoded, that an HTTP request stands for: its path, its query and its body, each where the route says.
 * @throws ApiError `InvalidArgument`
 */
export function requestBytes({ route, values }: Found, query: URLSearchParams, body: Buffer): Uint8Array {
  const { input } = route.method;
  try {
    const request = bodyOf(route.body, body);
    if (route.body !== '*') {
      const names = new Set([...query.keys()].filter((name) => !values.has(name) && !isOf(name, route.body)));
      if (names.size > MOST_PARAMETERS) throw new ApiError('InvalidArgument', 'too many query parameters');
      for (const name of names) setParameter(input, request, name, query.getAll(name));
    }
    for (const [field, value] of values) setParameter(input, request, field, [value], 'path');
    return encode(input, fromJson(input, request) as MessageShape<typeof input>);
  } catch (error) {
    throw error instanceof WireError ? new ApiError('InvalidArgument', error.message) : error;
  }
}

const isOf = (name: string, field: string): boolean => field !== '' && (name === field || name.startsWith(`${field}.`));

function bodyOf(field: string, body: Buffer): JsonObject {
  if (field === '' || body.length === 0) return {};
  const json = parse(body.toString('utf8'));
  if (field !== '*') return { [field]: json };
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ApiError('InvalidArgument', 'the body is not a JSON object');
  }
  return json;
}

function parse(text: string): JsonValue {
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch {
    throw new ApiError('InvalidArgument', 'the body is not JSON');
  }
  requireRoomIn(json);
  return json;
}

/** Holds JSON to what a message on the wire is held to. @throws ApiError `InvalidArgument` */
function requireRoomIn(json: JsonValue): void {
  let level: JsonValue[] = [json];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    values += level.length;
    if (values > MOST_FIELDS) throw new ApiError('InvalidArgument', `the body has more than ${MOST_FIELDS} values`);
    if (depth > DEEPEST) throw new ApiError('InvalidArgument', 'the body is nested too deeply');
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}
