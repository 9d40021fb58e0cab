import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCometBft } from '../../src/node/comet/find.ts';
import { processStart } from '../../src/node/processes.ts';
import { root, type Sandbox, sandbox } from '../e2e/allo.ts';
import { INSTALL_MS, requireCometBft } from '../support/comet.ts';
import { nodeInfoOverGrpc } from '../support/grpc.ts';
import { appHashIn, heightOf, reached } from '../support/rpc.ts';
import { freePorts } from '../support/validators.ts';

interface Made {
  home: string;
  peer: string;
  validatorKey: string;
}

let box: Sandbox;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  await requireCometBft();
  box = sandbox({ ALLO_COMETBFT: (await findCometBft()).path });
}, INSTALL_MS);

afterAll(async () => {
  for (const child of running) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await box.close();
});

/** The flags of one node on ports of its own. */
async function place(name: string): Promise<{ flags: string[]; rpc: string; node: string; p2p: number; home: string }> {
  const [rpc, p2p, node, metrics, grpc, rest] = (await freePorts(6)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const home = join(box.directory, name);
  const ports = { rpc, p2p, node, metrics, grpc, rest };
  return {
    flags: [
      ...['--home', home, '--moniker', name, '--p2p-host', '127.0.0.1'],
      ...Object.entries(ports).flatMap(([what, port]) => [`--${what}-port`, String(port)]),
    ],
    rpc: `http://127.0.0.1:${rpc}`,
    node: `http://127.0.0.1:${node}`,
    p2p,
    home,
  };
}

function start(home: string): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), 'node', 'start', '--home', home], {
    env: box.env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Waits until a node that is started is ready; it may not end before. */
async function ready(node: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${node}/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    await pause(50);
  }
  throw new Error(`the node at ${node} ended with ${child.exitCode ?? child.signalCode} before it was ready`);
}

const processesOf = (home: string): Record<string, { pid: number; processStart: string }> =>
  JSON.parse(readFileSync(join(home, 'processes.json'), 'utf8'));

test('a network spans two homes, a third joins; killed and stopped, nothing is left', async () => {
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(place));
  const keys = await box.json<Made>('node', 'init', ...b!.flags, '--keys-only');
  const first = await box.json<Made>('node', 'init', ...a!.flags, '--validator', `b=${keys.validatorKey}`);
  const peer = first.peer.replace('<host>', '127.0.0.1');
  const genesis = join(a!.home, 'config', 'genesis.json');
  const second = await box.json<Made>('node', 'init', ...b!.flags, '--genesis', genesis, '--peer', peer);
  expect(second.validatorKey).toBe(keys.validatorKey);
  expect((await box.allo('node', 'init', ...a!.flags)).code).toBe(2);

  // Each has half of the power: neither makes a block without the other.
  const starts = [start(a!.home), start(b!.home)];
  await Promise.all([ready(a!.node, starts[0]!), ready(b!.node, starts[1]!)]);
  for (const [i, { node }] of [a!, b!].entries()) {
    const { grpc, rest } = (await (await fetch(`${node}/status`)).json()) as { grpc: string; rest: string };
    const moniker = ['a', 'b'][i];
    expect((await nodeInfoOverGrpc(grpc)).defaultNodeInfo?.moniker).toBe(moniker);
    const info = await fetch(`${rest}/cosmos/base/tendermint/v1beta1/node_info`);
    expect(await info.json()).toMatchObject({ default_node_info: { moniker } });
  }
  const again = await box.allo('node', 'start', '--home', a!.home);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('runs already');

  await box.json('node', 'join', ...c!.flags, '--rpc', a!.rpc);
  const third = start(c!.home);
  await ready(c!.node, third);

  // The supervisor is killed: its parts end by themselves, and another one goes on.
  const parts = Object.values(processesOf(b!.home));
  expect(parts).toHaveLength(3);
  starts[1]!.kill('SIGKILL');
  while (parts.some(({ pid, processStart: began }) => processStart(pid) === began)) await pause(20);
  const stuck = await heightOf(a!.rpc);
  starts[1] = start(b!.home);
  await ready(b!.node, starts[1]);
  await Promise.all([a!, b!, c!].map(({ rpc }) => reached(rpc, stuck + 3)));
  const hashes = await Promise.all([a!, b!, c!].map(({ rpc }) => appHashIn(rpc, stuck + 2)));
  expect(new Set(hashes).size).toBe(1);

  for (const [child, { home }] of [
    [starts[0]!, a!],
    [starts[1]!, b!],
    [third, c!],
  ] as const) {
    const ended = Object.values(processesOf(home));
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(existsSync(join(home, 'processes.json'))).toBe(false);
    for (const { pid, processStart: began } of ended) expect(processStart(pid)).not.toBe(began);
  }
});
