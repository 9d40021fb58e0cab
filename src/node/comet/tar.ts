import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

/** The content of the first ordinary file of that name (in whatever folder) in an uncompressed tar archive. */
export async function fileInTar(archive: Buffer, name: string): Promise<Buffer | undefined> {
  for await (const entry of Readable.from([archive]).pipe(extract())) {
    const { type, name: path } = entry.header;
    if (type === 'file' && path.split('/').at(-1) === name) return buffer(entry);
    entry.resume();
  }
  return undefined;
}
