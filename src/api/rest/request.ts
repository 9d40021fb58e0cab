import type { MessageShape } from '@bufbuild/protobuf';
import { encode, fromJson, type JsonObject, type JsonValue, WireError } from '../../wire/index.ts';
import { ApiError } from '../status.ts';
import { setParameter } from './parameters.ts';
import type { Found } from './routes.ts';

/** Query parameters of one request, at most. */
const MOST_PARAMETERS = 100;

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
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new ApiError('InvalidArgument', 'the body is not JSON');
  }
}
