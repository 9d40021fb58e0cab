/**
 * What makes the file survive a power cut although commits do not wait for the disk (docs/store.md, "When the power
 * goes"). LMDB never writes over a page that a snapshot in use needs, except its two meta pages. So at most every quarter
 * second a snapshot is held, the file is put on the disk, and a copy of the meta pages is kept beside it; only then the
 * previous snapshot is let go. After a power cut the newest copy leads to a snapshot of which every page is there.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { RootDatabase, Transaction } from 'lmdb';

/** At most this long between a commit and the moment at which it is on its way to the disk. */
const INTERVAL_MS = 250;

const MAGIC = 'ALLOKIT-CHECKPOINT-1';
const HEADER = 128;
const HASH = 32;
/** Two slots are written in turn; the larger of what a page may have fits. */
const SLOT = 1 << 18;

const fdatasyncLater = promisify(fdatasync);
const writeLater = promisify(write) as (
  fd: number,
  data: Buffer,
  offset: number,
  length: number,
  at: number,
) => Promise<unknown>;

export const checkpointPath = (path: string): string => `${path}-checkpoint`;

/** How the system names its present start; undefined where it does not. */
export function currentBoot(): string | undefined {
  try {
    return process.platform === 'darwin'
      ? execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim()
      : readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The meta pages of a snapshot that is wholly on the disk. */
interface Slot {
  sequence: number;
  /** The data file, so that a copy of another one is never taken for this one's. */
  inode: bigint;
  boot: string;
  meta: Buffer;
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

function encodeSlot({ sequence, inode, boot, meta }: Slot): Buffer {
  const out = Buffer.alloc(HEADER + meta.length + HASH);
  out.write(MAGIC, 0, 'latin1');
  out.writeDoubleLE(sequence, 24);
  out.writeBigUInt64LE(inode, 32);
  out.writeUInt32LE(meta.length, 40);
  out.write(boot, 48, 64, 'utf8');
  meta.copy(out, HEADER);
  sha256(out.subarray(0, -HASH)).copy(out, out.length - HASH);
  return out;
}

function decodeSlot(bytes: Buffer): Slot | undefined {
  if (bytes.length < HEADER + HASH || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const end = HEADER + bytes.readUInt32LE(40);
  if (bytes.length < end + HASH) return undefined;
  if (!sha256(bytes.subarray(0, end)).equals(bytes.subarray(end, end + HASH))) return undefined;
  const boot = bytes.toString('utf8', 48, 112);
  return {
    sequence: bytes.readDoubleLE(24),
    inode: bytes.readBigUInt64LE(32),
    boot: boot.slice(0, boot.indexOf('\0')),
    meta: bytes.subarray(HEADER, end),
  };
}

const inodeOf = (path: string): bigint => statSync(path, { bigint: true }).ino;

/** The newest slot that is whole and belongs to this data file. */
function newestSlot(path: string): Slot | undefined {
  if (!existsSync(checkpointPath(path)) || !existsSync(path)) return undefined;
  const bytes = readFileSync(checkpointPath(path));
  const inode = inodeOf(path);
  return [decodeSlot(bytes.subarray(0, SLOT)), decodeSlot(bytes.subarray(SLOT))]
    .filter((slot) => slot !== undefined)
    .filter((slot) => slot.inode === inode)
    .sort((a, b) => b.sequence - a.sequence)[0];
}

/** Whether the machine has been down since the last commit, so that the file counts as of its last checkpoint only. */
export const isCheckpointDue = (path: string, boot: string): boolean => dueSlot(path, boot) !== undefined;

function dueSlot(path: string, boot: string): Slot | undefined {
  const slot = newestSlot(path);
  return slot && slot.boot !== boot ? slot : undefined;
}

/**
 * Before the file is opened: when the machine has been down since the last commit, goes back to the last checkpoint.
 * @param to a copy of the file, which goes back in its place.
 */
export function restoreCheckpoint(path: string, boot: string, to = path): void {
  const slot = dueSlot(path, boot);
  if (!slot) return;
  const file = openSync(to, 'r+');
  try {
    writeSync(file, slot.meta, 0, slot.meta.length, 0);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Before every commit waits for the disk: what a checkpoint leads back to is older than what is there from now on. */
export function dropCheckpoint(path: string): void {
  if (!existsSync(checkpointPath(path))) return;
  const file = openSync(path, 'r+');
  try {
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
  rmSync(checkpointPath(path));
  syncFolder(dirname(path));
}

/** Holds the snapshot that the last commit made, until its `done`. */
function hold(root: RootDatabase<Uint8Array, Uint8Array>): Transaction {
  // biome-ignore lint/correctness/useHookAtTopLevel: LMDB's, not React's
  return root.useReadTransaction();
}

/** Takes checkpoints of an open database. */
export class Checkpoints {
  readonly #root: RootDatabase<Uint8Array, Uint8Array>;
  readonly #boot: string;
  readonly #inode: bigint;
  readonly #data: number;
  readonly #file: number;
  readonly #onError: (error: unknown) => void;
  readonly #metaBytes: number;
  #sequence: number;
  /** The snapshot of the newest checkpoint: none of its pages is written over. */
  #held: Transaction;
  #dirty = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  /** Takes the first one at once, before anything is written. */
  constructor(
    root: RootDatabase<Uint8Array, Uint8Array>,
    path: string,
    boot: string,
    onError: (error: unknown) => void,
  ) {
    this.#root = root;
    this.#boot = boot;
    this.#onError = onError;
    this.#inode = inodeOf(path);
    this.#metaBytes = 2 * (root.getStats() as { pageSize: number }).pageSize;
    this.#sequence = newestSlot(path)?.sequence ?? 0;
    this.#data = openSync(path, 'r+');
    this.#file = openSync(checkpointPath(path), existsSync(checkpointPath(path)) ? 'r+' : 'w+');
    this.#held = hold(root);
    const slot = this.#next();
    fdatasyncSync(this.#data);
    writeSync(this.#file, slot.bytes, 0, slot.bytes.length, slot.at);
    fdatasyncSync(this.#file);
    syncFolder(dirname(path));
  }

  /** Something was committed. */
  changed(): void {
    this.#dirty = true;
    this.#timer ??= setTimeout(() => void this.take(), INTERVAL_MS).unref();
  }

  /** Resolves when everything committed so far is on the disk. */
  async take(): Promise<void> {
    await this.#running;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#running = this.#take().catch(this.#onError);
    await this.#running;
    this.#running = undefined;
  }

  async close(): Promise<void> {
    await this.take();
    await this.#running;
    this.#held.done();
    closeSync(this.#data);
    closeSync(this.#file);
  }

  async #take(): Promise<void> {
    const snapshot = hold(this.#root);
    try {
      const { bytes, at } = this.#next();
      await fdatasyncLater(this.#data);
      await writeLater(this.#file, bytes, 0, bytes.length, at);
      await fdatasyncLater(this.#file);
    } catch (error) {
      snapshot.done();
      throw error;
    }
    this.#held.done();
    this.#held = snapshot;
  }

  /** The meta pages as they stand. No transaction runs while they are read. */
  #next(): { bytes: Buffer; at: number } {
    const meta = Buffer.alloc(this.#metaBytes);
    readSync(this.#data, meta, 0, meta.length, 0);
    this.#sequence += 1;
    const bytes = encodeSlot({ sequence: this.#sequence, inode: this.#inode, boot: this.#boot, meta });
    return { bytes, at: (this.#sequence % 2) * SLOT };
  }
}

/** New files are found again only when their folder is on the disk too. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
