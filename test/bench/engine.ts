import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApplication } from '../../src/chain/app.ts';
import { createModules, defaultAppState } from '../../src/chain/app-modules.ts';
import { devnetAccounts, validatorKeys } from '../../src/devnet/accounts.ts';
import { buildGenesis, readPreset } from '../../src/devnet/genesis.ts';
import {
  type ApplicationFactory,
  type EmbeddedEngine,
  type GenesisDoc,
  replayRecord,
  startEmbedded,
} from '../../src/engine/embedded/index.ts';
import { ed25519, pubkeyAddress, secp256k1 } from '../../src/wire/index.ts';
import { figure, line, root, show } from './measure.ts';

const RUNS = 5;
const BLOCKS = 10_000;
const VALIDATORS = validatorKeys(null, 4);

const openApplication: ApplicationFactory = (database) => createApplication({ ...(database && { database }) });

export async function genesisDoc(): Promise<GenesisDoc> {
  return buildGenesis({
    options: { chainId: 'localnet', genesisTime: '2026-01-01T00:00:00Z' },
    preset: readPreset(root, 'devnet'),
    defaults: defaultAppState(createModules()),
    accounts: await devnetAccounts(null),
    validators: VALIDATORS.map(({ moniker, seed, operator }) => ({
      moniker,
      pubKey: ed25519.publicKey(seed),
      operator: pubkeyAddress(secp256k1.publicKey(operator)),
    })),
  });
}

/** Milliseconds of every run, by what was measured. */
class Samples {
  readonly #samples = new Map<string, number[]>();

  async time<T>(what: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    this.add(what, performance.now() - start);
    return result;
  }

  add(what: string, value: number): void {
    this.#samples.set(what, [...(this.#samples.get(what) ?? []), value]);
  }

  print(what: string, digits: number, against = ''): void {
    line(what, show(figure(this.#samples.get(what) ?? []), digits), against);
  }
}

const count = async (engine: EmbeddedEngine, query: string): Promise<void> => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tx_search', params: { query } });
  await (await fetch(engine.rpcUrl, { method: 'POST', body })).text();
};

/** The embedded engine with its store, four validators, in this process: blocks, and going back. */
export async function benchEngine(): Promise<void> {
  const samples = new Samples();
  const genesis = await genesisDoc();
  for (let run = -1; run < RUNS; run++) {
    const kept = run < 0 ? new Samples() : samples;
    const folder = mkdtempSync(join(tmpdir(), 'allokit-bench-'));
    const data = { directory: join(folder, 'data') };
    const start = () =>
      startEmbedded({ app: openApplication, genesis, validatorKeys: VALIDATORS, blockTime: 'manual', data });
    try {
      let engine = await start();
      const began = performance.now();
      await engine.advance({ blocks: BLOCKS });
      kept.add('empty blocks with the store, a second', BLOCKS / ((performance.now() - began) / 1000));
      const { bytes } = await kept.time('snapshot at 10,000 blocks, ms', () => engine.snapshot(join(folder, 'saved')));
      kept.add('size on disk after 10,000 blocks, MB', bytes / 1e6);
      await kept.time('rewind by 1,000 blocks, ms', () => engine.rewind(engine.height - 1_000n));
      await kept.time('restore at 10,000 blocks, ms', () => engine.restore(join(folder, 'saved')));
      await kept.time('first search, 10,000 blocks to index, ms', () => count(engine, 'tx.height > 0'));
      const record = join(folder, 'record');
      await kept.time('record of 10,000 blocks, ms', () => engine.writeRecord(record));
      await kept.time('replay of 10,000 blocks, ms', () => replayRecord(record, openApplication));
      await engine.stop();
      engine = await kept.time('open at 10,000 blocks, ms', start);
      await engine.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  samples.print('empty blocks with the store, a second', 0, 'budget 2000');
  samples.print('size on disk after 10,000 blocks, MB', 1);
  samples.print('snapshot at 10,000 blocks, ms', 0, 'budget 300');
  samples.print('restore at 10,000 blocks, ms', 0, 'budget 300');
  samples.print('rewind by 1,000 blocks, ms', 0, 'budget 1000');
  samples.print('open at 10,000 blocks, ms', 0);
  samples.print('first search, 10,000 blocks to index, ms', 0);
  samples.print('record of 10,000 blocks, ms', 0);
  samples.print('replay of 10,000 blocks, ms', 0);
}
