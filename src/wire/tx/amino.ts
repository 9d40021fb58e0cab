import type { DescField, DescMessage, MessageShape } from '@bufbuild/protobuf';
import { getOption, ScalarType } from '@bufbuild/protobuf';
import type { Any, Duration, Timestamp } from '@bufbuild/protobuf/wkt';
import type { Typed } from '../codec/any.ts';
import { typeUrl, unpackAny } from '../codec/any.ts';
import { fieldFacts, zeroText } from '../codec/fields.ts';
import { legacyDecText } from '../codec/texts.ts';
import { name as aminoName, message_encoding } from '../gen/amino/amino_pb.ts';
import type { JsonObject, JsonValue } from '../json/values.ts';
import { base64, sortedJsonText, timestampText } from '../json/values.ts';
import type { Fee } from './tx.ts';

type Shape = Record<string, unknown>;

export interface AminoDocOf {
  chainId: string;
  accountNumber: bigint;
  sequence: bigint;
  fee: Fee;
  messages: Typed[];
  memo?: string;
  timeoutHeight?: bigint;
}

/** What a signer signs in the mode LEGACY_AMINO_JSON, before hashing: a JSON document with its keys in order, UTF-8. */
export function aminoSignBytes(doc: AminoDocOf): Uint8Array {
  const { amount, gasLimit, payer = '', granter = '' } = doc.fee;
  const fee: JsonObject = {
    amount: amount.map((coin) => ({ denom: coin.denom, amount: coin.amount })),
    gas: String(gasLimit),
  };
  if (granter !== '') fee.granter = granter;
  if (payer !== '') fee.payer = payer;
  const json: JsonObject = {
    account_number: String(doc.accountNumber),
    chain_id: doc.chainId,
    fee,
    memo: doc.memo ?? '',
    msgs: doc.messages.map(({ schema, message }) => wrapped(schema, message as unknown as Shape)),
    sequence: String(doc.sequence),
  };
  if (doc.timeoutHeight !== undefined && doc.timeoutHeight !== 0n) json.timeout_height = String(doc.timeoutHeight);
  return new TextEncoder().encode(sortedJsonText(json));
}

/**
 * A message in amino JSON, `{type, value}`. The type is its amino name, or its type URL where it has none (as the messages
 * of x/emissions). Zero values are left out unless the field says otherwise; custom types are always there; 64-bit integers
 * are quoted, enums numbers.
 */
export const aminoJson = <Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): JsonValue =>
  wrapped(schema, message as unknown as Shape);

function wrapped(schema: DescMessage, message: Shape): JsonObject {
  return { type: getOption(schema, aminoName) || typeUrl(schema), value: body(schema, message) };
}

function nested(schema: DescMessage, message: Shape): JsonValue {
  return getOption(schema, aminoName) === '' ? body(schema, message) : wrapped(schema, message);
}

const SPECIAL: Record<string, (message: Shape) => JsonValue> = {
  'google.protobuf.Timestamp': (message) => {
    const { seconds, nanos } = message as unknown as Timestamp;
    return timestampText(seconds, nanos);
  },
  'google.protobuf.Duration': (message) => {
    const { seconds, nanos } = message as unknown as Duration;
    return String(seconds * 1_000_000_000n + BigInt(nanos));
  },
  'google.protobuf.Any': (message) => {
    const { schema, message: inner } = unpackAny(message as unknown as Any);
    return wrapped(schema, inner as unknown as Shape);
  },
};

function body(schema: DescMessage, message: Shape): JsonValue {
  const special = SPECIAL[schema.typeName];
  if (special !== undefined) return special(message);
  const encoding = getOption(schema, message_encoding);
  if (encoding === 'key_field') return base64(message.key as Uint8Array);
  const json: JsonObject = {};
  for (const field of schema.fields) {
    const chosen =
      field.oneof === undefined ? undefined : (message[field.oneof.localName] as { case?: string; value?: unknown });
    const value =
      chosen === undefined ? message[field.localName] : chosen.case === field.localName ? chosen.value : undefined;
    const shown = fieldBody(field, value);
    if (shown !== undefined) json[fieldFacts(field).amino.name || field.name] = shown;
  }
  if (encoding === 'threshold_string') json.threshold = String(json.threshold ?? 0);
  return json;
}

function fieldBody(field: DescField, value: unknown): JsonValue | undefined {
  const { amino, custom } = fieldFacts(field);
  if (field.fieldKind === 'list') {
    const items = value as unknown[];
    if (items.length > 0) return items.map((item) => single(field, item));
    return amino.encoding === 'legacy_coins' ? [] : amino.keepEmpty ? null : undefined;
  }
  if (value === undefined) return undefined;
  const isZero =
    value === '' ||
    value === 0 ||
    value === 0n ||
    value === false ||
    (value instanceof Uint8Array && value.length === 0);
  return isZero && !amino.keepEmpty && custom === undefined ? undefined : single(field, value);
}

function single(field: DescField, value: unknown): JsonValue {
  if (field.message !== undefined) return nested(field.message, value as Shape);
  const { custom } = fieldFacts(field);
  if (custom !== undefined) {
    const wire = typeof value === 'string' ? value : new TextDecoder().decode(value as Uint8Array);
    const text = wire === '' ? zeroText(custom) : wire;
    return custom === 'legacyDec' ? legacyDecText(text) : text;
  }
  if (field.scalar === ScalarType.BYTES) return base64(value as Uint8Array);
  return typeof value === 'bigint' ? String(value) : (value as JsonValue);
}
