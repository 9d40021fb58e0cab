import '../wire/messages.ts';
import type { Application, FinalizeBlockRequest, FinalizeBlockResponse, InfoResponse } from './abci.ts';
import { VerifiedSignatures } from './ante/signatures.ts';
import { type AppModules, createModules, storeNames } from './app-modules.ts';
import { type BlockMachinery, runBlock } from './block.ts';
import { CheckState } from './check-state.ts';
import type { Mode } from './context.ts';
import { ExecutionContext, type Log, type Surroundings } from './execution.ts';
import { unlimitedGas } from './gas.ts';
import { exportState, initState } from './genesis.ts';
import { StoredIdentity } from './identity.ts';
import { txService } from './modules/tx/index.ts';
import { withinBytes } from './proposal.ts';
import { answer, appPaths, type QuerySources } from './query.ts';
import { MessageRouter, QueryRouter } from './router.ts';
import type { Change } from './store/branch.ts';
import type { Database } from './store/database.ts';
import { changesBetween } from './store/diff.ts';
import type { Layer } from './store/layer.ts';
import { type Version, VersionedStore } from './store/versions.ts';

/** What the application calls itself; the version is that of the reference whose behaviour it has. */
const NAME = 'AlloraApp';
const VERSION = 'v0.17.0';

export interface ApplicationOptions {
  /** When given, a genesis for another chain is refused. */
  chainId?: string;
  modules?: AppModules;
  log?: Log;
  /** How many heights before the latest can still be queried: 10,000 unless said otherwise. */
  keepVersions?: number;
  /** Where the state lies; without one, in memory. What it holds already is gone on from. */
  database?: Database;
  /** About how many bytes of the state may be in memory when it also lies on the disk. */
  cacheBytes?: number;
}

export interface ChainApplication extends Application {
  /** The `app_state` of a genesis that goes on after a kept height (else RangeError), the latest unless given. */
  exportGenesis(height?: bigint): Record<string, unknown>;
  /** What must hold of the state after a kept height (else RangeError), the latest unless given, and does not; empty when all is well. */
  brokenInvariants(height?: bigint): string[];
  /** What the block of a height changed, by store and key; undefined where the states before or after it are not kept. */
  changesAt(height: bigint): Iterable<Change> | undefined;
  /** The lowest height whose state is kept; 0 before the first block. */
  readonly oldestHeight: bigint;
  /**
   * With a database: writes what was committed since the last time. Belongs inside `Database.write`, together with what the
   * engine keeps of the same blocks.
   */
  flush(): void;
  /**
   * Goes back to the state of a height that is kept (else RangeError) and forgets what came after. With a database, inside
   * `Database.write` and with nothing left to flush.
   */
  rewind(height: bigint): void;
}

/** A new chain, waiting for its genesis (docs/architecture.md). */
export function createApplication(options: ApplicationOptions = {}): ChainApplication {
  return new App(options);
}

const nobody = new Uint8Array(0);

class App implements ChainApplication {
  readonly #modules: AppModules;
  readonly #machinery: BlockMachinery;
  readonly #store: VersionedStore;
  readonly #identity: StoredIdentity | undefined;
  readonly #log: Log;
  readonly #check: CheckState;
  readonly #queries: QuerySources;
  #chainId: string;
  #initialHeight = 1n;
  /** The genesis state until the first block takes it in. */
  #genesis: Layer | undefined;
  /** The last finalized block's state, until it is committed. */
  #finalized: Version | undefined;

