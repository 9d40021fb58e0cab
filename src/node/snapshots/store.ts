import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Snapshot } from '../../chain/snapshot/abci.ts';
import { exportState } from '../../chain/snapshot/export.ts';
import { SNAPSHOT_FORMAT } from '../../chain/snapshot/format.ts';
import type { Database } from '../../chain/store/database.ts';
import { sha256 } from '../../wire/index.ts';

export interface SnapshotStoreOptions {
  readonly folder: string;
  readonly database: Database;
  /** Names of the chain's stores. */
  readonly stores: readonly string[];
  /** How many snapshots stay. */
  readonly keep: number;
  readonly log: (message: string) => void;
}

const METADATA = 'metadata';
const HASH_BYTES = 32;
/** Who begins to fetch a snapshot has seen it in the list a while ago: so long, at least, it stays. */
const STAYS_MS = 120_000;

/** The snapshots that a node offers: a folder for each, named by its height, with its chunks by number. */
export class SnapshotStore {
  readonly #options: SnapshotStoreOptions;
  #snapshots: Snapshot[] = [];
  readonly #takenAt = new Map<bigint, number>();
  #taking: Promise<void> | undefined;
  #closed = false;

  constructor(options: SnapshotStoreOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(options.folder)) {
      const path = join(options.folder, name);
      if (/^\d+$/.test(name)) this.#snapshots.push(describe(BigInt(name), readFileSync(join(path, METADATA))));
      else rmSync(path, { recursive: true, force: true });
    }
    this.#order();
  }

  #order(): void {
    this.#snapshots.sort((a, b) => (a.height > b.height ? -1 : 1));
  }

  /** The newest first. */
  list(): readonly Snapshot[] {
    return this.#snapshots;
  }

  /** Bytes of one chunk; empty where it is not there. */
  load(height: bigint, format: number, chunk: number): Uint8Array {
    const known = this.#snapshots.find((one) => one.height === height && one.format === format);
    if (!known || chunk >= known.chunks) return new Uint8Array(0);
    return readFileSync(join(this.#options.folder, String(height), String(chunk)));
  }

  /** Begins a snapshot of a committed height; blocks go on meanwhile. One that is still being taken keeps the next from it. */
  take(height: bigint): void {
    this.#taking ??= this.#take(height)
      .catch((error: Error) => {
        rmSync(this.#making(height), { recursive: true, force: true });
        this.#options.log(`the snapshot of height ${height} was given up: ${error.message}`);
      })
      .finally(() => {
        this.#taking = undefined;
      });
  }

  #making(height: bigint): string {
    return join(this.#options.folder, `${height}.making`);
  }

  async #take(height: bigint): Promise<void> {
    const { folder, database, stores, keep, log } = this.#options;
    const making = this.#making(height);
    mkdirSync(making, { recursive: true, mode: 0o700 });
    const hashes: Uint8Array[] = [];
    for (const chunk of exportState(database, stores, height)) {
      writeFileSync(join(making, String(hashes.length)), chunk, { mode: 0o600 });
      hashes.push(sha256(chunk));
      await turn();
      if (this.#closed) return;
    }
    const metadata = Buffer.concat(hashes);
    writeFileSync(join(making, METADATA), metadata, { mode: 0o600 });
    rmSync(join(folder, String(height)), { recursive: true, force: true });
    renameSync(making, join(folder, String(height)));
    this.#snapshots.push(describe(height, metadata));
    this.#order();
    this.#takenAt.set(height, Date.now());
    this.#snapshots = this.#snapshots.filter(({ height: old }, index) => index < keep || !this.#drop(old));
    log(`took a snapshot of height ${height}: ${hashes.length} chunks`);
  }

  /** Removes a snapshot, if nobody can be about to fetch it; whether it did. */
  #drop(height: bigint): boolean {
    if (Date.now() - (this.#takenAt.get(height) ?? 0) < STAYS_MS) return false;
    this.#takenAt.delete(height);
    rmSync(join(this.#options.folder, String(height)), { recursive: true, force: true });
    return true;
  }

  /** Resolves when nothing is being written any more. What is half made is removed at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#taking;
  }
}

const describe = (height: bigint, metadata: Uint8Array): Snapshot => ({
  height,
  format: SNAPSHOT_FORMAT,
  chunks: metadata.length / HASH_BYTES,
  hash: sha256(metadata),
  metadata,
});
