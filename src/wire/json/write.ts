import type { DescEnum, DescField, DescMessage, MessageShape } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import type { Any, Duration, Timestamp } from '@bufbuild/protobuf/wkt';
import { unpackAny } from '../codec/any.ts';
import { decode } from '../codec/decode.ts';
import { ZERO_TIME_SECONDS } from '../codec/encode.ts';
import type { CustomType } from '../codec/fields.ts';
import { fieldFacts, zeroText } from '../codec/fields.ts';
import { legacyDecText } from '../codec/texts.ts';
import type { JsonObject, JsonValue } from './values.ts';
import { base64, durationText, timestampText } from './values.ts';

type Shape = Record<string, unknown>;

/**
 * The JSON of a message in the form of the Cosmos gateway: names as in the .proto file, defaults written, absent messages and
 * empty bytes `null`, 64-bit integers quoted, enums by name, bytes base64, LegacyDec with 18 fraction digits, DecArray and
 * DecMatrix as nested arrays, an Any as its message with `@type` first.
 * @throws WireError for an Any of an unknown type
 */
export function toJson<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): JsonValue {
  return messageJson(schema, message as unknown as Shape);
}

function messageJson(schema: DescMessage, message: Shape): JsonValue {
  const special = SPECIAL[schema.typeName];
  return special === undefined ? fieldsJson(schema, message) : special(message);
}

const SPECIAL: Record<string, (message: Shape) => JsonValue> = {
  'google.protobuf.Timestamp': (message) => {
    const { seconds, nanos } = message as unknown as Timestamp;
    return timestampText(seconds, nanos);
  },
  'google.protobuf.Duration': (message) => {
    const { seconds, nanos } = message as unknown as Duration;
    return durationText(seconds, nanos);
  },
  'google.protobuf.Any': (message) => {
    const any = message as unknown as Any;
    if (any.typeUrl === '') return null;
    const { schema, message: inner } = unpackAny(any);
    const json = messageJson(schema, inner as unknown as Shape);
    const rest = SPECIAL[schema.typeName] === undefined ? (json as JsonObject) : { value: json };
    return { '@type': any.typeUrl, ...rest };
  },
};

function fieldsJson(schema: DescMessage, message: Shape): JsonObject {
  const json: JsonObject = {};
  for (const field of schema.fields) {
    if (field.oneof === undefined) json[field.name] = fieldJson(field, message[field.localName]);
    else {
      const chosen = message[field.oneof.localName] as { case?: string; value?: unknown };
      if (chosen.case === field.localName) json[field.name] = fieldJson(field, chosen.value);
    }
  }
  return json;
}

/** The JSON of one field's value. */
export function fieldJson(field: DescField, value: unknown): JsonValue {
  switch (field.fieldKind) {
    case 'list':
      return (value as unknown[]).map((item) => singleJson(field, item));
    case 'map':
      return Object.fromEntries(Object.entries(value as Shape).map(([key, item]) => [key, singleJson(field, item)]));
    default:
      return singleJson(field, value);
  }
}

function singleJson(field: DescField, value: unknown): JsonValue {
  if (field.message !== undefined) {
    if (value !== undefined) return messageJson(field.message, value as Shape);
    return fieldFacts(field).nullable ? null : absentJson(field, field.message);
  }
  if (field.enum !== undefined) return enumJson(field.enum, value as number);
  const { custom } = fieldFacts(field);
  if (custom !== undefined) return customJson(custom, value as string | Uint8Array);
  switch (field.scalar) {
    case ScalarType.BYTES:
      return (value as Uint8Array).length === 0 ? null : base64(value as Uint8Array);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return String(value);
    default:
      return value as JsonValue;
  }
}

function absentJson(field: DescField, schema: DescMessage): JsonValue {
  return fieldFacts(field).stdtime
    ? timestampText(ZERO_TIME_SECONDS, 0)
    : toJson(schema, decode(schema, new Uint8Array()));
}

const enumJson = (type: DescEnum, value: number): JsonValue => type.value[value]?.name ?? value;

function customJson(custom: CustomType, value: string | Uint8Array): JsonValue {
  const wire = typeof value === 'string' ? value : new TextDecoder().decode(value);
  const text = wire === '' ? zeroText(custom) : wire;
  if (custom === 'legacyDec') return legacyDecText(text);
  return custom === 'decArray' || custom === 'decMatrix' ? (JSON.parse(text) as JsonValue) : text;
}
