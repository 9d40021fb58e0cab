import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { damaged } from '../store-error.ts';

/** Where a meta page of LMDB (`mdb.c`, MDB_meta) says that it is one, and how large pages are. */
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
const PAGE_SIZE_AT = 48;
const HEAD = 64;
const PAGE_SIZES = { smallest: 256, largest: 65_536 };

/**
 * Refuses a file whose two meta pages are not LMDB's: LMDB itself would end the process. A file that is missing or empty
 * is a new one. @throws StoreError `damaged`
 */
export function requireMetaPages(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    if (size === 0) return;
    const pageSize = readMeta(file, 0).readUInt32LE(PAGE_SIZE_AT);
    const { smallest, largest } = PAGE_SIZES;
    const sane = pageSize >= smallest && pageSize <= largest && (pageSize & (pageSize - 1)) === 0;
    for (const at of sane ? [0, pageSize] : []) {
      if (readMeta(file, at).readUInt32LE(MAGIC_AT) !== MAGIC) throw damaged(path, 'it does not begin as a store does');
    }
    if (!sane || size < 2 * pageSize) throw damaged(path, 'it does not begin as a store does');
  } finally {
    closeSync(file);
  }
}

function readMeta(file: number, at: number): Buffer {
  const head = Buffer.alloc(HEAD);
  readSync(file, head, 0, HEAD, at);
  return head;
}
