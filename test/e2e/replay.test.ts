import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExportedFile } from '../../src/commands/devnet/export.ts';
import type { DevnetReplayResult } from '../../src/commands/devnet/replay.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { writeFrames } from '../../src/engine/embedded/record/frames.ts';
import { encodeRecordedBlock, type RecordedBlock, readRecord } from '../../src/engine/embedded/record/record.ts';
import { sandbox } from './allo.ts';
import { appHashAt, refusal } from './control.ts';
import { topicScript } from './topic-script.ts';

const box = sandbox();
const record = join(box.directory, 'run.record');
let up: DevnetStatus;
/** The height of a transaction in it. */
let sent: number;

beforeAll(async () => {
  up = await box.json<DevnetStatus>('devnet', 'up', '--validators', '2', '--block-time', 'manual', '--rpc-port', '0');
  const script = topicScript(up, null);
  await script.openTopic();
  for (let epoch = 1; epoch <= 2; epoch++) await script.playEpoch(epoch);
  sent = (await box.json<{ height: number }>('devnet', 'faucet', 'bob')).height;
  await script.advance(5);
});
afterAll(() => box.close());

/** The record with one of its blocks changed. */
async function changed(name: string, height: number, change: (block: RecordedBlock) => RecordedBlock): Promise<string> {
  async function* frames() {
    for await (const item of readRecord(record)) {
      if (!('request' in item)) yield Buffer.from(JSON.stringify(item));
      else yield encodeRecordedBlock(item.request.height === BigInt(height) ? change(item) : item);
    }
  }
  const path = join(box.directory, name);
  await writeFrames(path, frames());
  return path;
}

it('a record of a run is replayed to the same app hash at every height', async () => {
  const written = await box.json<ExportedFile>('devnet', 'export', '--format', 'record', '--output', record);
  const { height } = await box.json<{ height: number }>('devnet', 'advance', '--blocks', '1');
  expect(written).toEqual({ format: 'record', output: record, height: height - 1, bytes: expect.any(Number) });
  const replayed = await box.json<DevnetReplayResult>('devnet', 'replay', record);
  expect(replayed).toEqual({
    chainId: 'localnet',
    from: 1,
    to: height - 1,
    blocks: height - 1,
    appHash: await appHashAt(up.endpoints.rpc, height),
  });
});

it('where a run differs, the first height, module and key are named', async () => {
  const path = await changed('changed.record', sent, (block) => ({
    ...block,
    request: { ...block.request, txs: block.request.txs.map((tx) => tx.with(-1, (tx.at(-1) ?? 0) ^ 1)) },
  }));
  const refused = refusal(await box.allo('devnet', 'replay', path, '--json'));
  expect(refused).toMatchObject({ exit: 7, code: 'ALLO7003' });
  // Its signature no longer holds, so the sender's sequence does not move.
  expect(refused.message).toMatch(
    new RegExp(
      `^The runs differ at height ${sent}, first in module acc, key [0-9A-F]+ \\(only the recorded run wrote it\\)`,
    ),
  );
});

it('where only an app hash differs, the height is named', async () => {
  const path = await changed('hash.record', 3, (block) => ({ ...block, appHash: new Uint8Array(32) }));
  const refused = refusal(await box.allo('devnet', 'replay', path, '--json'));
  expect([refused.exit, refused.code]).toEqual([7, 'ALLO7003']);
  expect(refused.message).toMatch(/^The runs differ at height 3: the app hash is [0-9A-F]{64}, recorded is 0{64}\.$/);
});

it('what is no record, or is cut off, is refused', async () => {
  const cut = join(box.directory, 'cut.record');
  writeFileSync(cut, readFileSync(record).subarray(0, -100));
  for (const path of [cut, join(up.home, 'genesis.json'), join(up.home, 'data', 'chain.mdb')]) {
    expect(refusal(await box.allo('devnet', 'replay', path, '--json'))).toMatchObject({ exit: 2, code: 'ALLO2020' });
  }
  const to = ['devnet', 'export', '--format', 'record', '--json'];
  expect(refusal(await box.allo(...to)).code).toBe('ALLO2003');
  const nowhere = join(box.directory, 'nowhere', 'run.record');
  expect(refusal(await box.allo(...to, '--output', nowhere)).code).toBe('ALLO2004');
  expect(refusal(await box.allo('devnet', 'export', '--output', nowhere, '--json')).code).toBe('ALLO2004');
  expect(existsSync(nowhere)).toBe(false);
});
