import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { Database } from '../../src/chain/store/database.ts';
import { VersionedStore } from '../../src/chain/store/versions.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { QueryBalanceRequestSchema } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { accAddress, encode } from '../../src/wire/index.ts';
import { genesisDoc } from './engine.ts';
import { figure, line, residentMegabytes, result, root, run, show, withHome } from './measure.ts';

const STORE = 'bank';
const SIZES = [1_000, 100_000];
const CHANGES = [1, 10, 100, 10_000];

/** A key as long as that of an account's balance. */
const keyOf = (index: number) => `\x02allo1${String(index * 7919).padStart(38, '0')}`;

function setKeys(store: VersionedStore, indices: Iterable<number>, salt: number): void {
  const branch = store.branch();
  const value = Buffer.alloc(60, 1);
  for (const index of indices) {
    value.writeUInt32LE(index, 0);
    value.writeUInt32LE(salt, 4);
    branch.set(STORE, keyOf(index), Uint8Array.from(value));
  }
  store.commit(store.prepare(store.latest.height + 1n, 0n, branch.changes()));
}

/** Spread over the keys, other ones in every round. */
function* spread(count: number, size: number, round: number): Generator<number> {
  for (let i = 0; i < count; i++) yield (i * 104_729 + round * 1_299_709) % size;
}

async function benchSize(size: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'allokit-bench-store-'));
  try {
    const database = Database.open({ path: join(folder, 'chain.mdb') });
    const store = new VersionedStore([STORE, 'other'], { database });
    for (let from = 0; from < size; from += 10_000) {
      setKeys(
        store,
        Array.from({ length: Math.min(10_000, size - from) }, (_, i) => from + i),
        0,
      );
      database.write(() => store.flush());
      await database.sync();
    }
    line(`size on disk, ${size} keys, MB`, (database.size / 1e6).toFixed(1));
    for (const count of CHANGES) {
      const times: number[] = [];
      const rounds = count >= 10_000 ? 7 : 300;
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        setKeys(store, spread(count, size, round), round + 1);
        database.write(() => store.flush());
        times.push(performance.now() - start);
        await new Promise((resolve) => setImmediate(resolve));
      }
      line(`commit of ${count} changed keys on ${size}, ms`, show(figure(times), 3));
    }
    line('size on disk after these, MB', (database.size / 1e6).toFixed(1));
    await database.close();
    const start = performance.now();
    const again = Database.open({ path: join(folder, 'chain.mdb') });
    new VersionedStore([STORE, 'other'], { database: again }).latest.get(STORE, keyOf(1));
    line(`open and read on ${size} keys, ms`, (performance.now() - start).toFixed(1));
    await again.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ACCOUNTS = 100_000;

function addressOf(index: number): string {
  const bytes = Buffer.alloc(20, 9);
  bytes.writeUInt32BE(Math.imul(index, 2_654_435_761) >>> 0, 0);
  return accAddress(bytes);
}

/** A genesis with many accounts, each of which owns something. */
async function largeGenesis(): Promise<string> {
  const doc = await genesisDoc();
  const { auth, bank } = doc.app_state as { auth: { accounts: unknown[] }; bank: { balances: unknown[] } };
  const known = auth.accounts.length;
  for (let i = 0; i < ACCOUNTS; i++) {
    const address = addressOf(i);
    auth.accounts.push({
      '@type': '/cosmos.auth.v1beta1.BaseAccount',
      address,
      account_number: String(known + i),
      sequence: '0',
    });
    bank.balances.push({ address, coins: [{ denom: 'uallo', amount: '1000' }] });
  }
  return JSON.stringify(doc);
}

async function askBalance(rpc: string, address: string): Promise<void> {
  const data = Buffer.from(
    encode(QueryBalanceRequestSchema, create(QueryBalanceRequestSchema, { address, denom: 'uallo' })),
  );
  const params = { path: '/cosmos.bank.v1beta1.Query/Balance', data: data.toString('hex'), height: '0', prove: false };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'abci_query', params });
  const answer = (await (await fetch(rpc, { method: 'POST', body })).json()) as {
    result: { response: { code: number } };
  };
  if (answer.result.response.code !== 0) throw new Error(`no balance of ${address}`);
}

/** A devnet with many accounts, as it is brought up from its genesis and after a restart. */
async function benchMemory(): Promise<void> {
  const allo = join(root, 'bin/run.js');
  await withHome(async (env) => {
    const file = join(env.ALLO_HOME!, 'large.json');
    writeFileSync(file, await largeGenesis());
    for (const [what, flags] of [
      ['from its genesis', ['--genesis', file]],
      ['started again', []],
    ] as const) {
      const up = await run([allo, 'devnet', 'up', '--json', '--rpc-port', '0', ...flags], env);
      const { pid, endpoints } = result<DevnetStatus>(up.stdout);
      await run([allo, 'devnet', 'advance', '--blocks', '2000', '--json'], env);
      for (let i = 0; i < 2_000; i++) await askBalance(endpoints.rpc!, addressOf((i * 104_729) % ACCOUNTS));
      line(`100,000 accounts, ${what}: resident memory, MB`, residentMegabytes(pid).toFixed(0), 'budget 350');
      line(`100,000 accounts, ${what}: most of it ever, MB`, residentMegabytes(pid, 'VmHWM').toFixed(0));
      line(`100,000 accounts, ${what}: up, ms`, up.milliseconds.toFixed(0));
      await run([allo, 'devnet', 'down', '--json'], env);
    }
  });
}

/** What it costs to commit, how much it takes on the disk, and what 100,000 accounts take in memory. */
export async function benchStore(): Promise<void> {
  for (const size of SIZES) await benchSize(size);
  await benchMemory();
}
