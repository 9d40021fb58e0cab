import type { DatabaseSync } from 'node:sqlite';

/**
 * Opens a SQLite file, `:memory:` for none. The module is loaded only here, and without its experimental warning, which
 * would reach whoever reads the log or the terminal.
 */
export function openSqlite(path: string | URL, options: { readOnly?: boolean } = {}): DatabaseSync {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
    return new Database(path, options);
  } finally {
    process.emitWarning = emitWarning;
  }
}
