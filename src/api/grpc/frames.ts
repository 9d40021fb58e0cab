import { gunzipSync } from 'node:zlib';
import { ApiError } from '../status.ts';

const PREFIX = 5;

/** A message behind its prefix: that it is not compressed, and its length. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX + message.length);
  framed.writeUInt8(0, 0);
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX);
  return framed;
}

/** Takes the messages out of a stream of bytes, none of them larger than the limit. */
export class Frames {
  readonly #limit: number;
  readonly #encoding: string;
  #chunks: Buffer[] = [];
  #held = 0;
  #wanted = PREFIX;

  /** @param encoding what `grpc-encoding` says of compressed messages */
  constructor(limit: number, encoding: string) {
    this.#limit = limit;
    this.#encoding = encoding;
  }

  /** Bytes of a message that is not whole yet. */
  get held(): number {
    return this.#held;
  }

  /** The messages that are whole with these bytes. @throws ApiError `ResourceExhausted`, `Unimplemented`, `InvalidArgument` */
  take(chunk: Buffer): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    const messages: Uint8Array[] = [];
    while (this.#held >= this.#wanted) {
      const bytes = Buffer.concat(this.#chunks);
      const length = bytes.readUInt32BE(1);
      if (length > this.#limit) {
        throw new ApiError('ResourceExhausted', `a message may have ${this.#limit} bytes, not ${length}`);
      }
      const end = PREFIX + length;
      const whole = bytes.length >= end;
      if (whole) messages.push(this.#plain(bytes.readUInt8(0), bytes.subarray(PREFIX, end)));
      const rest = whole ? bytes.subarray(end) : bytes;
      this.#wanted = whole ? PREFIX : end;
      this.#chunks = [rest];
      this.#held = rest.length;
    }
    return messages;
  }

  #plain(flag: number, bytes: Buffer): Uint8Array {
    if (flag === 0) return bytes;
    if (this.#encoding !== 'gzip') throw new ApiError('Unimplemented', 'messages may be compressed with gzip only');
    try {
      return gunzipSync(bytes, { maxOutputLength: this.#limit });
    } catch (cause) {
      throw new ApiError('InvalidArgument', 'the message cannot be unpacked', cause);
    }
  }
}
