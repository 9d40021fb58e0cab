import type { Database, Table } from '../../../chain/store/database.ts';
import { damaged } from '../../../chain/store/store-error.ts';
import type { GenesisDoc } from '../../genesis-doc.ts';
import { decodeBlock } from '../types/decode.ts';
import { hex, sha256 } from '../types/hash.ts';
import type { BlockStore, NewBlock, StoredBlock, TxPosition } from './block-store.ts';
import { DiskLog, heightKey, heightOfKey } from './disk-log.ts';
import { decodeStoredBlock, encodeStoredBlock } from './stored-block.ts';

/** Blocks that are kept unless said otherwise: about two gigabytes of empty ones. */
export const DISK_RETENTION = 1_000_000;

/** Dropped at once at most, so that pruning never holds up a block. */
const DROP = 4;

const GENESIS = Buffer.from('genesis');
const bytesOf = (hash: string): Uint8Array => Buffer.from(hash, 'hex');

/** Blocks on the chain's own database: what is saved in a `write` is committed together with the application's state. */
export class DiskStore implements BlockStore {
  readonly validators: DiskLog;
  readonly params: DiskLog;
  readonly #database: Database;
  readonly #retention: number;
  readonly #chain: Table;
  readonly #blocks: Table;
  readonly #results: Table;
  readonly #heights: Table;
  readonly #txs: Table;
  #base: bigint;
  #height: bigint;

  constructor(database: Database, retention = DISK_RETENTION) {
    this.#database = database;
    this.#retention = retention;
    this.#chain = database.table('chain');
    this.#blocks = database.table('blocks');
    this.#results = database.table('results');
    this.#heights = database.table('block-heights');
    this.#txs = database.table('txs');
    this.validators = new DiskLog(database.table('validators'));
    this.params = new DiskLog(database.table('consensus-params'));
    this.#base = this.#edge(false);
    this.#height = this.#edge(true);
  }

  get base(): bigint {
    return this.#base;
  }

  get height(): bigint {
    return this.#height;
  }

  get genesis(): GenesisDoc | undefined {
    return this.#chain.read(GENESIS, (text) => JSON.parse(text.toString()) as GenesisDoc);
  }

  saveGenesis(doc: GenesisDoc): void {
    this.#chain.put(GENESIS, Buffer.from(JSON.stringify(doc)));
  }

  write(work: () => void): void {
    const [base, height] = [this.#base, this.#height];
    try {
      this.#database.write(work);
    } catch (error) {
      this.#base = base;
      this.#height = height;
      throw error;
    }
  }

  save(block: NewBlock): void {
    const key = heightKey(block.height);
    this.#blocks.put(key, encodeStoredBlock(block));
    this.#results.put(key, block.results);
    this.#heights.put(block.blockId.hash, key);
    block.txHashes.forEach((hash, index) => {
      const position = Buffer.allocUnsafe(12);
      position.set(key);
      position.writeUInt32BE(index, 8);
      this.#txs.put(bytesOf(hash), position);
    });
    this.#height = block.height;
    if (this.#base === 0n) this.#base = block.height;
    this.#prune();
  }

  block(height: bigint): StoredBlock | undefined {
    const record = this.#read(this.#blocks, height);
    return record && decodeStoredBlock(height, record);
  }

  results(height: bigint): Uint8Array | undefined {
    return this.#read(this.#results, height);
  }

  heightOf(hash: string): bigint | undefined {
    return hash.length === 64 ? this.#heights.read(bytesOf(hash), heightOfKey) : undefined;
  }

  tx(hash: string): TxPosition | undefined {
    if (hash.length !== 64) return undefined;
    return this.#txs.read(bytesOf(hash), (at) => ({ height: heightOfKey(at), index: at.readUInt32BE(8) }));
  }

  /** Within `write`: drops every block above `height`, which becomes the latest again. */
  rewind(height: bigint): void {
    for (; this.#height > height; this.#height--) this.#drop(this.#height);
    // Validators are known two heights ahead, parameters one.
    this.validators.dropAbove(height + 2n);
    this.params.dropAbove(height + 1n);
  }

  /** Within `write`: from the latest block on, block time runs ahead of the clock by so much. */
  setClockOffset(clockOffset: bigint): void {
    const latest = this.block(this.#height);
    if (latest) this.#blocks.put(heightKey(latest.height), encodeStoredBlock({ ...latest, clockOffset }));
  }

  #prune(): void {
    const excess = this.#height - this.#base + 1n - BigInt(this.#retention);
    if (excess <= 0n) return;
    for (let i = 0; i < DROP && i < excess; i++, this.#base++) this.#drop(this.#base);
    if (this.#base % 1_000n < BigInt(DROP)) {
      this.validators.dropBelow(this.#base);
      this.params.dropBelow(this.#base);
    }
  }

  #drop(height: bigint): void {
    const stored = this.block(height)!;
    const key = heightKey(height);
    this.#blocks.delete(key);
    this.#results.delete(key);
    this.#heights.delete(stored.blockId.hash);
    if (stored.numTxs === 0) return;
    for (const tx of decodeBlock(stored.block).txs) {
      const hash = sha256(tx);
      // The same bytes may have come again in a later block.
      if (this.tx(hex(hash))?.height === height) this.#txs.delete(hash);
    }
  }

  /** @throws StoreError where a height that is kept has no record. */
  #read(table: Table, height: bigint): Uint8Array | undefined {
    if (height <= 0n || height < this.#base || height > this.#height) return undefined;
    const record = table.get(heightKey(height));
    if (!record) throw damaged(this.#database.path, `${table.name} of height ${height} is missing`);
    return record;
  }

  #edge(reverse: boolean): bigint {
    for (const key of this.#blocks.keys({ reverse, limit: 1 })) return heightOfKey(key);
    return 0n;
  }
}
