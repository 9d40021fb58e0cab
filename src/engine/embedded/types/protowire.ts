/**
 * A writer for the few small protobuf messages that a block is made of. It exists beside the generated codecs because
 * these run many times per block: proto3 rules, fields in ascending order, zero scalars left out. What is written lies in Node's
 * pool of buffers and the room for writing is used again: arrays of their own would keep the garbage collector busy for a fifth of
 * the time.
 */

const MAX_U64 = (1n << 64n) - 1n;
const ROOM = 1024;
const MOST_SPARE = 16;

/** Rooms of finished writers, for the next ones. */
const spare: Buffer[] = [];
/** What a finished writer is left with: writing on takes room anew. */
const NO_ROOM = Buffer.alloc(0);

export class ProtoWriter {
  #buffer: Buffer;
  #length = 0;

  constructor() {
    this.#buffer = spare.pop() ?? Buffer.allocUnsafeSlow(ROOM);
  }

  /** uint64, int64, uint32, bool and enum fields; negative numbers take ten bytes. */
  varint(field: number, value: bigint | number): this {
    if (value === 0n || value === 0) return this;
    this.#tag(field, 0);
    this.#uvarint(value);
    return this;
  }

  sfixed64(field: number, value: bigint): this {
    if (value === 0n) return this;
    this.#tag(field, 1);
    this.#reserve(8);
    new DataView(this.#buffer.buffer, this.#buffer.byteOffset + this.#length, 8).setBigInt64(0, value, true);
    this.#length += 8;
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.message(field, value);
  }

  string(field: number, value: string): this {
    if (value === '') return this;
    const length = Buffer.byteLength(value);
    this.#tag(field, 2);
    this.#uvarint(length);
    this.#reserve(length);
    this.#length += this.#buffer.write(value, this.#length);
    return this;
  }

  /** A sub-message or an element of a repeated field: written even when empty. */
  message(field: number, value: Uint8Array): this {
    this.#tag(field, 2);
    this.#uvarint(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** What was written, as a copy of its own. */
  finish(): Uint8Array {
    const written = Buffer.allocUnsafe(this.#length);
    this.#buffer.copy(written, 0, 0, this.#length);
    this.#release();
    return written;
  }

  /** What was written, behind its own length (varint). */
  finishDelimited(): Uint8Array {
    const length = this.#length;
    this.#uvarint(length);
    const prefix = this.#length - length;
    const written = Buffer.allocUnsafe(this.#length);
    this.#buffer.copy(written, 0, length, this.#length);
    this.#buffer.copy(written, prefix, 0, length);
    this.#release();
    return written;
  }

  #release(): void {
    if (this.#buffer.length === ROOM && spare.length < MOST_SPARE) spare.push(this.#buffer);
    this.#buffer = NO_ROOM;
    this.#length = 0;
  }

  #tag(field: number, wireType: number): void {
    this.#uvarint((field << 3) | wireType);
  }

  #uvarint(value: bigint | number): void {
    this.#reserve(10);
    if (typeof value === 'number' && value >= 0 && value <= 0x7fffffff) {
      let rest = value;
      while (rest > 0x7f) {
        this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      this.#buffer[this.#length++] = rest;
      return;
    }
    let rest = BigInt(value) & MAX_U64;
    while (rest > 0x7fn) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#buffer[this.#length++] = Number(rest);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
