import type {
  CheckTxResponse,
  FinalizeBlockRequest,
  FinalizeBlockResponse,
  InfoResponse,
  InitChainRequest,
  InitChainResponse,
  QueryRequest,
  QueryResponse,
} from '../../chain/abci.ts';
import { type ChainApplication, createApplication } from '../../chain/app.ts';
import type { Log } from '../../chain/execution.ts';
import type { ApplyResult, OfferResult, Snapshot } from '../../chain/snapshot/abci.ts';
import type { Database } from '../../chain/store/database.ts';
import type { ServedApplication } from '../abci/served-application.ts';
import type { NodeSettings } from '../home/types.ts';
import { type Metric, single } from '../metrics.ts';
import { OFFERED_PATH, offered } from '../snapshots/offered.ts';
import type { Restoring } from '../snapshots/restore.ts';
import type { SnapshotStore } from '../snapshots/store.ts';
import { Counters } from './counters.ts';

export interface NodeApplicationOptions {
  readonly database: Database;
  readonly settings: Pick<NodeSettings, 'chainId' | 'keepVersions' | 'keepBlocks' | 'snapshotInterval'>;
  readonly snapshots: SnapshotStore;
  readonly restoring: Restoring;
  readonly log: Log;
  /** Called after every commit, which is durable by then. */
  readonly onCommit?: (height: bigint, appHash: Uint8Array) => void;
}

/** The chain as a node runs it: every block is in the database before its commit is answered. */
export class NodeApplication implements ServedApplication {
  readonly #options: NodeApplicationOptions;
  readonly #counters = new Counters();
  #app: ChainApplication;

  /** Goes on from what the database holds. Throws StoreError where that is damaged. */
  constructor(options: NodeApplicationOptions) {
    this.#options = options;
    this.#app = this.#open();
  }

  #open(): ChainApplication {
    const { database, log, settings } = this.#options;
    return createApplication({ chainId: settings.chainId, keepVersions: settings.keepVersions, database, log });
  }

  info(): InfoResponse {
    return this.#app.info();
  }

  initChain(request: InitChainRequest): InitChainResponse {
    return this.#app.initChain(request);
  }

  checkTx(tx: Uint8Array, recheck: boolean): CheckTxResponse {
    const response = this.#counters.check.time(() => this.#app.checkTx(tx, recheck));
    this.#counters.checked(response.code);
    return response;
  }

  prepareProposal(txs: Uint8Array[], maxTxBytes: bigint): Uint8Array[] {
    return this.#app.prepareProposal(txs, maxTxBytes);
  }

  processProposal(txs: Uint8Array[]): boolean {
    return this.#app.processProposal(txs);
  }

  finalizeBlock(request: FinalizeBlockRequest): FinalizeBlockResponse {
    const response = this.#counters.finalize.time(() => this.#app.finalizeBlock(request));
    this.#counters.block(response);
    return response;
  }

  commit(): void {
    const { database, snapshots, settings, onCommit } = this.#options;
    this.#counters.commit.time(() => {
      this.#app.commit();
      database.write(() => this.#app.flush());
    });
    const { lastBlockHeight: height, lastBlockAppHash } = this.#app.info();
    const interval = BigInt(settings.snapshotInterval);
    if (interval > 0n && height % interval === 0n) snapshots.take(height);
    onCommit?.(height, lastBlockAppHash);
  }

  retainHeight(): bigint {
    const kept = BigInt(this.#options.settings.keepBlocks);
    const lowest = this.#app.info().lastBlockHeight - kept;
    return kept > 0n && lowest > 0n ? lowest : 0n;
  }

  query(request: QueryRequest): QueryResponse {
    const { settings, snapshots } = this.#options;
    if (request.path === OFFERED_PATH) {
      return offered(settings.snapshotInterval, snapshots.list(), this.#app.info().lastBlockHeight);
    }
    return this.#counters.query.time(() => this.#app.query(request));
  }

  listSnapshots(): readonly Snapshot[] {
    return this.#options.snapshots.list();
  }

  loadSnapshotChunk(height: bigint, format: number, chunk: number): Uint8Array {
    return this.#options.snapshots.load(height, format, chunk);
  }

  offerSnapshot(snapshot: Snapshot, appHash: Uint8Array): OfferResult {
    const result = this.#options.restoring.offer(snapshot, appHash);
    // CometBFT asks only where it has no state; what the application has is of a restore that a kill cut off.
    if (result === 'accept' && this.#app.info().lastBlockHeight > 0n) this.#app = this.#open();
    return result;
  }

  applySnapshotChunk(index: number, chunk: Uint8Array, sender: string): ApplyResult {
    const { restored, ...result } = this.#options.restoring.apply(index, chunk, sender);
    if (restored) this.#app = this.#open();
    return result;
  }

  metrics(): Metric[] {
    const { database, snapshots } = this.#options;
    const { rss, heapUsed } = process.memoryUsage();
    return [
      single('gauge', 'allokit_height', 'Latest committed block.', Number(this.#app.info().lastBlockHeight)),
      single('gauge', 'allokit_oldest_height', 'Oldest height whose state is kept.', Number(this.#app.oldestHeight)),
      ...this.#counters.metrics(),
      single('gauge', 'allokit_store_bytes', 'Size of the store.', database.size),
      single('gauge', 'allokit_snapshots', 'Snapshots offered to others.', snapshots.list().length),
      single('gauge', 'allokit_memory_bytes', 'Memory of the application process.', rss),
      single('gauge', 'allokit_heap_bytes', 'JavaScript heap in use.', heapUsed),
    ];
  }
}
