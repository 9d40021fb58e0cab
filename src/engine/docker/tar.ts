import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';

/** A file of an archive: from the disk, or text. Directories above it are made by who unpacks. */
export interface Entry {
  /** Path in the archive, without a leading slash. */
  readonly path: string;
  readonly from: { readonly file: string } | { readonly text: string };
  /** May be executed. */
  readonly program?: boolean;
}

const NO_TIME = new Date(0);

/** A tar archive owned by root, without times: the same files give the same bytes. */
export function tar(entries: readonly Entry[], directories: readonly string[] = []): Readable {
  const archive = pack({ highWaterMark: 1 << 22 });
  const all = async () => {
    for (const name of directories)
      archive.entry({ name: `${name}/`, type: 'directory', mode: 0o1777, mtime: NO_TIME });
    for (const entry of entries) await add(archive, entry);
    archive.finalize();
  };
  all().catch((error: Error) => archive.destroy(error));
  return archive as unknown as Readable;
}

async function add(archive: Pack, { path: name, from, program = false }: Entry): Promise<void> {
  const mode = program ? 0o755 : 0o644;
  if ('text' in from) {
    archive.entry({ name, mode, mtime: NO_TIME }, from.text);
    return;
  }
  const { size } = statSync(from.file);
  const entry = archive.entry({ name, size, mode, mtime: NO_TIME });
  await pipeline(createReadStream(from.file, { highWaterMark: 1 << 20 }), entry);
}
