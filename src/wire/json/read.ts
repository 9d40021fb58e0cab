import type { DescEnum, DescField, DescMessage, MessageShape } from '@bufbuild/protobuf';
import { create, ScalarType } from '@bufbuild/protobuf';
import { encode } from '../codec/encode.ts';
import type { CustomType } from '../codec/fields.ts';
import { fieldFacts } from '../codec/fields.ts';
import { registry } from '../codec/registry.ts';
import { canonicalText, legacyDecWire } from '../codec/texts.ts';
import { shorten, WireError } from '../errors.ts';
import type { JsonObject, JsonValue } from './values.ts';
import { durationOf, fromBase64, timestampOf } from './values.ts';

type Shape = Record<string, unknown>;

/**
 * The message of a JSON value as `toJson` writes it. Also takes: camel-case names, numbers for 64-bit integers and decimals,
 * enum numbers, both base64 alphabets, `null` for a default, missing fields.
 * @throws WireError that names the field
 */
export function fromJson<Desc extends DescMessage>(schema: Desc, json: JsonValue): MessageShape<Desc> {
  return readMessage(schema, json, schema.typeName) as unknown as MessageShape<Desc>;
}

function readMessage(schema: DescMessage, json: JsonValue, where: string): Shape {
  const special = SPECIAL[schema.typeName];
  if (special !== undefined) return special(schema, json, where);
  const message = create(schema) as unknown as Shape;
  for (const [key, value] of Object.entries(object(json, where))) {
    const field = schema.fields.find((candidate) => candidate.name === key || candidate.jsonName === key);
    if (field === undefined) throw new WireError(`${where}: unknown field ${shorten(key)}`);
    if (value !== null) set(message, field, readField(field, value, `${where}.${field.name}`));
  }
  return message;
}

function set(message: Shape, field: DescField, value: unknown): void {
  if (field.oneof === undefined) message[field.localName] = value;
  else message[field.oneof.localName] = { case: field.localName, value };
}

/** What stands there, for an error message: text as it is, all else as JSON. */
const shown = (json: JsonValue | undefined): string =>
  shorten(typeof json === 'string' ? json : (JSON.stringify(json) ?? ''));

type Special = (schema: DescMessage, json: JsonValue, where: string) => Shape;
const SPECIAL: Record<string, Special> = {
  'google.protobuf.Timestamp': (schema, json, where) => make(schema, timestampOf(string(json, where))),
  'google.protobuf.Duration': (schema, json, where) => make(schema, durationOf(string(json, where))),
  'google.protobuf.Any': (schema, json, where) => {
    const { '@type': type, ...rest } = object(json, where);
    const inner = typeof type === 'string' ? registry.message(type) : undefined;
    if (inner === undefined) throw new WireError(`${where}: unable to resolve type URL ${shown(type)}`);
    const body = SPECIAL[inner.typeName] === undefined ? rest : (rest.value ?? null);
    const value = encode(inner, readMessage(inner, body, inner.typeName) as never);
    return make(schema, { typeUrl: `/${inner.typeName}`, value });
  },
};

const make = (schema: DescMessage, init: object): Shape => create(schema, init as never) as unknown as Shape;

function readField(field: DescField, json: JsonValue, where: string): unknown {
  if (field.fieldKind === 'list') {
    if (!Array.isArray(json)) throw new WireError(`${where}: not a list`);
    return json.map((item, i) => readSingle(field, item, `${where}[${i}]`));
  }
  if (field.fieldKind === 'map') {
    const entries = Object.entries(object(json, where));
    return Object.fromEntries(entries.map(([key, item]) => [key, readSingle(field, item, `${where}.${shorten(key)}`)]));
  }
  return readSingle(field, json, where);
}

function readSingle(field: DescField, json: JsonValue, where: string): unknown {
  if (field.message !== undefined) return readMessage(field.message, json, where);
  if (field.enum !== undefined) return readEnum(field.enum, json, where);
  const { custom } = fieldFacts(field);
  const isBytes = field.scalar === ScalarType.BYTES;
  if (custom !== undefined) {
    const text = readCustom(custom, json, where);
    return isBytes ? new TextEncoder().encode(text) : text;
  }
  if (isBytes) return fromBase64(string(json, where));
  return readScalar(field.scalar as ScalarType, json, where);
}

const RANGES: Partial<Record<ScalarType, [bigint, bigint]>> = {
  [ScalarType.INT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [ScalarType.SINT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [ScalarType.UINT32]: [0n, 2n ** 32n - 1n],
  [ScalarType.INT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [ScalarType.SINT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [ScalarType.UINT64]: [0n, 2n ** 64n - 1n],
};
const SMALL = new Set([ScalarType.INT32, ScalarType.SINT32, ScalarType.UINT32]);

function readScalar(type: ScalarType, json: JsonValue, where: string): string | boolean | number | bigint {
  if (type === ScalarType.STRING) return string(json, where);
  if (type === ScalarType.BOOL) {
    if (typeof json !== 'boolean') throw new WireError(`${where}: not true or false`);
    return json;
  }
  const range = RANGES[type];
  if (range === undefined) throw new WireError(`${where}: not supported in JSON`);
  const text = typeof json === 'number' ? String(json) : string(json, where);
  if (!/^-?[0-9]{1,20}$/.test(text)) throw new WireError(`${where}: not an integer: ${shorten(text)}`);
  const value = BigInt(text);
  if (value < range[0] || value > range[1]) throw new WireError(`${where}: out of range: ${shorten(text)}`);
  return SMALL.has(type) ? Number(value) : value;
}

function readEnum(type: DescEnum, json: JsonValue, where: string): number {
  const found = typeof json === 'number' ? type.value[json] : type.values.find((value) => value.name === json);
  if (found === undefined) throw new WireError(`${where}: no value of ${type.typeName}: ${shown(json)}`);
  return found.number;
}

function readCustom(custom: CustomType, json: JsonValue, where: string): string {
  const isList = custom === 'decArray' || custom === 'decMatrix';
  const text = isList ? JSON.stringify(json) : typeof json === 'number' ? String(json) : string(json, where);
  return canonicalText(custom, custom === 'legacyDec' ? legacyDecWire(text) : text, () => where);
}

function object(json: JsonValue, where: string): JsonObject {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new WireError(`${where}: not an object`);
  return json;
}

function string(json: JsonValue, where: string): string {
  if (typeof json !== 'string') throw new WireError(`${where}: not a text`);
  return json;
}
