import { rmSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openSqlite } from './sqlite.ts';

/** Raised when the tables change: an index of another format is built anew. */
const FORMAT = 1;

/**
 * Occurrences of indexed attributes lie in segments of this many heights, so that dropping old or rewound blocks removes
 * whole ranges, and a query that names heights reads few segments.
 */
export const SEGMENT = 1_024;

/** Events of blocks and of transactions are told apart by the tag's kind. */
export type Kind = 'block' | 'tx';

const TABLES = `
  CREATE TABLE IF NOT EXISTS blocks (height INTEGER PRIMARY KEY, hash TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS txs (height INTEGER, tx INTEGER, hash TEXT NOT NULL, PRIMARY KEY (height, tx)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tags (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name));
  CREATE TABLE IF NOT EXISTS occurrences (
    segment INTEGER, tag INTEGER, value TEXT, height INTEGER, tx INTEGER, event INTEGER,
    PRIMARY KEY (segment, tag, value, height, tx, event)
  ) WITHOUT ROWID;
  PRAGMA user_version = ${FORMAT};
`;

/** The index's file, its tables and its prepared statements. */
export class Tables {
  readonly #database: DatabaseSync;
  readonly #tags = new Map<string, number>();
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the file; one that is damaged or of another format is thrown away. */
  constructor(path: string) {
    this.#database = openWhole(path);
    for (const row of this.#database.prepare('SELECT id, kind, name FROM tags').all()) {
      this.#tags.set(`${row.kind} ${row.name}`, Number(row.id));
    }
  }

  statement(sql: string): StatementSync {
    let prepared = this.#statements.get(sql);
    if (prepared === undefined) {
      prepared = this.#database.prepare(sql);
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }

  /** All of it or nothing. */
  transaction(work: () => void): void {
    this.#database.exec('BEGIN');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  findTag(kind: Kind, name: string): number | undefined {
    return this.#tags.get(`${kind} ${name}`);
  }

  tag(kind: Kind, name: string): number {
    const known = this.findTag(kind, name);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.statement('INSERT INTO tags (kind, name) VALUES (?, ?)').run(kind, name);
    this.#tags.set(`${kind} ${name}`, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function openWhole(path: string): DatabaseSync {
  try {
    return prepare(openSqlite(path));
  } catch (error) {
    if (path === ':memory:' || !isDamage(error)) throw error;
    removeIndex(path);
    return prepare(openSqlite(path));
  }
}

/** Nobody else opens the file; `synchronous = normal` keeps a write-ahead log whole through a power cut. */
function prepare(database: DatabaseSync): DatabaseSync {
  try {
    database.exec('PRAGMA locking_mode = exclusive; PRAGMA journal_mode = wal; PRAGMA synchronous = normal;');
    const format = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (format !== 0 && format !== FORMAT) throw new OtherFormat(`the index has format ${format}`);
    database.exec(TABLES);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

class OtherFormat extends Error {}

const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const SCHEMA_ERROR = 1;

/** Whether an error says that the file is no good, as against a disk that is full or cannot be written. */
export function isDamage(error: unknown): boolean {
  if (error instanceof OtherFormat) return true;
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && [CORRUPT, NOT_A_DATABASE, SCHEMA_ERROR].includes(errcode & 0xff);
}

/** Removes an index with everything that SQLite keeps beside it. */
export function removeIndex(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}
