import type { FinalizeBlockRequest, FinalizeBlockResponse } from '../../../src/chain/abci.ts';
import type { Change } from '../../../src/chain/store/branch.ts';
import type { Database, Table } from '../../../src/chain/store/database.ts';
import type { ApplicationFactory, EngineApplication } from '../../../src/engine/embedded/index.ts';
import { CounterApp } from './counter-app.ts';

const keyOf = (height: bigint): Uint8Array => Buffer.from(height.toString(16).padStart(16, '0'), 'hex');

/** The counter, with its state in the engine's database: what it adds up to after every height. */
export class StoredCounterApp extends CounterApp implements EngineApplication {
  readonly database: Database | undefined;
  /** Wrong by so much from this height on: a faulty release. */
  fault: { from: bigint; by: bigint } | undefined;
  readonly #table: Table | undefined;
  readonly #totals = new Map<bigint, bigint>();
  #unflushed: bigint[] = [];

  constructor(database?: Database) {
    super();
    this.keepRequests = false;
    this.database = database;
    this.#table = database?.table('counter');
    for (const [key, value] of this.#table?.entries() ?? []) {
      this.height = BigInt(`0x${Buffer.from(key).toString('hex')}`);
      this.total = BigInt(Buffer.from(value).toString());
      this.#totals.set(this.height, this.total);
    }
  }

  override finalizeBlock(request: FinalizeBlockRequest): FinalizeBlockResponse {
    if (this.fault?.from === request.height) this.total += this.fault.by;
    return super.finalizeBlock(request);
  }

  override commit(): void {
    this.#totals.set(this.height, this.total);
    this.#unflushed.push(this.height);
  }

  get oldestHeight(): bigint {
    return this.#totals.keys().next().value ?? 0n;
  }

  flush(): void {
    for (const height of this.#unflushed) {
      this.#table?.put(keyOf(height), Buffer.from(String(this.#totals.get(height))));
    }
    this.#unflushed = [];
  }

  rewind(height: bigint): void {
    for (const known of this.#totals.keys()) if (known > height) this.#table?.delete(keyOf(known));
  }

  exportGenesis(height = this.height): Record<string, unknown> {
    return { counter: { total: String(this.#totals.get(height)) } };
  }

  *changesAt(height: bigint): IterableIterator<Change> {
    const [before, after] = [this.#totals.get(height - 1n) ?? 0n, this.#totals.get(height)!];
    if (before !== after) yield { store: 'counter', key: 'total', value: Buffer.from(String(after)) };
  }
}

export const openCounter: ApplicationFactory = (database) => new StoredCounterApp(database);
