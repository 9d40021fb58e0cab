import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createApplication } from '../../src/chain/app.ts';
import { callDevnet } from '../../src/devnet/control/client.ts';
import { logFile } from '../../src/devnet/paths.ts';
import { gone, processStart } from '../../src/devnet/processes.ts';
import { readState } from '../../src/devnet/state-file.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { replayRecord } from '../../src/engine/embedded/index.ts';
import { sandbox } from '../e2e/allo.ts';
import { random } from './random.ts';
import { call, sendUntilGone, type Told } from './traffic.ts';

const NIGHTLY = process.env.ALLOKIT_NIGHTLY === '1';
const KILLS = NIGHTLY ? 200 : 20;
const SEED = Number(process.env.ALLOKIT_SEED ?? 4);

const box = sandbox();
afterAll(() => box.close());

interface TxAnswer {
  readonly height: string;
  readonly tx_result: { readonly code: number };
}

/** What clients were told so far. */
const told: Told[] = [];

const up = () => box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0');

/** Everything that anybody was told is there, at the height that was told. */
async function requireTold(url: string, from: number): Promise<void> {
  for (const { hash, height } of told.slice(from)) {
    const found = await call<TxAnswer>(url, 'tx', { hash: Buffer.from(hash, 'hex').toString('base64') });
    expect([found.height, found.tx_result.code]).toEqual([height, 0]);
  }
}

/** The whole chain, executed again on a fresh application, gives the same app hash at every height. */
async function requireReplay({ home }: DevnetStatus): Promise<bigint> {
  const path = join(box.directory, 'record');
  const { control } = readState(home)!;
  const { from, to } = await callDevnet(control, 'writeRecord', { path });
  const replayed = await replayRecord(path, () => createApplication());
  expect(replayed.difference).toBeUndefined();
  expect([replayed.from, replayed.to]).toEqual([BigInt(from), BigInt(to)]);
  return replayed.to;
}

test(`survives ${KILLS} kills at random instants (seed ${SEED})`, { timeout: KILLS * 60_000 }, async () => {
  const { below } = random(SEED);
  let checked = 0;
  let verified = 0n;
  for (let kill = 0; kill < KILLS; kill++) {
    const status = await up();
    const url = status.endpoints.rpc!;
    const identity = { pid: status.pid, processStart: processStart(status.pid)! };
    const heights = told.map(({ height }) => Number(height));
    // It opened on a committed block: nothing that anybody saw is missing.
    expect(status.height).toBeGreaterThanOrEqual(Math.max(1, ...heights));
    await requireTold(url, checked);
    checked = told.length;
    const replayed = await requireReplay(status);
    expect(replayed).toBeGreaterThanOrEqual(verified);
    verified = replayed;

    const enough = told.length + below(30);
    const reached = Promise.withResolvers<void>();
    const sending = sendUntilGone(url, (one) => {
      told.push(one);
      if (told.length >= enough) reached.resolve();
    });
    // Every other time many blocks share a transaction of the store while transactions arrive.
    const { control } = readState(status.home)!;
    const advancing =
      kill % 2 === 1 ? callDevnet(control, 'advance', { blocks: 400 }).catch(() => undefined) : undefined;
    await Promise.race([reached.promise, sending]);
    await new Promise((resolve) => setTimeout(resolve, below(40)));
    process.kill(identity.pid, 'SIGKILL');
    await sending;
    await advancing;
    expect(await gone(identity, 10_000)).toBe(true);
    expect(readFileSync(logFile(status.home), 'utf8')).not.toMatch(/damaged|StoreError|repair/);
  }
  const last = await up();
  await requireTold(last.endpoints.rpc!, 0);
  await requireReplay(last);
  process.stdout.write(`${KILLS} kills, ${told.length} transactions told, ${last.height} blocks, seed ${SEED}\n`);
  expect(told.length).toBeGreaterThan(KILLS);
});
