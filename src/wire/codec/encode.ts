import type { DescField, DescMessage, DescOneof, MessageShape } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { fieldFacts, zeroText } from './fields.ts';

type Shape = Record<string, unknown>;
type Writer = (writer: BinaryWriter, value: never) => unknown;
type FieldWriter = (writer: BinaryWriter, message: Shape) => void;

const SCALARS: Record<ScalarType, [WireType, Writer]> = {
  [ScalarType.DOUBLE]: [WireType.Bit64, (w, v) => w.double(v)],
  [ScalarType.FLOAT]: [WireType.Bit32, (w, v) => w.float(v)],
  [ScalarType.INT64]: [WireType.Varint, (w, v) => w.int64(v)],
  [ScalarType.UINT64]: [WireType.Varint, (w, v) => w.uint64(v)],
  [ScalarType.INT32]: [WireType.Varint, (w, v) => w.int32(v)],
  [ScalarType.FIXED64]: [WireType.Bit64, (w, v) => w.fixed64(v)],
  [ScalarType.FIXED32]: [WireType.Bit32, (w, v) => w.fixed32(v)],
  [ScalarType.BOOL]: [WireType.Varint, (w, v) => w.bool(v)],
  [ScalarType.STRING]: [WireType.LengthDelimited, (w, v) => w.string(v)],
  [ScalarType.BYTES]: [WireType.LengthDelimited, (w, v) => w.bytes(v)],
  [ScalarType.UINT32]: [WireType.Varint, (w, v) => w.uint32(v)],
  [ScalarType.SFIXED32]: [WireType.Bit32, (w, v) => w.sfixed32(v)],
  [ScalarType.SFIXED64]: [WireType.Bit64, (w, v) => w.sfixed64(v)],
  [ScalarType.SINT32]: [WireType.Varint, (w, v) => w.sint32(v)],
  [ScalarType.SINT64]: [WireType.Varint, (w, v) => w.sint64(v)],
};

/** The zero time of Go, 0001-01-01T00:00:00Z, in seconds: what an unset non-nullable time is on the wire. */
export const ZERO_TIME_SECONDS = -62135596800n;

const plans = new WeakMap<DescMessage, FieldWriter[]>();

/**
 * The bytes of a message as the reference (gogoproto) writes them: fields by ascending number, zero values left out except
 * custom types and non-nullable messages, which are always there; numbers in lists packed; map entries by key.
 * A text of a custom type is written as it stands ('' as its zero), see `canonical` for checking it. docs/spec/emissions.md §8.4.
 */
export function encode<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writeMessage(schema, writer, message as unknown as Shape);
  return writer.finish();
}

function writeMessage(schema: DescMessage, writer: BinaryWriter, message: Shape): void {
  let plan = plans.get(schema);
  if (plan === undefined) {
    plan = [...schema.fields].sort((a, b) => a.number - b.number).map(fieldWriter);
    plans.set(schema, plan);
  }
  for (const write of plan) write(writer, message);
}

function fieldWriter(field: DescField): FieldWriter {
  if (field.fieldKind === 'list') return listWriter(field);
  if (field.fieldKind === 'map') return mapWriter(field);
  const write = singularWriter(field);
  const name = field.localName;
  const oneof = field.oneof;
  if (oneof !== undefined && !isSynthetic(oneof)) {
    return (writer, message) => {
      const chosen = message[oneof.localName] as { case?: string; value?: unknown };
      if (chosen.case === name) write(writer, chosen.value as never);
    };
  }
  if (field.fieldKind === 'message') return messageWriter(field, write);
  const { custom, nullable } = fieldFacts(field);
  if (custom !== undefined && !nullable) {
    const zero =
      field.fieldKind === 'scalar' && field.scalar === ScalarType.BYTES ? ascii(zeroText(custom)) : zeroText(custom);
    return (writer, message) => {
      const value = message[name] as string | Uint8Array;
      write(writer, (value.length === 0 ? zero : value) as never);
    };
  }
  return (writer, message) => {
    const value = message[name];
    if (!isZero(value)) write(writer, value as never);
  };
}

