import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { connectDocker } from '../../src/engine/docker/client.ts';
import { validatorImage } from '../../src/engine/docker/image.ts';
import { ensureCometBft } from '../../src/node/comet/install.ts';
import { root, type Sandbox } from '../e2e/allo.ts';
import { chainOf, engineSandbox, rpcsOf, until } from '../support/engines.ts';

let box: Sandbox;
beforeAll(async () => {
  box = await engineSandbox();
});
afterAll(() => box.close());

/** Compose as a plugin of Docker's, or as the program of its own that Debian has. */
function composeCommand(): [string, ...string[]] {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore' });
    return ['docker', 'compose'];
  } catch {
    return ['docker-compose'];
  }
}

const heightOf = async (port: number): Promise<number> => {
  const answer = await fetch(`http://127.0.0.1:${port}/status`).catch(() => null);
  if (!answer?.ok) return 0;
  const { result } = (await answer.json()) as { result: { sync_info: { latest_block_height: string } } };
  return Number(result.sync_info.latest_block_height);
};

it('a network that was exported for Compose runs elsewhere: same genesis, same validators', async () => {
  await box.json('devnet', 'up', '--validators', '3', '--rpc-port', '0', '--chain-id', 'elsewhere');
  const folder = join(box.directory, 'network');
  await box.json('devnet', 'export', '--format', 'compose', '--output', folder);
  const [genesis] = await Promise.all(
    rpcsOf(box, 'default').map(async (rpc) => JSON.parse(await (await fetch(`${rpc}/genesis`)).text()).result.genesis),
  );
  await box.json('devnet', 'down');
  const docker = await connectDocker();
  const { path } = await ensureCometBft();
  const image = await validatorImage(docker, { from: 'host', root, cometbft: async () => path });
  const [program, ...words] = composeCommand();
  const compose = (...args: string[]) =>
    promisify(execFile)(
      program,
      [...words, '--project-directory', folder, '--file', join(folder, 'compose.yaml'), ...args],
      {
        env: { ...process.env, ALLOKIT_IMAGE: image },
      },
    );
  const file = join(folder, 'compose.yaml');
  const written = readFileSync(file, 'utf8');
  const { services } = parse(written) as { services: Record<string, { ports: string[] }> };
  for (const { ports } of Object.values(services)) expect(ports[0]).toMatch(/^127\.0\.0\.1:\d+:26657$/);
  // The ports of the table may be another network's: here Docker picks them.
  writeFileSync(file, written.replace(/127\.0\.0\.1:\d+:/g, '127.0.0.1::'));
  const portOf = async (service: string) => Number((await compose('port', service, '26657')).stdout.split(':')[1]);
  try {
    await compose('up', '--detach', '--no-build');
    const ports = await Promise.all(Object.keys(services).map(portOf));
    await until(async () => (await Promise.all(ports.map(heightOf))).every((height) => height >= 4));
    const chains = await Promise.all(ports.map((port) => chainOf(`http://127.0.0.1:${port}`, 1, 3)));
    for (const chain of chains) expect(chain).toEqual(chains[0]);
    const served = await (await fetch(`http://127.0.0.1:${ports[0]}/genesis`)).json();
    expect((served as { result: { genesis: unknown } }).result.genesis).toMatchObject({
      chain_id: 'elsewhere',
      app_state: genesis.app_state,
    });
  } finally {
    await compose('down', '--volumes', '--timeout', '5');
  }
  expect(readdirSync(folder).sort()).toEqual(['README.md', 'compose.yaml', 'image', ...Object.keys(services)]);
});
