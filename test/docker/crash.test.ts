import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDocker, LABELS } from '../../src/engine/docker/client.ts';
import type { FaultResult } from '../../src/engine/engine.ts';
import type { Sandbox } from '../e2e/allo.ts';
import { engineSandbox, rpcsOf, statusOf, until } from '../support/engines.ts';

const name = 'crash';
let box: Sandbox;
beforeAll(async () => {
  box = await engineSandbox();
  await box.json('devnet', 'up', '--engine', 'docker', '--name', name);
});
afterAll(async () => {
  await box.json('devnet', 'down', '--all', '--purge');
  await box.close();
});

/** The container of a validator, or of the relay, as a stranger finds it. */
async function containerOf(role: string) {
  const docker = await connectDocker();
  const { home } = await statusOf(box, name);
  const label = [`${LABELS.home}=${home}`, `${LABELS.role}=${role}`];
  const [found] = await docker.listContainers({ filters: { label }, all: true });
  return docker.getContainer(found?.Id ?? '');
}

/** What the devnet's log says of a validator, or of the relay. */
async function told(role: string): Promise<string[]> {
  const { stdout } = await box.allo('devnet', 'logs', '--lines', '1000', '--json', '--name', name);
  const lines = stdout.trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as { message: string; fields: { validator?: string } })
    .filter(({ fields }) => fields.validator === role)
    .map(({ message }) => message);
}

/** Kills it as `docker kill` does; resolves when it runs again. */
async function crash(role: string): Promise<void> {
  await (await containerOf(role)).kill();
  await until(async () => (await told(role)).includes('its container runs again'));
  expect(await told(role)).toContain('its container has ended (code 137); starts again in 100 ms');
}

const fault = (...what: string[]) => box.json<FaultResult>('devnet', 'fault', ...what, '--name', name);

const well = () =>
  until(async () => {
    const { height, validators } = await statusOf(box, name);
    const { faults } = await fault();
    return faults.length === 0 && validators.every((one) => height - one.height <= 3);
  });

it('a validator whose container dies is started again, and catches up', async () => {
  await crash('validator-2');
  await well();
});

it('a relay whose container dies is started again, and who was cut off stays so', async () => {
  await fault('disconnect', '1');
  await crash('relay');
  await box.json('devnet', 'advance', '--blocks', '5', '--name', name);
  const { height, validators } = await statusOf(box, name);
  expect(height - (validators[1]?.height ?? 0)).toBeGreaterThanOrEqual(3);
  const net = (await (await fetch(`${rpcsOf(box, name)[1]}/net_info`)).json()) as { result: { n_peers: string } };
  expect(net.result.n_peers).toBe('0');
  await fault('clear', '1');
  await well();
});

it('a relay that cannot come back stops the network, which says why and what to do', async () => {
  await (await containerOf('relay')).remove({ force: true, v: true });
  await until(async () => (await box.allo('devnet', 'fault', 'restart', '0', '--name', name)).code === 5);
  const { code, stdout } = await box.allo('devnet', 'advance', '--blocks', '1', '--name', name, '--json');
  expect([code, JSON.parse(stdout).error.message]).toEqual([
    5,
    expect.stringMatching(/^The relay between the validators is lost \(.*\): `allo devnet down`, then `up`\.$/),
  ]);
  await box.json('devnet', 'down', '--name', name);
  await box.json('devnet', 'up', '--name', name);
  await well();
});
