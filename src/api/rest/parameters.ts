import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import type { JsonObject, JsonValue } from '../../wire/index.ts';
import { ApiError } from '../status.ts';

/** Fields of fields that are followed, at most; no request is deeper. */
const DEPTH = 8;

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** Messages that are one text. */
const TEXTS = new Set(['google.protobuf.Timestamp', 'google.protobuf.Duration']);

const fieldOf = (schema: DescMessage, name: string): DescField | undefined =>
  schema.fields.find((field) => field.name === name || field.jsonName === name);

/**
 * Puts a text of a URL at its place in a request, as the gateway reads it: `pagination.limit`, repeated fields by saying them
 * again, enums by name or number. Names that the request does not have are passed over.
 * @throws ApiError `InvalidArgument`
 */
export function setParameter(
  schema: DescMessage,
  request: JsonObject,
  name: string,
  texts: readonly string[],
  place: 'path' | 'query' = 'query',
): void {
  const names = name.split('.');
  const last = names.pop() ?? '';
  if (names.length > DEPTH) return;
  let message = schema;
  let inner = request;
  for (const part of names) {
    const field = fieldOf(message, part);
    if (!field) return;
    if (field.fieldKind !== 'message') throw mismatch(name, `${part} has no fields`);
    message = field.message;
    inner[field.name] ??= {};
    const value = inner[field.name];
    if (typeof value !== 'object') throw mismatch(name, `${part} is given twice`);
    inner = value as JsonObject;
  }
  const field = fieldOf(message, last);
  if (!field) return;
  // What could be something else in a path must be written as Go reads it.
  if (place === 'path' && field.scalar === ScalarType.BYTES && (texts[0] ?? '').length % 4 !== 0) {
    throw mismatch(name, 'it is not padded base64');
  }
  inner[field.name] = readTexts(field, name, texts, inner[field.name]);
}

function readTexts(field: DescField, name: string, texts: readonly string[], before: JsonValue | undefined): JsonValue {
  if (field.fieldKind === 'list') {
    const items = texts.map((text) => single(field, name, text));
    return [...(Array.isArray(before) ? before : []), ...items];
  }
  if (texts.length > 1) throw mismatch(name, 'it is given more than once');
  return single(field, name, texts[0] ?? '');
}

function single(field: DescField, name: string, text: string): JsonValue {
  if (field.fieldKind === 'map') throw mismatch(name, 'maps cannot stand in a URL');
  if (field.message && !TEXTS.has(field.message.typeName)) throw mismatch(name, 'it has fields of its own');
  if (field.enum) return /^-?\d{1,10}$/.test(text) ? Number(text) : text;
  if (field.scalar === ScalarType.BOOL) {
    if (TRUE.has(text)) return true;
    if (FALSE.has(text)) return false;
    throw mismatch(name, 'neither true nor false');
  }
  return text;
}

const mismatch = (name: string, why: string): ApiError =>
  new ApiError('InvalidArgument', `type mismatch, parameter: ${name.slice(0, 100)}, error: ${why}`);
