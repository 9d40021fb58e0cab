/**
 * The file that a chain lies in: LMDB with named tables of binary keys and values. One `write` is one transaction: all of
 * it is committed, or nothing. Which promise holds when the process or the machine dies: docs/store.md.
 */
import {
  closeSync,
  copyFileSync,
  constants as fsConstants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import {
  Checkpoints,
  checkpointPath,
  currentBoot,
  dropCheckpoint,
  isCheckpointDue,
  restoreCheckpoint,
  syncFolder,
} from './disk/checkpoint.ts';
import { requireMetaPages } from './disk/meta.ts';
import { LmdbTable, type Table } from './disk/table.ts';
import { damaged, StoreError, storeError } from './store-error.ts';

export type { KeyRange, Table } from './disk/table.ts';
export { StoreError, type StoreFault } from './store-error.ts';

/**
 * `second`: a commit does not wait for the disk; a killed process loses nothing, a power cut at most the last second.
 * `full`: every commit waits until the disk has it.
 */
export type SyncMode = 'second' | 'full';

export interface DatabaseOptions {
  /** The data file, `<home>/data/chain.mdb`; its folder is made where it is missing. */
  path: string;
  /** `second` unless said otherwise. */
  sync?: SyncMode;
  /** Opens what exists as it lies there and never writes: see `isRestoreDue`. */
  readOnly?: boolean;
  /** How the system names its present start (boot); read from the system unless given. */
  boot?: string;
}

/** Version of everything that lies in the file: tables, records, keys. A newer one is refused. */
export const FORMAT_VERSION = 1;

/** Address space, not memory: the file grows as it is filled, and the map grows beyond this when it has to. */
const MAP_BYTES = 2 ** 36;
const MAX_TABLES = 32;
const PROBE_BYTES = 1 << 17;
/** What LMDB's table of readers takes up. */
const LOCK_BYTES = 8_272;
/** Makes a commit return once the transaction is in the file. */
const COMMIT_AT_ONCE = 2;

const formatKey = Buffer.from('format');

export class Database {
  readonly path: string;
  readonly readOnly: boolean;
  readonly #root: RootDatabase<Uint8Array, Uint8Array>;
  readonly #tables = new Map<string, LmdbTable>();
  readonly #checkpoints: Checkpoints | undefined;
  #writing = false;
  #committed: (() => void)[] = [];
  #failure: StoreError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(root: RootDatabase<Uint8Array, Uint8Array>, options: DatabaseOptions, boot: string | undefined) {
    this.#root = root;
    this.path = options.path;
    this.readOnly = options.readOnly === true;
    this.#checkFormat();
    if (boot !== undefined) this.#checkpoints = new Checkpoints(root, options.path, boot, (error) => this.#fail(error));
  }

  /** Opens the file, or makes it. Throws StoreError. */
  static open(options: DatabaseOptions): Database {
    const { path, readOnly = false, sync = 'second' } = options;
    const system = options.boot ?? currentBoot();
    // Where the system does not name its starts, a power cut could not be told from a kill: wait for the disk then.
    const boot = readOnly || sync === 'full' ? undefined : system;
    try {
      if (!readOnly) {
        mkdirSync(dirname(path), { recursive: true });
        requireWritable(path);
        if (system !== undefined) restoreCheckpoint(path, system);
      }
      requireMetaPages(path);
      const root = open<Uint8Array, Uint8Array>({
        path,
        noSubdir: true,
        readOnly,
        encoding: 'binary',
        keyEncoding: 'binary',
        maxDbs: MAX_TABLES,
        mapSize: MAP_BYTES,
        overlappingSync: false,
        noSync: boot !== undefined,
      });
      try {
        const database = new Database(root, options, boot);
        // Only now: of a file that cannot be opened, the checkpoint may be all that is left.
        if (!readOnly && boot === undefined) dropCheckpoint(path);
        return database;
      } catch (error) {
        void root.close();
        throw error;
      }
    } catch (error) {
      throw storeError(path, error);
    }
  }

  /** A table by its name; made where it is missing. Its values are checked against their checksums when read. */
  table(name: string): Table {
    let table = this.#tables.get(name);
    if (!table) {
      const opened = this.#guard(() =>
        this.#root.openDB<Uint8Array, Uint8Array>(name, { encoding: 'binary', keyEncoding: 'binary' }),
      );
      // Nothing is made in a file that is only read.
      if (!opened) throw damaged(this.path, `its table ${name} is missing`);
      table = new LmdbTable(this.path, name, opened, () => this.#writing);
      this.#tables.set(name, table);
    }
    return table;
  }

  /** After a read that failed on a damaged page: what else is read in this turn does not fail with it. */
  readAnew(): void {
    this.#root.resetReadTxn();
  }

  get writing(): boolean {
    return this.#writing;
  }

  /**
   * Runs `fn` in one transaction; inside another `write` it is part of that one. When `fn` or the commit throws, nothing
   * of it is kept. A commit that fails (full disk, read-only disk) throws StoreError, and so does every write after it
   * until the file is opened anew.
   */
  write<T>(fn: () => T): T {
    if (this.#failure) throw this.#failure;
    if (this.#writing) return fn();
    this.#writing = true;
    this.#committed = [];
    let result: T;
    try {
      result = this.#root.transactionSync(fn, COMMIT_AT_ONCE);
    } catch (error) {
      this.#committed = [];
      const known = this.#diagnose(storeError(this.path, error));
      if (known instanceof StoreError) this.#failure = known;
      throw known;
    } finally {
      this.#writing = false;
    }
    const done = this.#committed;
    this.#committed = [];
    for (const act of done) act();
    this.#checkpoints?.changed();
    return result;
  }

  /** Inside `write`: what to do once the transaction is committed, and not at all when it is not. */
  afterCommit(act: () => void): void {
    if (!this.#writing) throw new Error('afterCommit belongs inside a write');
    this.#committed.push(act);
  }

  /** Resolves when everything committed so far is on the disk. */
  async sync(): Promise<void> {
    await this.#checkpoints?.take();
    if (this.#failure) throw this.#failure;
  }

  /** Bytes that the file takes up. */
  get size(): number {
    return statSync(this.path).size;
  }

  /**
   * Copies the whole file as it stands to a new file that can be opened by itself. Nothing is written meanwhile, since
   * this does not yield; where the file system can share blocks between files, it takes no time.
   */
  copyTo(path: string): void {
    if (this.#writing) throw new Error('the store cannot be copied inside a write');
    this.#guard(() => copyDatabase(this.path, path));
  }

  /** Puts everything on the disk and closes the file. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#checkpoints?.close();
    this.#failure ??= new StoreError('io', this.path, `the store ${this.path} is closed`);
    await this.#root.close();
  }

  /** LMDB calls it an input/output error when the room ended in the middle of what it wrote. */
  #diagnose(error: unknown): unknown {
    if (!(error instanceof StoreError) || error.fault !== 'io') return error;
    try {
      requireRoom(this.path);
      return error;
    } catch (cause) {
      return storeError(this.path, cause);
    }
  }

  #fail(error: unknown): void {
    const known = storeError(this.path, error);
    this.#failure ??= known instanceof StoreError ? known : new StoreError('io', this.path, String(error), error);
  }

  #guard<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw storeError(this.path, error);
    }
  }

  #checkFormat(): void {
    const meta = this.table('meta');
    const found = meta.get(formatKey);
    if (found === undefined) {
      if (this.readOnly) throw new StoreError('damaged', this.path, `the store ${this.path} does not say its format`);
      this.write(() => meta.put(formatKey, Uint8Array.of(FORMAT_VERSION)));
    } else if (found[0]! > FORMAT_VERSION) {
      throw new StoreError(
        'newer-format',
        this.path,
        `the store ${this.path} has format ${found[0]}, this version reads up to ${FORMAT_VERSION}: use the newer version that wrote it`,
      );
    }
  }
}

