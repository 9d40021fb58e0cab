const BLOCK = 512;

const text = (block: Buffer, from: number, length: number): string => {
  const field = block.toString('latin1', from, from + length);
  const end = field.indexOf('\0');
  return end === -1 ? field : field.slice(0, end);
};

/** The content of the first ordinary file of that name (in whatever folder) in an uncompressed tar archive. */
export function fileInTar(archive: Buffer, name: string): Buffer | undefined {
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    const path = text(header, 0, 100);
    if (path === '') return undefined;
    const size = Number.parseInt(text(header, 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size)) return undefined;
    const kind = text(header, 156, 1);
    const start = at + BLOCK;
    if ((kind === '0' || kind === '') && path.split('/').at(-1) === name) return archive.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