function messageWriter(field: DescField & { fieldKind: 'message' }, write: Writer): FieldWriter {
  const name = field.localName;
  const facts = fieldFacts(field);
  if (facts.nullable) {
    return (writer, message) => {
      const value = message[name];
      if (value !== undefined) write(writer, value as never);
    };
  }
  return (writer, message) => {
    const value = message[name];
    if (value !== undefined) write(writer, value as never);
    else writeAbsent(field.message, facts.stdtime, writer.tag(field.number, WireType.LengthDelimited).fork()).join();
  };
}

/** A non-nullable message that nobody set: its own always-written fields, or the zero time. */
function writeAbsent(schema: DescMessage, isTime: boolean, writer: BinaryWriter): BinaryWriter {
  if (isTime) return writer.tag(1, WireType.Varint).int64(ZERO_TIME_SECONDS);
  writeMessage(schema, writer, emptyShape(schema));
  return writer;
}

function emptyShape(schema: DescMessage): Shape {
  const shape: Shape = {};
  for (const field of schema.fields)
    shape[field.localName] = field.fieldKind === 'list' ? [] : field.fieldKind === 'map' ? {} : '';
  for (const field of schema.fields) if (field.fieldKind === 'message') shape[field.localName] = undefined;
  for (const oneof of schema.oneofs) shape[oneof.localName] = { case: undefined };
  return shape;
}

function singularWriter(field: DescField & { fieldKind: 'scalar' | 'enum' | 'message' }): Writer {
  if (field.fieldKind === 'message') {
    const schema = field.message;
    return (writer, value) => {
      writer.tag(field.number, WireType.LengthDelimited).fork();
      writeMessage(schema, writer, value as Shape);
      writer.join();
    };
  }
  const [type, write] = SCALARS[field.fieldKind === 'enum' ? ScalarType.INT32 : field.scalar];
  return (writer, value) => write(writer.tag(field.number, type), value);
}

function listWriter(field: DescField & { fieldKind: 'list' }): FieldWriter {
  const name = field.localName;
  if (field.listKind === 'message') {
    const schema = field.message;
    return (writer, message) => {
      for (const item of message[name] as Shape[]) {
        writer.tag(field.number, WireType.LengthDelimited).fork();
        writeMessage(schema, writer, item);
        writer.join();
      }
    };
  }
  const [type, write] = SCALARS[field.listKind === 'enum' ? ScalarType.INT32 : field.scalar];
  if (field.packed) {
    return (writer, message) => {
      const items = message[name] as never[];
      if (items.length === 0) return;
      writer.tag(field.number, WireType.LengthDelimited).fork();
      for (const item of items) write(writer, item);
      writer.join();
    };
  }
  const { custom } = fieldFacts(field);
  const zero = custom === undefined ? '' : zeroText(custom);
  return (writer, message) => {
    for (const item of message[name] as never[]) {
      write(writer.tag(field.number, type), item === '' ? (zero as never) : item);
    }
  };
}

function mapWriter(field: DescField & { fieldKind: 'map' }): FieldWriter {
  const [keyType, writeKey] = SCALARS[field.mapKey];
  const schema = field.message;
  const [valueType, writeScalar] = SCALARS[field.scalar ?? ScalarType.INT32];
  return (writer, message) => {
    const entries = Object.entries(message[field.localName] as Shape).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, value] of entries) {
      writer.tag(field.number, WireType.LengthDelimited).fork();
      writeKey(writer.tag(1, keyType), key as never);
      if (schema === undefined) writeScalar(writer.tag(2, valueType), value as never);
      else {
        writer.tag(2, WireType.LengthDelimited).fork();
        writeMessage(schema, writer, value as Shape);
        writer.join();
      }
      writer.join();
    }
  };
}

const isSynthetic = (oneof: DescOneof): boolean =>
  oneof.fields.length === 1 && oneof.fields[0]?.proto.proto3Optional === true;

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function isZero(value: unknown): boolean {
  return (
    value === undefined ||
    value === '' ||
    value === 0 ||
    value === 0n ||
    value === false ||
    (value instanceof Uint8Array && value.length === 0)
  );
}