/**
 * LMDB does not survive a first page that cannot be written, nor a lock file that finds no room once it is mapped: so both
 * are found out before.
 */
function requireWritable(path: string): void {
  closeSync(openSync(path, 'a'));
  if (statSync(path).size === 0) requireRoom(path);
  const lock = openSync(`${path}-lock`, 'a');
  try {
    if (fstatSync(lock).size === 0) writeSync(lock, Buffer.alloc(LOCK_BYTES));
  } finally {
    closeSync(lock);
  }
}

/** Writes a little behind the end of the file, where nothing counts yet, and takes it away again. */
function requireRoom(path: string): void {
  const file = openSync(path, 'r+');
  const { size } = fstatSync(file);
  try {
    for (let at = 0; at < PROBE_BYTES; )
      at += writeSync(file, Buffer.alloc(PROBE_BYTES - at), 0, PROBE_BYTES - at, size + at);
  } finally {
    ftruncateSync(file, size);
    closeSync(file);
  }
}

/**
 * Copies a data file that nobody writes meanwhile, and lets the copy reach the disk. What lay at the target, with its lock
 * and its checkpoint, is replaced.
 */
export function copyDatabase(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  removeDatabase(to);
  copyFileSync(from, to, fsConstants.COPYFILE_FICLONE);
  const file = openSync(to, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whether opening the file would first lead it back to its last checkpoint, since the power went. Throws StoreError. */
export function isRestoreDue(path: string): boolean {
  const boot = currentBoot();
  try {
    return boot !== undefined && isCheckpointDue(path, boot);
  } catch (error) {
    throw storeError(path, error);
  }
}

/** As `copyDatabase`; the copy is what opening the file would make of it. Throws StoreError. */
export function copyAsOpened(from: string, to: string): void {
  const boot = currentBoot();
  try {
    copyDatabase(from, to);
    if (boot !== undefined) restoreCheckpoint(from, boot, to);
  } catch (error) {
    throw storeError(from, error);
  }
}

/**
 * Puts a data file in the place of another one; both are closed, hence wholly on the disk. At no moment is there none. The
 * old one's checkpoint goes first: it must never be taken for one of the new file.
 */
export function replaceDatabase(from: string, to: string): void {
  rmSync(checkpointPath(to), { force: true });
  syncFolder(dirname(to));
  renameSync(from, to);
  removeDatabase(from);
  syncFolder(dirname(to));
}

/** Removes a data file and what belongs to it, the checkpoint first: it must not outlive the file. */
export function removeDatabase(path: string): void {
  for (const file of [checkpointPath(path), `${path}-lock`, path]) rmSync(file, { force: true });
}
