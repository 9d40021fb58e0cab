import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { abciSocket, paths } from '../../src/node/home/paths.ts';
import { processStart } from '../../src/node/processes.ts';
import type { NodeHandle } from '../../src/node/run.ts';
import { INSTALL_MS, requireCometBft } from '../support/comet.ts';
import { rounds, seeded } from '../support/rounds.ts';
import { appHashIn, heightOf, reached, rpc } from '../support/rpc.ts';
import { type TestNetwork, testNetwork } from '../support/validators.ts';
import { broadcastTransfer } from './transfer.ts';

let network: TestNetwork | undefined;
beforeAll(requireCometBft, INSTALL_MS);
afterEach(async () => {
  await network?.close();
  network = undefined;
});

async function start(options: Parameters<typeof testNetwork>[0] = {}): Promise<[TestNetwork, NodeHandle]> {
  network = await testNetwork(options);
  const node = await network.start(0);
  await node.ready;
  return [network, node];
}

const alive = (pids: ReturnType<NodeHandle['pids']>): number[] =>
  Object.values(pids).filter((pid) => pid !== null && processStart(pid) !== null) as number[];

test('a node makes blocks, takes transactions, tells how it is, and goes on after a stop', async () => {
  const [net, node] = await start();
  const { hash, height } = await broadcastTransfer(node.rpcUrl, 0n);
  await reached(node.rpcUrl, height + 1);
  expect(await rpc(node.rpcUrl, `tx?hash=0x${hash}`)).toMatchObject({ tx_result: { code: 0 } });

  const ready = await fetch(`${node.nodeUrl}/ready`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ ready: true, missing: [], chainId: 'localnet', moniker: 'validator-0' });
  const metrics = await (await fetch(`${node.nodeUrl}/metrics`)).text();
  expect(metrics).toMatch(/^allokit_height \d+$/m);
  expect(metrics).toMatch(/^allokit_txs_total 1$/m);
  expect(metrics).toContain('allokit_part_up{part="cometbft"} 1');
  const consensus = await fetch(`http://127.0.0.1:${net.homes[0]!.settings.ports.metrics}/metrics`);
  expect(await consensus.text()).toMatch(/^cometbft_consensus_height\{/m);
  // A home has one supervisor.
  await expect(net.start(0)).rejects.toMatchObject({ code: 'already-runs' });

  const before = await heightOf(node.rpcUrl);
  const pids = node.pids();
  await node.stop();
  expect(alive(pids)).toEqual([]);
  expect(existsSync(paths(node.home).processes)).toBe(false);
  expect(existsSync(abciSocket(node.home))).toBe(false);
  const { host, ports } = net.homes[0]!.settings;
  const taken = createServer().listen(ports.p2p, host);
  await once(taken, 'listening');
  await expect(net.start(0)).rejects.toMatchObject({ code: 'port-taken', message: expect.stringContaining('p2p') });
  await new Promise((done) => taken.close(done));
  const again = await net.start(0);
  await again.ready;
  await reached(again.rpcUrl, before + 2);
  expect(await rpc(again.rpcUrl, `tx?hash=0x${hash}`)).toMatchObject({ tx_result: { code: 0 } });
});

test('what is missing is told while it is', async () => {
  const [, node] = await start();
  await node.ready;
  expect(node.down()).toBeNull();
  process.kill(node.pids().application!, 'SIGKILL');
  while (node.down() === null) await pause(5);
  expect(node.down()).toMatch(/^(the application|CometBFT) is not up: /);
  let missing: string[] = [];
  while (missing.length === 0) {
    const response = await fetch(`${node.nodeUrl}/ready`);
    ({ missing } = (await response.json()) as { missing: string[] });
    if (missing.length > 0) expect(response.status).toBe(503);
  }
  while (!(await node.status()).ready) await pause(50);
  expect((await node.status()).application.restarts).toBe(1);
  expect(node.down()).toBeNull();
});

test('killed at random instants, the node comes back to consensus, and its state is what the blocks say', async () => {
  const [net, node] = await start({ others: 1 });
  const random = seeded(5);
  const victims = ['application', 'cometbft', 'both'] as const;
  let sequence = 0n;
  for (let round = 0; round < rounds(10, 100); round++) {
    // Between nothing and about twenty blocks after it came back.
    await pause(random() * 500);
    if (round % 2 === 0) sequence = (await broadcastTransfer(node.rpcUrl, sequence)).sequence;
    const before = await heightOf(node.rpcUrl);
    const { application, cometbft } = node.pids();
    const victim = victims[Math.floor(random() * victims.length)]!;
    if (victim !== 'cometbft' && application !== null) process.kill(application, 'SIGKILL');
    if (victim !== 'application' && cometbft !== null) process.kill(cometbft, 'SIGKILL');
    await reached(node.rpcUrl, before + 2);
  }
  const { application, cometbft } = await node.status();
  expect(application.restarts + cometbft.restarts).toBeGreaterThan(0);
  // A node that executes every block anew must come to the same hashes: block sync refuses any other.
  const other = await net.start(1);
  await other.ready;
  const height = await heightOf(other.rpcUrl);
  await reached(node.rpcUrl, height);
  expect(await appHashIn(other.rpcUrl, height)).toBe(await appHashIn(node.rpcUrl, height));
});

test('a network of four agrees, and goes on while one of them is killed and back', async () => {
  network = await testNetwork({ validators: 4 });
  const nodes = await Promise.all([0, 1, 2, 3].map((index) => network!.start(index)));
  await Promise.all(nodes.map(({ ready }) => ready));
  const [first, , , last] = nodes as [NodeHandle, NodeHandle, NodeHandle, NodeHandle];
  const pids = last.pids();
  await last.kill();
  expect(alive(pids)).toEqual([]);
  const { height } = await broadcastTransfer(first.rpcUrl, 0n);
  await reached(first.rpcUrl, height + 3);
  const back = await network.start(3);
  await back.ready;
  await reached(back.rpcUrl, height + 3);
  const hashes = await Promise.all([...nodes.slice(0, 3), back].map(({ rpcUrl }) => appHashIn(rpcUrl, height + 1)));
  expect(new Set(hashes).size).toBe(1);
});

test('a node that does not come up says why', async () => {
  const bad = await testNetwork({ start: { application: new URL('./no-application.mjs', import.meta.url).pathname } });
  network = bad;
  const node = await bad.start(0);
  await expect(node.ready).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('the application ended with code 3'),
    log: [expect.stringContaining('Error: there is none')],
  });
});
