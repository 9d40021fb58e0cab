import type { Database, Table } from './store/database.ts';

const chainKey = Buffer.from('chain');

/** Which chain a database holds. */
export class StoredIdentity {
  readonly #database: Database;
  readonly #meta: Table;
  #chainId: string | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#meta = database.table('meta');
    const stored = this.#meta.get(chainKey);
    this.#chainId = stored && Buffer.from(stored).toString('utf8');
  }

  get chainId(): string | undefined {
    return this.#chainId;
  }

  /** Inside a write. */
  save(chainId: string): void {
    if (this.#chainId === chainId) return;
    this.#meta.put(chainKey, Buffer.from(chainId, 'utf8'));
    this.#database.afterCommit(() => {
      this.#chainId = chainId;
    });
  }
}
