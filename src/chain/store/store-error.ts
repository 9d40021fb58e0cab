/**
 * Why the store cannot go on:
 * - `newer-format`: written by a newer version of this program
 * - `read-only`: the disk or the file cannot be written
 * - `full`: no room is left
 * - `damaged`: what lies there is not what was written
 * - `io`: anything else that the system reports
 */
export type StoreFault = 'newer-format' | 'read-only' | 'full' | 'damaged' | 'io';

/** The one error of the store. What was committed before it stays as it was. */
export class StoreError extends Error {
  readonly fault: StoreFault;
  /** The file that it is about. */
  readonly path: string;

  constructor(fault: StoreFault, path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.fault = fault;
    this.path = path;
  }
}

const MESSAGES: Record<StoreFault, string> = {
  'newer-format': 'was written by a newer version',
  'read-only': 'cannot be written',
  full: 'has no room left on its disk',
  damaged: 'is damaged',
  io: 'cannot be used',
};

/** Numbers of the system and of LMDB (`mdb.h`), and names that `node:fs` gives. */
const FAULTS = new Map<number | string, StoreFault>([
  [28, 'full'],
  ['ENOSPC', 'full'],
  [27, 'full'],
  ['EFBIG', 'full'],
  [122, 'full'],
  ['EDQUOT', 'full'],
  [-30792, 'full'],
  [30, 'read-only'],
  ['EROFS', 'read-only'],
  [13, 'read-only'],
  ['EACCES', 'read-only'],
  [1, 'read-only'],
  ['EPERM', 'read-only'],
  // MDB_PAGE_NOTFOUND, CORRUPTED, PANIC, VERSION_MISMATCH, INVALID
  [-30797, 'damaged'],
  [-30796, 'damaged'],
  [-30795, 'damaged'],
  [-30794, 'damaged'],
  [-30793, 'damaged'],
  // MDB_CURSOR_FULL, PAGE_FULL, INCOMPATIBLE: a tree that is none. BAD_TXN, PROBLEM: what follows from a bad page
  [-30787, 'damaged'],
  [-30786, 'damaged'],
  [-30784, 'damaged'],
  [-30782, 'damaged'],
  [-30779, 'damaged'],
]);

/** The same where the library gives no number. */
const DAMAGED =
  /MDB_(PAGE_NOTFOUND|CORRUPTED|PANIC|VERSION_MISMATCH|INVALID|CURSOR_FULL|PAGE_FULL|INCOMPATIBLE|BAD_TXN|PROBLEM)|^Invalid key size/;

/** What a failure of the disk or of LMDB means; errors that are not theirs pass unchanged. */
export function storeError(path: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const { code, message } = error as { code?: number | string; message: string };
  const fault = (code === undefined ? undefined : FAULTS.get(code)) ?? (DAMAGED.test(message) ? 'damaged' : undefined);
  if (fault === undefined && code === undefined && !message.includes('MDB_')) return error;
  const known = fault ?? (message.includes('MDB_MAP_FULL') ? 'full' : 'io');
  return new StoreError(known, path, `the store ${path} ${MESSAGES[known]}: ${message}`, error);
}

/** A record that is not what was written. */
export const damaged = (path: string, what: string): StoreError =>
  new StoreError('damaged', path, `the store ${path} is damaged: ${what}`);
