/** Beyond this a length is nonsense: what CometBFT itself accepts. */
const MAX_FRAME = 2 ** 31 - 1;

/**
 * Takes a stream of ABCI frames apart: a base-128 varint length, then that many bytes. Chunks are collected until a whole
 * frame is there and joined once, so that a large frame costs no more than its size.
 */
export class FrameReader {
  readonly #chunks: Uint8Array[] = [];
  /** Unread bytes in the chunks. */
  #bytes = 0;
  /** Read bytes of the first chunk. */
  #offset = 0;
  #length: number | undefined;
  #partial = 0;
  #factor = 1;

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next whole frame, a copy of its own; undefined while it is not all there. @throws RangeError for a senseless length */
  next(): Uint8Array | undefined {
    this.#length ??= this.#readLength();
    if (this.#length === undefined || this.#bytes < this.#length) return undefined;
    const frame = this.#take(this.#length);
    this.#length = undefined;
    return frame;
  }

  #readLength(): number | undefined {
    while (this.#bytes > 0) {
      const byte = this.#chunks[0]![this.#offset]!;
      this.#skip(1);
      this.#partial += (byte & 127) * this.#factor;
      this.#factor *= 128;
      if (this.#partial > MAX_FRAME || this.#factor > 2 ** 35)
        throw new RangeError('the length of a frame is too large');
      if (byte < 128) {
        const length = this.#partial;
        this.#partial = 0;
        this.#factor = 1;
        return length;
      }
    }
    return undefined;
  }

  /** Goes on within the first chunk. */
  #skip(count: number): void {
    this.#offset += count;
    this.#bytes -= count;
    if (this.#offset < this.#chunks[0]!.length) return;
    this.#chunks.shift();
    this.#offset = 0;
  }

  #take(length: number): Uint8Array {
    const frame = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const chunk = this.#chunks[0]!;
      const count = Math.min(chunk.length - this.#offset, length - at);
      frame.set(chunk.subarray(this.#offset, this.#offset + count), at);
      at += count;
      this.#skip(count);
    }
    return frame;
  }
}

/** A message with its length before it. */
export function frame(message: Uint8Array): Uint8Array {
  const header: number[] = [];
  for (let rest = message.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      header.push(rest);
      break;
    }
    header.push((rest % 128) | 128);
  }
  const out = new Uint8Array(header.length + message.length);
  out.set(header);
  out.set(message, header.length);
  return out;
}
