import { renameSync, rmSync } from 'node:fs';
import { copyAsOpened, Database, type Table } from '../../chain/store/database.ts';
import { StoreError } from '../../chain/store/store-error.ts';
import { dataFile } from '../../engine/embedded/live-chain.ts';
import { DiskLog, heightKey, heightOfKey } from '../../engine/embedded/store/disk-log.ts';
import { DiskStore } from '../../engine/embedded/store/disk-store.ts';
import { DevnetError } from '../errors.ts';
import { plantedGenesis } from '../genesis-file.ts';
import { damagedFolder, dataFolder, partialFolder } from '../paths.ts';
import { TreeCheck } from './tree-check.ts';

/**
 * Makes `height` the latest of a store whose later heights are damaged and cannot be opened: works on a copy, which takes
 * the store's place when it is whole; what was there is kept beside it.
 * @throws StoreError, DevnetError `height` where that height is not whole either.
 */
export async function cutStore(home: string, height: bigint): Promise<void> {
  const data = dataFolder(home);
  const partial = partialFolder(home);
  rmSync(partial, { recursive: true, force: true });
  try {
    copyAsOpened(dataFile(data), dataFile(partial));
    const database = Database.open({ path: dataFile(partial), sync: 'full' });
    try {
      requireWhole(database, height);
      cut(database, height);
      mendChain(database, home);
      requireWhole(database, height);
    } finally {
      await database.close();
    }
    const aside = damagedFolder(home);
    rmSync(aside, { recursive: true, force: true });
    renameSync(data, aside);
    renameSync(partial, data);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function requireWhole(database: Database, height: bigint): void {
  try {
    new TreeCheck(database).version(height);
    for (const name of ['blocks', 'results']) {
      if (!database.table(name).get(heightKey(height))) throw new Error(`${name} of height ${height} are missing`);
    }
  } catch (cause) {
    const why = cause instanceof StoreError ? cause.message : (cause as Error).message;
    throw new DevnetError('height', `Height ${height} is not whole: ${why}.`, { cause });
  }
}

/** Removes what is above a height without reading it. */
function cut(database: Database, height: bigint): void {
  const above = { start: heightKey(height + 1n) };
  const { history } = new TreeCheck(database);
  database.write(() => {
    history.rewind(height);
    for (const name of ['blocks', 'results']) database.table(name).deleteRange(above);
    for (const name of ['block-heights', 'txs']) forgetAbove(database.table(name), height);
    // Validators are known two heights ahead, parameters one.
    new DiskLog(database.table('validators')).dropAbove(height + 2n);
    new DiskLog(database.table('consensus-params')).dropAbove(height + 1n);
  });
}

/** What is kept of the chain as a whole: its genesis lies in the home too, the rest follows from the next blocks. */
function mendChain(database: Database, home: string): void {
  const table = database.table('chain');
  database.write(() => {
    for (const key of [...table.keys()]) if (!readable(table, key)) table.delete(key);
    const store = new DiskStore(database);
    if (!store.genesis) store.saveGenesis(plantedGenesis(home));
  });
}

function readable(table: Table, key: Uint8Array): boolean {
  try {
    return table.get(key) !== undefined;
  } catch {
    return false;
  }
}

/** Deletes from a table of hashes what leads to a height above, or cannot be read. */
function forgetAbove(table: Table, height: bigint): void {
  for (const key of [...table.keys()]) {
    let at: bigint | undefined;
    try {
      at = table.read(key, heightOfKey);
    } catch {
      // Unreadable: it leads nowhere.
    }
    if (at === undefined || at > height) table.delete(key);
  }
}
