import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { create, ScalarType } from '@bufbuild/protobuf';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { fieldFacts } from '../../../src/wire/codec/fields.ts';

type Shape = Record<string, unknown>;

const SCALARS: Partial<Record<ScalarType, (n: number) => unknown>> = {
  [ScalarType.STRING]: (n) => `text ${n}`,
  [ScalarType.BYTES]: (n) => Uint8Array.of(n, 255, 0),
  [ScalarType.BOOL]: () => true,
  [ScalarType.INT32]: (n) => -n,
  [ScalarType.UINT32]: (n) => n * 300,
  [ScalarType.INT64]: (n) => BigInt(n) - 2n ** 40n,
  [ScalarType.UINT64]: (n) => 2n ** 63n + BigInt(n),
  [ScalarType.SFIXED64]: (n) => BigInt(-n),
};
const CUSTOM = {
  int: (n: number) => String(10 ** 6 + n),
  legacyDec: (n: number) => String(10 ** 9 + n),
  dec: (n: number) => `-${n}.50`,
  bounded: (n: number) => `${n}E-8`,
  decArray: (n: number) => `["${n}","1.5"]`,
  decMatrix: (n: number) => `[["${n}"],[]]`,
  text: (n: number) => `t${n}`,
};

/** A message with something in every field (the first of each oneof), the same on every run. */
export function sample(schema: DescMessage, depth = 0): Shape {
  const message = create(schema) as unknown as Shape;
  const taken = new Set<string>();
  for (const field of schema.fields) {
    if (field.fieldKind === 'map') continue;
    const value =
      field.fieldKind === 'list' ? [single(field, depth, 1), single(field, depth, 2)] : single(field, depth, 0);
    if (value === undefined || (Array.isArray(value) && value[0] === undefined)) continue;
    if (field.oneof === undefined) message[field.localName] = value;
    else if (!taken.has(field.oneof.localName)) {
      taken.add(field.oneof.localName);
      message[field.oneof.localName] = { case: field.localName, value };
    }
  }
  return message;
}

function single(field: DescField, depth: number, nth: number): unknown {
  const n = field.number + nth;
  if (field.message?.typeName === 'google.protobuf.Timestamp')
    return create(TimestampSchema, { seconds: 1n, nanos: n * 1000 });
  if (field.message?.typeName === 'google.protobuf.Duration') return create(DurationSchema, { seconds: BigInt(n) });
  if (field.message !== undefined) return depth > 3 ? undefined : sample(field.message, depth + 1);
  if (field.enum !== undefined) return field.enum.values.at(-1)?.number;
  const { custom } = fieldFacts(field);
  if (custom !== undefined) {
    const text = CUSTOM[custom](n);
    return field.scalar === ScalarType.BYTES ? new TextEncoder().encode(text) : text;
  }
  return field.scalar === undefined ? undefined : SCALARS[field.scalar]?.(n);
}
