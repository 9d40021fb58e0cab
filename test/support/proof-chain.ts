import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModules } from '../../src/chain/app-modules.ts';
import { Database } from '../../src/chain/store/database.ts';
import { accAddress } from '../../src/wire/index.ts';
import { alice, send, signed, startChain } from '../unit/chain/harness.ts';
import type { ProofSource } from './proof-cases.ts';

/** Some more accounts, so that trees have branches. */
const balances = Array.from({ length: 100 }, (_, i) => ({
  address: accAddress(new Uint8Array(20).fill(i + 1)),
  coins: [{ denom: 'uallo', amount: `${1000 + i}` }],
}));

/** A chain on the disk in whose every block coins move, and whose cache is too small for it. `close` removes it. */
export async function proofChain(blocks: number): Promise<ProofSource & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'allokit-proofs-'));
  const database = Database.open({ path: join(folder, 'chain.mdb') });
  const modules = createModules();
  const chain = startChain({
    modules,
    database,
    cacheBytes: 50_000,
    state: (state) => {
      const bank = state.bank as { balances: unknown[] };
      return { ...state, bank: { ...bank, balances: [...bank.balances, ...balances] } };
    },
  });
  const appHashes = new Map<bigint, Uint8Array>();
  for (let made = 0; made < blocks; made++) {
    const transfer = send(alice, balances[made]!.address, 7n);
    const { appHash, txResults } = chain.block(signed(alice, BigInt(made), [transfer]));
    if (txResults[0]!.code !== 0) throw new Error(txResults[0]!.log);
    appHashes.set(chain.height(), appHash);
  }
  const close = async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const stores = modules.list.flatMap(({ storeKey }) => (storeKey === undefined ? [] : [storeKey]));
  return { app: chain.app, database, stores, appHashes, close };
}
