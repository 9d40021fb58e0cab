import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochRecord } from '../../src/client/epochs.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { RunningActor } from '../support/actors.ts';
import { sandbox } from './allo.ts';

/** As JSON in and out, in the shell's own words. */
const says = (answer: string) => ['sh', '-c', `cat > /dev/null; echo '${answer}'`];
/** Expects of every inferer what it lost last. */
const FORECAST = `
  let text = '';
  process.stdin.on('data', (part) => (text += part)).on('end', () => {
    const { inferers } = JSON.parse(text);
    const losses = inferers.map(({ address, losses }) => [address, losses.at(-1)?.value ?? '-1']);
    console.log(JSON.stringify({ forecast: Object.fromEntries(losses) }));
  });
`;
/** Gives every inference its distance from 10 as its loss. */
const LOSSES = `
  let text = '';
  process.stdin.on('data', (part) => (text += part)).on('end', () => {
    const { inferences } = JSON.parse(text);
    const loss = (value) => (Math.log10((Number(value) - 10) ** 2 + 1e-6)).toFixed(6);
    const each = (list) => list.map(({ value, ...who }) => ({ ...who, value: loss(value) }));
    const losses = Object.entries(inferences).map(([name, of]) => [name, Array.isArray(of) ? each(of) : loss(of)]);
    console.log(JSON.stringify({ losses: Object.fromEntries(losses) }));
  });
`;
const EPOCHS = 10;

describe('actors whose programs answer', () => {
  const box = sandbox();
  const actors: RunningActor[] = [];
  let up: DevnetStatus;
  const run = (role: string, from: string, program: readonly string[], ...flags: string[]) => {
    const actor = new RunningActor(box, [role, 'run', '1', '--from', from, '--register', ...flags], program);
    actors.push(actor);
    return actor;
  };

  beforeAll(async () => {
    up = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0', '--block-time', '250ms');
    const times = ['--epoch-length', '20', '--worker-submission-window', '18', '--ground-truth-lag', '20'];
    await box.json('topic', 'create', '--metadata', 'ten', ...times);
    await box.json('topic', 'fund', '1', '--amount', '100allo');
  });
  afterAll(async () => {
    for (const actor of actors) actor.signal('SIGKILL');
    await box.close();
  });

  it(`miss no nonce in ${EPOCHS} epochs, and are rewarded`, async () => {
    const workers = [
      run('worker', 'bob', says('10.5')),
      run('worker', 'carol', says('{"value": "11"}')),
      run('worker', 'dave', says('{"value": 9.8}'), '--metrics-port', '0'),
    ];
    const forecasters = ['erin', 'frank'].map((name) => run('forecaster', name, [process.execPath, '-e', FORECAST]));
    const staked = ['--stake', '100allo', '--loss-floor', '0.000001'];
    const reputers = [
      run('reputer', 'grace', says('{"truth": 10}'), ...staked),
      run('reputer', 'heidi', [process.execPath, '-e', LOSSES], '--stake', '100allo'),
    ];
    await Promise.all(reputers.map((one) => one.until(() => one.of('reward').length >= EPOCHS)));
    const [first] = workers as [RunningActor];
    await Promise.all(workers.map((one) => one.until(() => one.of('reward').length >= EPOCHS - 1)));
    const url = workers[2]?.of('started')[0]?.metrics ?? '';
    const metrics = await (await fetch(url)).text();
    expect(metrics).toMatch(
      /^allokit_actor_nonces_total\{role="worker",topic="1",actor="allo1\w+",outcome="submitted"\} \d\d+$/m,
    );
    expect(metrics).toMatch(/^allokit_actor_last_reward_uallo\{.*\} [\d.e+]+$/m);
    expect((await fetch(new URL('/other', url))).status).toBe(404);
    expect(await Promise.all(actors.map((actor) => actor.stop()))).toEqual(actors.map(() => 0));
    // A forecaster has nothing to say before anybody has answered; who comes late to the first window is no news.
    for (const actor of [...workers, ...reputers]) expect(actor.of('missed'), actor.stderr).toEqual([]);
    for (const actor of forecasters) expect(actor.of('submitted').length).toBeGreaterThanOrEqual(EPOCHS - 1);
    const nonces = reputers[0]?.of('submitted').map(({ nonce }) => nonce) ?? [];
    for (const nonce of nonces.slice(-3)) {
      const epoch = await box.json<EpochRecord>('epoch', 'show', '1', '--nonce', `${nonce}`);
      expect(epoch.inferences).toHaveLength(3);
      expect(epoch.forecasts).toHaveLength(2);
    }
    expect(first.of('stopped')).toMatchObject([{ submitted: first.of('submitted').length, missed: 0 }]);
    expect(first.of('score').length).toBeGreaterThanOrEqual(EPOCHS - 1);
  });

  it('go on with a devnet that was killed and is somewhere else afterwards', async () => {
    const actor = run('worker', 'bob', says('10.5'));
    await actor.until(() => actor.of('submitted').length > 0);
    process.kill(up.pid, 'SIGKILL');
    await actor.until(() => actor.of('link').some(({ state }) => state === 'lost'));
    await box.json('devnet', 'up', '--rpc-port', '0');
    const before = actor.of('submitted').length;
    await actor.until(() => actor.of('submitted').length >= before + 2);
    expect(actor.of('link').map(({ state }) => state)).toContain('back');
    expect(await actor.stop()).toBe(0);
    expect(actor.of('missed')).toEqual([]);
    const nonces = actor.of('submitted').map(({ nonce }) => nonce);
    expect(nonces).toEqual(nonces.map((_, i) => (nonces[0] as number) + i * 20));
  });

  it('end by themselves after so many nonces', async () => {
    const actor = run('worker', 'bob', says('{"skip": "nothing to say"}'), '--limit', '1');
    expect(await actor.ended).toBe(0);
    expect(actor.of('skipped')).toMatchObject([{ reason: 'nothing to say' }]);
  });
});
