import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { searchFile } from '../../engine/embedded/live-chain.ts';
import { openSqlite } from '../../engine/embedded/search/sqlite.ts';
import type { DiskStore } from '../../engine/embedded/store/disk-store.ts';
import type { Check } from './findings.ts';

/** The search index is derived from the blocks: whatever is wrong with it mends itself. */
export function checkSearch(data: string, store: DiskStore): Check {
  const check = 'search index';
  const again = 'it is built anew by itself';
  if (!existsSync(searchFile(data))) return { check, ok: true, detail: `there is none: ${again}` };
  try {
    const tip = indexedTip(searchFile(data));
    if (tip === undefined) return { check, ok: true, detail: 'empty' };
    if (tip.height > Number(store.height) || store.heightOf(tip.hash) !== BigInt(tip.height)) {
      return { check, ok: true, detail: `of blocks that are gone: it goes back by itself` };
    }
    const behind = Number(store.height) - tip.height;
    return {
      check,
      ok: true,
      detail: behind === 0 ? 'up to date' : `${behind} blocks behind: it catches up by itself`,
    };
  } catch (error) {
    return { check, ok: true, detail: `cannot be read (${(error as Error).message}): ${again}` };
  }
}

/** Opened as what never changes, SQLite makes no file beside it. */
function indexedTip(path: string): { height: number; hash: string } | undefined {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const index = openSqlite(url, { readOnly: true });
  try {
    const [state] = index.prepare('PRAGMA quick_check(1)').all();
    if (state?.quick_check !== 'ok') throw new Error('it is damaged');
    const row = index.prepare('SELECT height, hash FROM blocks ORDER BY height DESC LIMIT 1').get();
    return row && { height: Number(row.height), hash: String(row.hash) };
  } finally {
    index.close();
  }
}
