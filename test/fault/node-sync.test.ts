import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type HomeOptions, initHome, readHome } from '../../src/node/home/index.ts';
import { findNetwork, trustNetwork } from '../../src/node/join/network.ts';
import { type NodeHandle, startNode } from '../../src/node/run.ts';
import { INSTALL_MS, requireCometBft } from '../support/comet.ts';
import { appHashIn, heightOf, reached, rpc } from '../support/rpc.ts';
import { freePorts, type TestNetwork, testNetwork } from '../support/validators.ts';
import { broadcastTransfer } from './transfer.ts';

let network: TestNetwork | undefined;
const joined: NodeHandle[] = [];
beforeAll(requireCometBft, INSTALL_MS);
afterEach(async () => {
  await Promise.all(joined.splice(0).map((node) => node.stop()));
  await network?.close();
  network = undefined;
});

interface Status {
  sync_info: { earliest_block_height: string };
}

const earliest = async (url: string): Promise<number> =>
  Number((await rpc<Status>(url, 'status')).sync_info.earliest_block_height);

/** A home that joins the network of a node, as `allo node join` makes it. */
async function joining(
  net: TestNetwork,
  rpcUrl: string,
  moniker: string,
  over: Partial<HomeOptions> = {},
): Promise<string> {
  const [ports, found] = await Promise.all([freePorts(4), findNetwork(rpcUrl)]);
  const [rpcPort, p2p, node, metrics] = ports as [number, number, number, number];
  const home = join(net.folder, moniker);
  initHome({ home, moniker, ...found, ports: { rpc: rpcPort, p2p, node, metrics }, ...over });
  return home;
}

async function start(home: string): Promise<NodeHandle> {
  const node = await startNode({ home });
  joined.push(node);
  return node;
}

test('a new node takes the state from a snapshot, another executes every block; both go on to the same hashes', async () => {
  network = await testNetwork({ home: () => ({ snapshotInterval: 20 }) });
  const first = await network.start(0);
  await first.ready;
  let { sequence } = await broadcastTransfer(first.rpcUrl, 0n);
  await reached(first.rpcUrl, 60);
  const stateSync = await trustNetwork([first.rpcUrl]);
  const fast = await start(await joining(network, first.rpcUrl, 'fast', { stateSync }));
  const full = await start(await joining(network, first.rpcUrl, 'full'));
  await Promise.all([fast.ready, full.ready]);
  expect(await earliest(fast.rpcUrl)).toBeGreaterThan(1);
  expect(await earliest(full.rpcUrl)).toBe(1);
  const transfer = await broadcastTransfer(fast.rpcUrl, sequence);
  sequence = transfer.sequence;
  const height = transfer.height + 2;
  await Promise.all([first, fast, full].map(({ rpcUrl }) => reached(rpcUrl, height)));
  const hashes = await Promise.all([first, fast, full].map(({ rpcUrl }) => appHashIn(rpcUrl, height)));
  expect(new Set(hashes).size).toBe(1);

  // It is a node like any other: it restarts, and serves snapshots of its own to the next.
  await fast.stop();
  const again = await start(fast.home);
  await again.ready;
  expect(await earliest(again.rpcUrl)).toBeGreaterThan(1);
  await reached(again.rpcUrl, height + 2);
});

test('killed while it takes the state in, a new node begins again and comes to consensus', async () => {
  network = await testNetwork({ home: () => ({ snapshotInterval: 20 }) });
  const first = await network.start(0);
  await first.ready;
  await broadcastTransfer(first.rpcUrl, 0n);
  await reached(first.rpcUrl, 40);
  const stateSync = await trustNetwork([first.rpcUrl]);
  const home = await joining(network, first.rpcUrl, 'late', { stateSync });
  const node = await start(home);
  // Once while it looks for snapshots, then as soon as its application has the state, then both at once.
  while (node.pids().cometbft === null) await pause(20);
  process.kill(node.pids().cometbft!, 'SIGKILL');
  const restored = async () => /^allokit_height [1-9]/m.test(await (await fetch(`${node.nodeUrl}/metrics`)).text());
  while (!(await restored())) await pause(5);
  const { application, cometbft } = node.pids();
  for (const pid of [application, cometbft]) if (pid !== null) process.kill(pid, 'SIGKILL');
  await node.ready;
  const height = (await heightOf(node.rpcUrl)) + 2;
  await reached(node.rpcUrl, height);
  await reached(first.rpcUrl, height);
  expect(await appHashIn(node.rpcUrl, height)).toBe(await appHashIn(first.rpcUrl, height));
});

test('a pruned node keeps few blocks and versions, restarts, and lets others join by its snapshots', async () => {
  // CometBFT drops no block that evidence may still be about: that age is one of the genesis.
  const timeouts = { commit: 100, skipCommit: false };
  network = await testNetwork({
    home: () => ({ keepBlocks: 200, keepVersions: 200, snapshotInterval: 10, timeouts }),
    genesis: (genesis) => {
      Object.assign(genesis.consensus_params.evidence, { max_age_num_blocks: '5', max_age_duration: '1' });
    },
  });
  const first = await network.start(0);
  await first.ready;
  await broadcastTransfer(first.rpcUrl, 0n);
  await reached(first.rpcUrl, 220);
  expect(await earliest(first.rpcUrl)).toBeGreaterThan(1);
  await first.stop();
  const pruned = await network.start(0);
  await pruned.ready;
  await reached(pruned.rpcUrl, 230);
  const stateSync = await trustNetwork([pruned.rpcUrl]);
  const home = await joining(network, pruned.rpcUrl, 'late', { stateSync });
  expect(readHome(home).settings.chainId).toBe('localnet');
  const late = await start(home);
  await late.ready;
  const height = (await heightOf(late.rpcUrl)) + 2;
  await reached(late.rpcUrl, height);
});
