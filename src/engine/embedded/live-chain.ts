import { join } from 'node:path';
import { Database, removeDatabase, replaceDatabase } from '../../chain/store/database.ts';
import { EngineError, type EngineLog } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import { type Chain, openChain } from './chain.ts';
import type { BlockClock } from './clock.ts';
import type { BlockListener, CommittedBlock } from './committed-block.ts';
import type { DataOptions, EmbeddedOptions, EngineApplication } from './options.ts';
import { SearchIndex } from './search/search-index.ts';
import type { Signer } from './signer.ts';
import { DiskStore } from './store/disk-store.ts';
import { MemoryStore } from './store/memory-store.ts';

/** The chain's database in its data folder. */
export const dataFile = (directory: string): string => join(directory, 'chain.mdb');
/** The search index beside it. */
export const searchFile = (directory: string): string => join(directory, 'search.sqlite');
/** Where a database is made ready that will take the place of the present one. */
const incomingFile = (directory: string): string => join(directory, 'chain.mdb.incoming');

export interface LiveParts {
  readonly options: EmbeddedOptions;
  readonly signers: readonly Signer[];
  readonly clock: BlockClock;
  readonly log: EngineLog;
}

/** The chain that the engine runs, on the disk or in memory, and what takes its place when it goes back. */
export class LiveChain {
  readonly #parts: LiveParts;
  readonly #listeners = new Set<BlockListener>();
  #database: Database | undefined;
  #chain: Chain;
  #search: SearchIndex;
  #settled: Promise<void> | undefined;
  /** The genesis document, while the data file is being replaced. */
  #document: GenesisDoc | undefined;

  /** @throws EngineError `invalid-genesis`, `unsupported`; StoreError */
  constructor(parts: LiveParts) {
    this.#parts = parts;
    const { data } = parts.options;
    // What a restore or reset was making ready when it was killed.
    if (data) removeDatabase(incomingFile(data.directory));
    this.#database = data && openDatabase(data, dataFile(data.directory));
    try {
      this.#chain = this.#open(this.#database);
    } catch (error) {
      void this.#database?.close();
      throw error;
    }
    this.#search = this.#openSearch();
    const { store } = this.#chain;
    parts.clock.resume(store.block(store.height)?.clockOffset ?? 0n);
  }

  get chain(): Chain {
    return this.#chain;
  }

  /** While the data file is being replaced; nothing of the chain may be used until then. */
  get settled(): Promise<void> | undefined {
    return this.#settled;
  }

  get search(): SearchIndex {
    return this.#search;
  }

  /** The folder that the chain is in; undefined in memory. */
  get directory(): string | undefined {
    return this.#parts.options.data?.directory;
  }

  /** Absent in memory. */
  get database(): Database | undefined {
    return this.#database;
  }

  onBlock(listener: BlockListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the chain anew from what is stored: after a rewind, or when what is in memory is ahead of the disk. */
  reopen(): void {
    this.#chain = this.#open(this.#database);
    this.#search.close();
    this.#search = this.#openSearch();
  }

  /** As `reopen`, after the disk has failed; where not even that can be read, what is in memory stays. */
  fallBack(): void {
    try {
      this.reopen();
    } catch (error) {
      this.#parts.log.error({ err: error }, 'what the disk still has cannot be read');
    }
  }

  /** As `reopen`, with the data file too: a file whose disk has failed is written to again only then. */
  reopenFile(): Promise<void> {
    return this.#settle(async ({ directory }) => {
      await this.#database?.close();
      return dataFile(directory);
    });
  }

  /**
   * Puts another database in the place of the present one: `make` writes it beside, it is opened for a trial, then it is
   * renamed, so that at no moment the folder is without a whole chain.
   */
  replace(make: (path: string) => void): Promise<void> {
    return this.#settle(async (data) => {
      const incoming = incomingFile(data.directory);
      try {
        removeDatabase(incoming);
        make(incoming);
        const trial = openDatabase(data, incoming);
        try {
          this.#open(trial);
        } finally {
          await trial.close();
        }
        await this.#database?.close();
        replaceDatabase(incoming, dataFile(data.directory));
      } finally {
        removeDatabase(incoming);
      }
      return dataFile(data.directory);
    });
  }

  /** Resolves when everything is on the disk and the files are closed. */
  async close(): Promise<void> {
    this.#search.close();
    await this.#database?.close();
  }

  /** Runs `work`, then opens the file that it names; meanwhile nobody may look at the chain. */
  async #settle(work: (data: DataOptions) => Promise<string>): Promise<void> {
    const { data } = this.#parts.options;
    if (!data) throw new EngineError('unsupported', 'the chain is in memory only');
    // Afterwards the file that it is read from is another one, or empty.
    const { doc } = this.#chain.genesis;
    const settle = async (): Promise<void> => {
      this.#document = doc;
      const path = await work(data);
      this.#database = openDatabase(data, path);
      this.reopen();
    };
    const settling = settle();
    this.#settled = settling.catch(() => {});
    try {
      await settling;
    } finally {
      this.#document = undefined;
      this.#settled = undefined;
    }
  }

  #open(database: Database | undefined): Chain {
    const { options, signers, clock } = this.#parts;
    const store = database ? new DiskStore(database, options.retention?.blocks) : new MemoryStore(options.retention);
    return openChain({
      app: openApplication(options, database),
      store,
      path: database?.path ?? '',
      genesis: this.#document ?? options.genesis,
      signers,
      clock,
      mempool: options.mempool,
      onBlock: (block) => this.#publish(block),
    });
  }

  #openSearch(): SearchIndex {
    const path = this.directory === undefined ? ':memory:' : searchFile(this.directory);
    return new SearchIndex({ path, store: this.#chain.store, log: this.#parts.log });
  }

  #publish(block: CommittedBlock): void {
    this.#search.blocksCommitted();
    for (const listener of this.#listeners) listener(block);
  }
}

function openDatabase({ sync }: DataOptions, path: string): Database {
  return Database.open({ path, ...(sync && { sync }) });
}

function openApplication({ app }: EmbeddedOptions, database: Database | undefined): EngineApplication {
  return typeof app === 'function' ? app(database) : app;
}
