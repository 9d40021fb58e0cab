import { once } from 'node:events';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';

/** A file of an archive: from the disk, or text. Directories above it are made by who unpacks. */
export interface Entry {
  /** Path in the archive, without a leading slash. */
  readonly path: string;
  readonly from: { readonly file: string } | { readonly text: string };
  /** May be executed. */
  readonly program?: boolean;
}

const BLOCK = 512;
const PIECE = 1 << 20;

/** An archive in the format that every tar reads (ustar), owned by root, without times: the same files give the same bytes. */
export function tar(entries: readonly Entry[], directories: readonly string[] = []): Readable {
  const out = new PassThrough({ highWaterMark: 4 * PIECE });
  const write = async (bytes: Buffer) => {
    if (!out.write(bytes)) await once(out, 'drain');
  };
  const all = async () => {
    for (const path of directories) await write(header(`${path}/`, 0, '5', 0o1777));
    for (const { path, from, program = false } of entries) {
      const mode = program ? 0o755 : 0o644;
      if ('text' in from) {
        const bytes = Buffer.from(from.text);
        await write(header(path, bytes.length, '0', mode));
        await write(padded(bytes));
      } else {
        await write(header(path, statSync(from.file).size, '0', mode));
        for (const piece of pieces(from.file)) await write(piece);
      }
    }
    out.end(Buffer.alloc(2 * BLOCK));
  };
  all().catch((error: Error) => out.destroy(error));
  return out;
}

/** A file in large pieces, the last one filled up to whole blocks. */
function* pieces(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const length = readSync(file, piece, 0, PIECE, null);
      if (length > 0) yield padded(piece.subarray(0, length));
      if (length < PIECE) return;
    }
  } finally {
    closeSync(file);
  }
}

function padded(bytes: Buffer): Buffer {
  const rest = bytes.length % BLOCK;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(BLOCK - rest)]);
}

function header(path: string, size: number, type: '0' | '5', mode: number): Buffer {
  const { name, prefix } = split(path);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** A path in the two fields that it may stand in. @throws RangeError where it is too long for them. */
function split(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' };
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const name = path.slice(at + 1);
    if (Buffer.byteLength(name) <= 100 && at <= 155) return { name, prefix: path.slice(0, at) };
  }
  throw new RangeError(`the path ${path} is too long for an archive`);
}
