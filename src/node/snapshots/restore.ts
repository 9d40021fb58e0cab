import type { ApplyResult, OfferResult, Snapshot } from '../../chain/snapshot/abci.ts';
import { SNAPSHOT_FORMAT } from '../../chain/snapshot/format.ts';
import { StateImport } from '../../chain/snapshot/import.ts';
import type { Database } from '../../chain/store/database.ts';
import { sha256 } from '../../wire/index.ts';

const HASH_BYTES = 32;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Takes a peer's snapshot in, chunk by chunk; every chunk is checked before it is used, the whole against the trusted hash. */
export class Restoring {
  readonly #database: Database;
  readonly #stores: readonly string[];
  readonly #log: (message: string) => void;
  #accepted: { readonly snapshot: Snapshot; readonly state: StateImport } | undefined;
  #next = 0;

  constructor(database: Database, stores: readonly string[], log: (message: string) => void) {
    this.#database = database;
    this.#stores = stores;
    this.#log = log;
  }

  offer(snapshot: Snapshot, appHash: Uint8Array): OfferResult {
    const { format, chunks, metadata, hash } = snapshot;
    if (format !== SNAPSHOT_FORMAT) return 'reject-format';
    const whole = chunks > 0 && metadata.length === chunks * HASH_BYTES && sameBytes(sha256(metadata), hash);
    if (!whole) return 'reject-sender';
    this.#accepted = { snapshot, state: new StateImport(this.#database, this.#stores, appHash) };
    this.#next = 0;
    this.#log(`takes in the snapshot of height ${snapshot.height}, ${chunks} chunks`);
    return 'accept';
  }

  /** `restored` is true once the last chunk made the state whole. */
  apply(index: number, chunk: Uint8Array, sender: string): ApplyResult & { readonly restored?: boolean } {
    const { snapshot, state } = this.#accepted ?? {};
    const nothing = { refetchChunks: [], rejectSenders: [] };
    if (!snapshot || !state || index !== this.#next) return { result: 'abort', ...nothing };
    const expected = snapshot.metadata.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
    if (!sameBytes(sha256(chunk), expected)) {
      this.#log(`chunk ${index} of ${sender} is not what the snapshot says`);
      return { result: 'retry', refetchChunks: [index], rejectSenders: sender === '' ? [] : [sender] };
    }
    this.#next += 1;
    try {
      state.add(chunk);
      if (this.#next < snapshot.chunks) return { result: 'accept', ...nothing };
      state.finish(snapshot.height);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#log(`the snapshot of height ${snapshot.height} is refused: ${error.message}`);
      state.discard();
      this.#accepted = undefined;
      return { result: 'reject-snapshot', ...nothing };
    }
    this.#accepted = undefined;
    this.#log(`the state of height ${snapshot.height} is restored`);
    return { result: 'accept', ...nothing, restored: true };
  }
}
