import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { WireError } from '../errors.ts';
import { fieldByNumber } from './fields.ts';
import { registry } from './registry.ts';

/** Unknown fields with this bit in their number carry nothing that a signer must know about. */
const NON_CRITICAL = 1 << 10;
const DEPTH_LIMIT = 64;

const BIT64 = new Set([ScalarType.DOUBLE, ScalarType.FIXED64, ScalarType.SFIXED64]);
const BIT32 = new Set([ScalarType.FLOAT, ScalarType.FIXED32, ScalarType.SFIXED32]);
const LENGTH = new Set([ScalarType.STRING, ScalarType.BYTES]);

/**
 * Refuses bytes that say more than `schema` knows, at any depth, through Any too: a signer must not sign what is not shown.
 * @throws WireError for an unknown field, a wrong wire type, an Any of an unknown type, or broken bytes
 */
export function rejectUnknown(
  schema: DescMessage,
  bytes: Uint8Array,
  options: { allowNonCritical?: boolean } = {},
): void {
  walk(schema, bytes, options.allowNonCritical === true, 0);
}

function walk(schema: DescMessage, bytes: Uint8Array, allowNonCritical: boolean, depth: number): void {
  if (depth > DEPTH_LIMIT) throw new WireError(`${schema.typeName}: nested too deeply`);
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = guard(schema, () => reader.tag());
    const field = fieldByNumber(schema, number);
    if (field === undefined) {
      if (!allowNonCritical || (number & NON_CRITICAL) === 0) {
        throw new WireError(`${schema.typeName}: unknown field ${number} (wire type ${type})`);
      }
      guard(schema, () => reader.skip(type, number));
      continue;
    }
    if (!fits(field, type)) throw new WireError(`${schema.typeName}.${field.name}: unexpected wire type ${type}`);
    if (field.message === undefined || field.fieldKind === 'map') guard(schema, () => reader.skip(type, number));
    else
      walkMessage(
        field.message,
        guard(schema, () => reader.bytes()),
        allowNonCritical,
        depth + 1,
      );
  }
}

function walkMessage(schema: DescMessage, bytes: Uint8Array, allowNonCritical: boolean, depth: number): void {
  walk(schema, bytes, allowNonCritical, depth);
  if (schema.typeName !== 'google.protobuf.Any') return;
  const { typeUrl, value } = readAny(bytes);
  if (typeUrl === '') return;
  const inner = registry.message(typeUrl);
  if (inner === undefined) throw new WireError(`unable to resolve type URL ${typeUrl}`);
  walk(inner, value, allowNonCritical, depth + 1);
}

function readAny(bytes: Uint8Array): { typeUrl: string; value: Uint8Array } {
  const any: { typeUrl: string; value: Uint8Array } = { typeUrl: '', value: new Uint8Array() };
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    if (reader.tag()[0] === 1) any.typeUrl = reader.string();
    else any.value = reader.bytes();
  }
  return any;
}

function fits(field: DescField, type: WireType): boolean {
  const scalar = field.fieldKind === 'map' ? undefined : field.scalar;
  const isList = field.fieldKind === 'list';
  if (field.message !== undefined || field.fieldKind === 'map') return type === WireType.LengthDelimited;
  if (scalar !== undefined && LENGTH.has(scalar)) return type === WireType.LengthDelimited;
  if (isList && type === WireType.LengthDelimited) return true;
  if (scalar !== undefined && BIT64.has(scalar)) return type === WireType.Bit64;
  if (scalar !== undefined && BIT32.has(scalar)) return type === WireType.Bit32;
  return type === WireType.Varint;
}

function guard<T>(schema: DescMessage, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new WireError(`${schema.typeName}: ${(error as Error).message}`);
  }
}

/**
 * Refuses a transaction whose outer bytes are not the only way to write it: fields 1, 2, 3 in order, 1 and 2 at most once,
 * lengths as short as they can be (ADR-027).
 * @throws WireError
 */
export function rejectNonCanonicalTxRaw(bytes: Uint8Array): void {
  try {
    walkTxRaw(bytes);
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError(`transaction: ${(error as Error).message}`);
  }
}

function walkTxRaw(bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  let last = 0;
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const [number, type] = [tag >>> 3, tag & 7];
    if (reader.pos - start !== 1) throw new WireError('transaction: a tag is not in its shortest form');
    if (type !== WireType.LengthDelimited) throw new WireError(`transaction: unexpected wire type ${type}`);
    if (number < last || (number === last && number !== 3)) throw new WireError('transaction: fields are not in order');
    last = number;
    const lengthAt = reader.pos;
    const length = reader.uint32();
    if (reader.pos - lengthAt !== varintLength(length))
      throw new WireError('transaction: a length is not in its shortest form');
    reader.pos += length;
    if (reader.pos > reader.len) throw new WireError('transaction: cut short');
  }
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) length++;
  return length;
}
