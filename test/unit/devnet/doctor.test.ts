import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../src/chain/store/database.ts';
import { cutStore, storeFindings } from '../../../src/devnet/doctor/ask-store.ts';
import { dataFolder } from '../../../src/devnet/paths.ts';

const PAGE = 4096;
let home: string;
let path: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'allokit-doctor-'));
  path = join(dataFolder(home), 'chain.mdb');
});
afterEach(() => rmSync(home, { recursive: true }));

/** A store with its tables and no block, of another start of the machine; `after` writes what is on no disk yet. */
async function stored(): Promise<void> {
  const database = Database.open({ path, boot: 'another boot' });
  for (const name of ['nodes', 'versions', 'orphans', 'chain', 'blocks', 'results', 'block-heights', 'txs']) {
    database.table(name);
  }
  for (const name of ['validators', 'consensus-params']) database.table(name);
  await database.sync();
  const checkpoint = readFileSync(`${path}-checkpoint`);
  for (let i = 0; i < 50; i++) {
    database.write(() => database.table('chain').put(Buffer.from(`key ${i}`), Buffer.alloc(PAGE, i)));
  }
  const size = readFileSync(path).length;
  await database.close();
  writeFileSync(`${path}-checkpoint`, checkpoint);
  expect(readFileSync(path).length).toBeGreaterThanOrEqual(size);
}

describe('the doctor', () => {
  it('sees after a power cut what the next start would see, and changes nothing', async () => {
    await stored();
    // The meta pages reached the disk, the pages that they lead to did not.
    const bytes = readFileSync(path);
    const kept = readFileSync(`${path}-checkpoint`);
    const torn = Buffer.from(bytes);
    for (let at = 2 * PAGE; at < bytes.length; at += PAGE) {
      if (bytes.subarray(at, at + PAGE).includes('key 49')) torn.fill(0, at, at + PAGE);
    }
    expect(torn.equals(bytes)).toBe(false);
    writeFileSync(path, torn);
    const found = await storeFindings(home, {});
    expect(found).toMatchObject({ format: 1, opens: true, fault: null });
    expect(readFileSync(path).equals(torn)).toBe(true);
    expect(readFileSync(`${path}-checkpoint`).equals(kept)).toBe(true);
    expect(readdirSync(home)).toEqual(['data']);
  });

  it('leaves nothing behind of a rewind whose process was ended by what it read', async () => {
    await stored();
    rmSync(`${path}-checkpoint`);
    truncateSync(path, 3 * PAGE);
    await expect(cutStore(home, 1)).rejects.toThrow('ended the process');
    expect(readdirSync(home)).toEqual(['data']);
    expect(existsSync(path)).toBe(true);
  });
});
