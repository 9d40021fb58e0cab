import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ActiveFault } from '../../src/engine/engine.ts';
import type { Sandbox } from '../e2e/allo.ts';
import { RunningActor } from '../support/actors.ts';
import { engineSandbox, until } from '../support/engines.ts';

/** A validator that fails while everybody submits, and for how long. The actors ask the first one as long as it answers. */
const FAULTS = [
  ['kill', '0', '--for', '3s'],
  ['pause', '0', '--for', '4s'],
  ['restart', '1'],
  ['pause', '2', '--for', '3s'],
  ['kill', '0', '--for', '2s'],
] as const;
const EPOCH = 24;

let box: Sandbox;
const actors: RunningActor[] = [];

beforeAll(async () => {
  box = await engineSandbox();
});
afterAll(async () => {
  for (const actor of actors) actor.signal('SIGKILL');
  await box.json('devnet', 'down', '--all', '--purge');
  await box.close();
});

it('no nonce is lost where validators fail', async () => {
  await box.json('devnet', 'up', '--engine', 'cometbft', '--rpc-port', '0', '--block-time', '300ms');
  const times = ['--worker-submission-window', `${EPOCH - 2}`, '--ground-truth-lag', `${EPOCH}`];
  await box.json('topic', 'create', '--metadata', 'ten', '--epoch-length', `${EPOCH}`, ...times);
  await box.json('topic', 'fund', '1', '--amount', '100allo');
  const run = (role: string, from: string, answer: string, ...flags: string[]) => {
    const program = ['sh', '-c', `cat > /dev/null; echo '${answer}'`];
    const actor = new RunningActor(box, [role, 'run', '1', '--from', from, '--register', ...flags], program);
    actors.push(actor);
    return actor;
  };
  run('worker', 'bob', '10.5');
  run('worker', 'carol', '11');
  run('reputer', 'grace', '10', '--stake', '100allo', '--loss-floor', '0.0001');
  const submitted = () => Math.min(...actors.map((actor) => actor.of('submitted').length));
  const more = async (count: number) => {
    const wanted = submitted() + count;
    await Promise.all(actors.map((actor) => actor.until(() => actor.of('submitted').length >= wanted)));
  };
  await more(1);
  for (const words of FAULTS) {
    await box.json('devnet', 'fault', ...words);
    await more(1);
    await until(async () => (await box.json<{ faults: ActiveFault[] }>('devnet', 'fault')).faults.length === 0);
  }
  await more(1);
  expect(await Promise.all(actors.map((actor) => actor.stop()))).toEqual([0, 0, 0]);
  for (const actor of actors) {
    expect(actor.of('missed'), JSON.stringify(actor.news)).toEqual([]);
    const nonces = actor.of('submitted').map(({ nonce }) => nonce);
    expect(nonces).toEqual(nonces.map((_, i) => (nonces[0] as number) + i * EPOCH));
  }
});
