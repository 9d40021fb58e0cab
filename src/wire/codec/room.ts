import type { DescMessage } from '@bufbuild/protobuf';
import { WireError } from '../errors.ts';
import { fieldByNumber } from './fields.ts';
import { registry } from './registry.ts';

/**
 * Fields that a message from outside may have, those of messages in it included. An empty message takes two bytes and
 * a microsecond or more to read: a few megabytes of them would hold a node for many seconds. The largest payload that the
 * protocol takes, a megabyte of forecasts, has about 60,000.
 */
export const MOST_FIELDS = 100_000;

const DEPTH_LIMIT = 64;

/**
 * Refuses a message of more than `MOST_FIELDS` fields, or of messages in messages without end, in time that is bounded by them. Bytes that are no message pass: reading
 * them says what is wrong.
 * @throws WireError
 */
export function requireRoom(schema: DescMessage, bytes: Uint8Array): void {
  new Count(schema, bytes).message(schema, 0, bytes.length, 0);
}

class Count {
  readonly #schema: DescMessage;
  readonly #bytes: Uint8Array;
  #at = 0;
  #fields = 0;

  constructor(schema: DescMessage, bytes: Uint8Array) {
    this.#schema = schema;
    this.#bytes = bytes;
  }

  message(schema: DescMessage, from: number, end: number, depth: number): void {
    if (depth > DEPTH_LIMIT) throw new WireError(`${this.#schema.typeName}: nested too deeply`);
    const any = schema.typeName === 'google.protobuf.Any';
    let inner: DescMessage | undefined;
    let value: readonly [from: number, end: number] | undefined;
    this.#at = from;
    while (this.#at < end) {
      const tag = this.#varint();
      this.#fields += 1;
      if (this.#fields > MOST_FIELDS) {
        throw new WireError(`${this.#schema.typeName}: more than ${MOST_FIELDS} fields`);
      }
      const type = tag & 7;
      if (type === 0) this.#varint();
      else if (type === 1) this.#at += 8;
      else if (type === 5) this.#at += 4;
      else if (type === 2) {
        const length = this.#varint();
        const start = this.#at;
        const next = start + length;
        if (next > end) return;
        const number = tag >>> 3;
        const below = fieldByNumber(schema, number)?.message;
        if (below) this.message(below, start, next, depth + 1);
        if (any && number === 1) inner = registry.message(Buffer.from(this.#bytes.subarray(start, next)).toString());
        if (any && number === 2) value = [start, next];
        this.#at = next;
      } else return;
    }
    if (inner && value) this.message(inner, value[0], value[1], depth + 1);
  }

  /** A varint's low 32 bits: more is no tag and no length. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }
}
