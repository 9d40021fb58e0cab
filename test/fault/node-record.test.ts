import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../../src/chain/app.ts';
import { replayRecord } from '../../src/engine/embedded/record/replay.ts';
import { recordNetwork } from '../../src/engine/network/record.ts';
import { INSTALL_MS, requireCometBft } from '../support/comet.ts';
import { reached, rpc } from '../support/rpc.ts';
import { type TestNetwork, testNetwork } from '../support/validators.ts';
import { broadcastTransfer } from './transfer.ts';

let network: TestNetwork | undefined;
beforeAll(requireCometBft, INSTALL_MS);
afterEach(async () => {
  await network?.close();
  network = undefined;
});

test('what a network of real validators executed replays on the embedded application to the same hash at every height', async () => {
  network = await testNetwork({ validators: 4 });
  const nodes = await Promise.all([0, 1, 2, 3].map((index) => network!.start(index)));
  await Promise.all(nodes.map(({ ready }) => ready));
  const [first, , , last] = nodes;
  let { sequence } = await broadcastTransfer(first!.rpcUrl, 0n);
  // Votes differ from block to block, the more so with one validator away.
  await last!.stop();
  for (let count = 0; count < 3; count++) ({ sequence } = await broadcastTransfer(first!.rpcUrl, sequence));
  await (await network.start(3)).ready;
  const { height } = await broadcastTransfer(first!.rpcUrl, sequence);
  await reached(first!.rpcUrl, height + 5);

  const path = join(network.folder, 'run.record');
  const record = await recordNetwork(first!.rpcUrl, path);
  expect(record.to).toBeGreaterThan(BigInt(height));
  const replayed = await replayRecord(path, (database) => createApplication(database ? { database } : {}));
  expect(replayed).toMatchObject({ chainId: 'localnet', from: 1n, to: record.to });
  expect(replayed.difference).toBeUndefined();
  const { block } = await rpc<{ block: { header: { app_hash: string } } }>(
    first!.rpcUrl,
    `block?height=${record.to + 1n}`,
  );
  expect(replayed.appHash.toUpperCase()).toBe(block.header.app_hash);
});
