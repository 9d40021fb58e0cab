import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { EngineError } from '../../engine.ts';

/**
 * A record's outer form: gzip over frames, each behind its length in four bytes (big-endian). It is only ever appended to;
 * members of gzip may follow each other.
 */
const LENGTH = 4;
/** Larger than any genesis or block can be: a length beyond it is not one. */
const MAX_FRAME = 1 << 30;

/** Small frames are compressed together. */
const CHUNK = 1 << 16;

/** Writes frames to a new file. */
export async function writeFrames(path: string, frames: AsyncIterable<Uint8Array>): Promise<void> {
  async function* framed(): AsyncIterable<Buffer> {
    let waiting: Uint8Array[] = [];
    let size = 0;
    for await (const frame of frames) {
      const length = Buffer.allocUnsafe(LENGTH);
      length.writeUInt32BE(frame.length);
      waiting.push(length, frame);
      size += LENGTH + frame.length;
      if (size < CHUNK) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      size = 0;
    }
    yield Buffer.concat(waiting);
  }
  await pipeline(framed, createGzip({ level: 4 }), createWriteStream(path, { mode: 0o600 }));
}

/** Reads frames one after another. @throws EngineError `invalid-record` where the file is none, or is cut off. */
export async function* readFrames(path: string): AsyncIterable<Buffer> {
  const invalid = (cause: unknown): EngineError =>
    new EngineError('invalid-record', `${path} cannot be read: ${(cause as Error).message}`, { path }, cause);
  const file = createReadStream(path);
  const plain = createGunzip();
  file.on('error', (error) => plain.destroy(error));
  file.pipe(plain);
  let rest: Buffer[] = [];
  let size = 0;
  let wanted = LENGTH;
  try {
    for await (const chunk of plain) {
      rest.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size < wanted) continue;
      let bytes = Buffer.concat(rest);
      while (bytes.length >= LENGTH) {
        const length = bytes.readUInt32BE();
        if (length > MAX_FRAME) throw new Error('it is damaged');
        wanted = LENGTH + length;
        if (bytes.length < wanted) break;
        yield bytes.subarray(LENGTH, wanted);
        bytes = bytes.subarray(wanted);
        wanted = LENGTH;
      }
      rest = [bytes];
      size = bytes.length;
    }
  } catch (error) {
    throw error instanceof EngineError ? error : invalid(error);
  } finally {
    file.destroy();
    plain.destroy();
  }
  if (size > 0) throw invalid(new Error('it is cut off'));
}
