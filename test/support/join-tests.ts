import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root, type Sandbox } from '../e2e/allo.ts';
import { engineSandbox, rpcsOf, until } from './engines.ts';
import { appHashIn, heightOf, reached, rpc } from './rpc.ts';
import { freePorts } from './validators.ts';

const PORTS = ['rpc', 'p2p', 'node', 'metrics', 'grpc', 'rest'];

/** Nodes of this machine that join what `devnet up` makes, as somebody would who only knows its RPC. */
export function joinTests(engine: 'cometbft' | 'docker', ...flags: string[]): void {
  let box: Sandbox;
  beforeAll(async () => {
    box = await engineSandbox();
    await box.json('devnet', 'up', '--engine', engine, '--validators', '2', '--rpc-port', '0', ...flags);
  });
  afterAll(() => box.close());

  it.each([
    ['by state sync', ['--state-sync']],
    ['by block sync', []],
  ])(`a node joins a devnet of the ${engine} engine %s, with no settings of its own`, async (how, more) => {
    const [, asked] = rpcsOf(box, 'default') as [string, string];
    const ports = await freePorts(PORTS.length);
    const own = PORTS.flatMap((kind, i) => [`--${kind}-port`, String(ports[i])]);
    const home = join(box.directory, how);
    const joins = () => box.allo('node', 'join', '--rpc', asked, '--home', home, ...own, ...more);
    // Until there is a snapshot it says so; nothing else keeps it from joining.
    await until(async () => {
      const { code, stderr } = await joins();
      if (code !== 0) expect(stderr).toContain('No node offers a snapshot yet');
      return code === 0;
    });
    const node = spawn(process.execPath, [join(root, 'bin', 'run.js'), 'node', 'start', '--home', home], {
      env: box.env,
      stdio: 'ignore',
    });
    try {
      const at = (port: number | undefined) => `http://127.0.0.1:${port}`;
      await until(async () => (await fetch(`${at(ports[2])}/ready`).catch(() => null))?.status === 200);
      const { sync_info: sync } = await rpc<{ sync_info: { earliest_block_height: string } }>(at(ports[0]), 'status');
      expect(Number(sync.earliest_block_height) > 1).toBe(more.length > 0);
      const { n_peers: peers } = await rpc<{ n_peers: string }>(at(ports[0]), 'net_info');
      // Both validators are reached, the one that was asked and the one that it knows.
      expect(peers).toBe('2');
      const height = (await heightOf(at(ports[0]))) + 2;
      await Promise.all([asked, at(ports[0])].map((url) => reached(url, height)));
      expect(await appHashIn(at(ports[0]), height)).toBe(await appHashIn(asked, height));
    } finally {
      node.kill('SIGTERM');
      await once(node, 'exit');
    }
  });
}