  constructor(options: ApplicationOptions) {
    const { chainId = '', modules = createModules(), log = () => undefined, database } = options;
    const { keepVersions: keep, cacheBytes } = options;
    this.#identity = database && new StoredIdentity(database);
    this.#chainId = this.#identity?.chainId ?? chainId;
    if (chainId !== '' && this.#chainId !== chainId) {
      throw new Error(`the store is of the chain ${this.#chainId}, this application is for ${chainId}`);
    }
    this.#modules = modules;
    this.#log = log;
    const stores = storeNames(modules);
    this.#store = new VersionedStore(stores, { keep, database, cacheBytes });
    this.#machinery = {
      modules: modules.list,
      messages: new MessageRouter(modules.list),
      consensus: modules.consensus,
      ante: { ...modules, verified: new VerifiedSignatures(), recheck: false },
    };
    const { height, time } = this.#store.latest;
    this.#check = new CheckState(this.#machinery, this.#store.branch(), this.#around(height, time, nobody));
    const simulate = (bytes: Uint8Array) => this.#check.simulate(bytes);
    this.#queries = {
      store: this.#store,
      routes: new QueryRouter([...modules.list.flatMap(({ queries }) => queries), txService(simulate)]),
      contextAt: (height) => this.#contextAt(height),
      app: appPaths(VERSION, simulate),
      stores: new Set(stores),
    };
  }

  #around(height: bigint, time: bigint, proposer: Uint8Array): Surroundings {
    return { chainId: this.#chainId, height, time, proposer, log: this.#log };
  }

  #context(mode: Mode, layer: Layer, around: Surroundings): ExecutionContext {
    return new ExecutionContext(around, mode, layer, unlimitedGas());
  }

  #contextAt(height: bigint): ExecutionContext {
    const version = this.#store.at(height) ?? this.#store.latest;
    return this.#context('query', this.#store.branch(version), this.#around(version.height, version.time, nobody));
  }

  info(): InfoResponse {
    const { height, appHash } = this.#store.latest;
    return { data: NAME, version: VERSION, appVersion: 0n, lastBlockHeight: height, lastBlockAppHash: appHash };
  }

  initChain(request: Parameters<Application['initChain']>[0]): ReturnType<Application['initChain']> {
    if (this.#chainId !== '' && this.#chainId !== request.chainId) {
      throw new Error(`genesis: it is for ${request.chainId}, this application is for ${this.#chainId}`);
    }
    this.#chainId = request.chainId;
    this.#initialHeight = request.initialHeight;
    const layer = this.#store.branch();
    const around = this.#around(request.initialHeight, request.time, nobody);
    const validators = initState(this.#context('genesis', layer, around), this.#modules, request);
    this.#genesis = layer;
    this.#check.reset(layer.branch(), around);
    return { validators, appHash: this.#store.latest.appHash };
  }

  checkTx(tx: Uint8Array, recheck: boolean): ReturnType<Application['checkTx']> {
    return this.#check.checkTx(tx, recheck);
  }

  prepareProposal(txs: Uint8Array[], maxTxBytes: bigint): Uint8Array[] {
    return withinBytes(txs, maxTxBytes);
  }

  processProposal(): boolean {
    // A transaction that fails is part of a block like any other.
    return true;
  }

  finalizeBlock(request: FinalizeBlockRequest): FinalizeBlockResponse {
    const { height, time, proposerAddress } = request;
    const expected = this.#store.latest.height === 0n ? this.#initialHeight : this.#store.latest.height + 1n;
    if (height !== expected) throw new Error(`a block of height ${height} cannot follow, ${expected} is next`);
    const layer = this.#genesis ? this.#genesis.branch() : this.#store.branch();
    const ctx = this.#context('deliver', layer, this.#around(height, time, proposerAddress));
    const executed = runBlock(ctx, this.#machinery, request);
    const version = this.#store.prepare(height, time, layer.changes());
    this.#finalized = version;
    return { ...executed, appHash: version.appHash };
  }

  commit(): void {
    if (!this.#finalized) throw new Error('there is no finalized block to commit');
    this.#store.commit(this.#finalized);
    this.#startOver();
  }

  /** Forgets what builds on another state than the committed one. */
  #startOver(): void {
    this.#genesis = undefined;
    this.#finalized = undefined;
    const { height, time } = this.#store.latest;
    this.#check.reset(this.#store.branch(), this.#around(height, time, nobody));
  }

  get oldestHeight(): bigint {
    return this.#store.oldest;
  }

  flush(): void {
    this.#identity?.save(this.#chainId);
    this.#store.flush();
  }

  rewind(height: bigint): void {
    this.#store.rewind(height, () => this.#startOver());
  }

  query(request: Parameters<Application['query']>[0]): ReturnType<Application['query']> {
    return answer(this.#queries, request);
  }

  exportGenesis(height = this.#store.latest.height): Record<string, unknown> {
    return exportState(this.#keptContext(height), this.#modules);
  }

  brokenInvariants(height = this.#store.latest.height): string[] {
    const context = this.#keptContext(height);
    return this.#modules.list.flatMap((module) => module.brokenInvariants?.(context) ?? []);
  }

  #keptContext(height: bigint): ExecutionContext {
    if (!this.#store.at(height)) throw new RangeError(`height ${height} is not kept`);
    return this.#contextAt(height);
  }

  changesAt(height: bigint): Iterable<Change> | undefined {
    const after = this.#store.at(height);
    const before = this.#store.at(height - 1n);
    // The first block of a chain takes in the genesis: it changes the empty state.
    if (!after || (!before && height !== this.#initialHeight)) return undefined;
    return changesBetween(before, after);
  }
}
