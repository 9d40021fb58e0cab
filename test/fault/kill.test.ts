import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { callDevnet } from '../../src/devnet/control/client.ts';
import { logFile } from '../../src/devnet/paths.ts';
import { KilledDevnet, NIGHTLY, SEED } from './devnet.ts';
import { random } from './random.ts';
import { call, sendUntilGone, type Told } from './traffic.ts';

const KILLS = NIGHTLY ? 200 : 20;

const devnet = new KilledDevnet();
afterAll(() => devnet.box.close());

interface TxAnswer {
  readonly height: string;
  readonly tx_result: { readonly code: number };
}

/** What clients were told so far. */
const told: Told[] = [];

/** Everything that anybody was told is there, at the height that was told. */
async function requireTold(url: string, from: number): Promise<void> {
  for (const { hash, height } of told.slice(from)) {
    const found = await call<TxAnswer>(url, 'tx', { hash: Buffer.from(hash, 'hex').toString('base64') });
    expect([found.height, found.tx_result.code]).toEqual([height, 0]);
  }
}

test(`survives ${KILLS} kills at random instants (seed ${SEED})`, { timeout: KILLS * 60_000 }, async () => {
  const { below } = random(SEED);
  let checked = 0;
  let verified = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const { home, height, endpoints } = await devnet.up();
    const url = endpoints.rpc!;
    // It opened on a committed block: nothing that anybody saw is missing.
    expect(height).toBeGreaterThanOrEqual(Math.max(1, verified, ...told.map((one) => Number(one.height))));
    await requireTold(url, checked);
    checked = told.length;
    verified = await devnet.replay();

    const enough = told.length + below(30);
    const reached = Promise.withResolvers<void>();
    const sending = sendUntilGone(url, (one) => {
      told.push(one);
      if (told.length >= enough) reached.resolve();
    });
    // Every other time many blocks share a transaction of the store while transactions arrive.
    const advancing =
      kill % 2 === 1 ? callDevnet(devnet.control, 'advance', { blocks: 400 }).catch(() => undefined) : undefined;
    await Promise.race([reached.promise, sending]);
    await new Promise((resolve) => setTimeout(resolve, below(40)));
    await devnet.kill();
    await sending;
    await advancing;
    expect(readFileSync(logFile(home), 'utf8')).not.toMatch(/damaged|StoreError|repair/);
  }
  const { endpoints, height } = await devnet.up();
  await requireTold(endpoints.rpc!, 0);
  await devnet.replay();
  process.stdout.write(`${KILLS} kills, ${told.length} transactions told, ${height} blocks, seed ${SEED}\n`);
  expect(told.length).toBeGreaterThan(KILLS);
});
