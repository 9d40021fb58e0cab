import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActorStatus } from '../../src/client/actor-status.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { submissionWindows } from '../../src/client/windows.ts';
import { advanceBlocks, advanceEpochs } from '../../src/devnet/advance.ts';
import { controlSocket } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { RunningActor } from '../support/actors.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { sandbox } from './allo.ts';

const box = sandbox();
const actors: RunningActor[] = [];
let up: DevnetStatus;

/** Topic 1 takes one value, topic 2 a value per label; their windows are long enough for any program. */
beforeAll(async () => {
  up = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0', '--block-time', 'manual');
  const times = ['--epoch-length', '60', '--worker-submission-window', '50', '--ground-truth-lag', '60'];
  await box.json('topic', 'create', '--metadata', 'a question', ...times);
  await block();
  await box.json('topic', 'create', '--metadata', 'labels', ...times, '--labels', 'up,down', '--unity', '0.001');
  await block();
  for (const topic of ['1', '2']) {
    for (const name of ['bob', 'carol']) {
      await box.json('worker', 'register', topic, '--from', name);
      await block();
    }
    await box.json('reputer', 'register', topic, '--from', 'grace');
    await box.json('topic', 'fund', topic, '--amount', '100allo');
    await block();
    await box.json('stake', 'add', topic, '--from', 'grace', '--amount', '100allo');
    await block();
  }
});
/** What an earlier test left open is no business of the next. */
beforeEach(async () => {
  const client = new AlloraClient(up.endpoints.rpc ?? '');
  for (;;) {
    const windows = [1n, 2n].map((topicId) => submissionWindows(client, topicId));
    const open = (await Promise.all(windows)).flat().some((window) => window.kind === 'worker');
    if (!open) return;
    await block();
  }
});
afterEach(async () => {
  for (const actor of actors.splice(0)) {
    actor.signal('SIGKILL');
    await actor.ended;
  }
});
afterAll(() => box.close());

const movable = () => ({ control: controlSocket(up.home), rpcs: [up.endpoints.rpc ?? ''] });
const block = (count = 1) => advanceBlocks(movable(), count);
const epoch = (topic = '1') => advanceEpochs(movable(), BigInt(topic), 1);
function run(words: readonly string[], program: readonly string[]): RunningActor {
  const actor = new RunningActor(box, words, program);
  actors.push(actor);
  return actor;
}
const worker = (program: readonly string[], ...flags: string[]) =>
  run(['worker', 'run', '1', '--from', 'bob', ...flags], program);
const shell = (script: string) => ['sh', '-c', script];
const answered = (actor: RunningActor, nonce: number) => actor.of('submitted').some((one) => one.nonce === nonce);
/** Makes blocks until something holds. */
async function blocksUntil(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await block();
    await pause(50);
  }
}

describe('a program that fails', () => {
  it('is called again while its window is open, whatever it does, and what it says aside is told', async () => {
    const script = `
      case "$(cat)" in
        *'"attempt":1}'*|*'"attempt":1,'*) echo broken >&2; exit 3 ;;
        *'"attempt":2,'*) echo 'I think 12?' ;;
        *'"attempt":3,'*) while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done ;;
        *'"attempt":4,'*) sleep 600 & wait ;;
        *'"attempt":5,'*) echo '{"value": {"up": 1}}' ;;
        *) echo 12 ;;
      esac`;
    const actor = worker(shell(script), '--timeout', '1s');
    await actor.until(() => actor.of('link').length > 0);
    const { height: nonce } = await epoch();
    await actor.until(() => actor.of('retry').length >= 5);
    await blocksUntil(() => actor.of('submitted').length > 0);
    expect(actor.of('retry').map(({ fault, reason }) => [fault, reason])).toEqual([
      ['program', 'the program ended with exit code 3'],
      ['answer', 'the program did not write one JSON document, but: I think 12?'],
      ['answer', 'the program wrote more than 1048576 bytes'],
      ['timeout', 'the program did not answer within 1 s'],
      ['answer', 'the answer does not fit: value: topic 1 takes one value'],
    ]);
    expect(actor.of('log')).toMatchObject([{ nonce, line: 'broken' }]);
    expect(actor.of('submitted')).toMatchObject([{ nonce, says: '12' }]);
    expect(await actor.stop()).toBe(0);
  });

  it('misses a nonce that it never answers to, which is said, and with --limit is an exit code', async () => {
    const actor = worker(shell('exit 1'), '--limit', '1');
    await actor.until(() => actor.of('link').length > 0);
    const { height: nonce } = await epoch();
    await actor.until(() => actor.of('retry').length > 0);
    await block(51);
    expect(await actor.ended).toBe(15);
    expect(actor.of('missed')).toMatchObject([
      { nonce, end: nonce + 50, reason: 'the program ended with exit code 1' },
    ]);
  });

  it('is told of an answer that the chain refuses', async () => {
    const actor = run(['worker', 'run', '2', '--from', 'bob'], shell('echo \'{"value": {"up": 0.7, "down": 0.7}}\''));
    await actor.until(() => actor.of('link').length > 0);
    await epoch('2');
    const refused = () => actor.of('retry').find(({ reason }) => reason.includes('add up to'));
    await actor.until(() => refused() !== undefined);
    expect(refused()).toMatchObject({ fault: 'rejected' });
    expect(await actor.stop()).toBe(0);
  });
});

describe('a topic with several labels', () => {
  it('is answered and judged label by label', async () => {
    const says = (values: string) => shell(`cat > /dev/null; echo '${values}'`);
    const bob = run(['worker', 'run', '2', '--from', 'bob'], says('{"value": {"up": 0.7, "down": 0.3}}'));
    const carol = run(['worker', 'run', '2', '--from', 'carol'], shell('echo \'{"value": {"up": "1"}}\''));
    const floor = ['--loss-floor', '0.0001'];
    const grace = run(
      ['reputer', 'run', '2', '--from', 'grace', ...floor],
      shell(`cat > labels.json; echo '{"truth": {"up": 1, "down": 0}}'`),
    );
    await Promise.all([bob, carol, grace].map((actor) => actor.until(() => actor.of('link').length > 0)));
    const { height: nonce } = await epoch('2');
    await blocksUntil(() => [bob, carol].every((actor) => answered(actor, nonce)));
    expect(bob.of('submitted').at(-1)).toMatchObject({ says: 'up 0.7, down 0.3' });
    await epoch('2');
    await blocksUntil(() => grace.of('submitted').length > 0);
    const input = JSON.parse(readFileSync(join(box.directory, 'labels.json'), 'utf8'));
    expect(input.topic.labels).toMatchObject({ allowed: ['up', 'down'], unityTolerance: '0.001' });
    expect(input.inferences.inferers).toContainEqual({ worker: expect.anything(), value: { up: '0.7', down: '0.3' } });
    await epoch('2');
    await Promise.all([bob, carol, grace].map((actor) => actor.until(() => actor.of('reward').length > 0)));
  });
});

describe('stopping', () => {
  it('finishes the submission under way', async () => {
    const actor = worker(shell('echo 12'));
    await actor.until(() => actor.of('link').length > 0);
    const { height: nonce } = await epoch();
    await waiting(1);
    actor.signal('SIGTERM');
    await pause(500);
    expect(actor.of('stopped')).toEqual([]);
    await block();
    expect(await actor.ended).toBe(0);
    expect(answered(actor, nonce)).toBe(true);
    expect(actor.of('stopped')).toMatchObject([{ missed: 0 }]);
  });

  it('ends at once at the second signal, and who comes back finds what was submitted', async () => {
    const actor = worker(shell('echo 12'));
    await actor.until(() => actor.of('link').length > 0);
    const { height: nonce } = await epoch();
    await waiting(1);
    actor.signal('SIGTERM');
    await pause(500);
    actor.signal('SIGTERM');
    expect(await actor.ended).toBe(130);
    await block();
    const again = worker(shell('echo 13'));
    await again.until(() => again.of('already').length > 0);
    expect(again.of('already')).toEqual([expect.objectContaining({ nonce })]);
    expect(await again.stop()).toBe(0);
  });

  it('ends a program that runs, with what it started', async () => {
    const actor = worker(shell('sleep 600 & echo $! > child; wait'));
    await actor.until(() => actor.of('link').length > 0);
    await epoch();
    const file = join(box.directory, 'child');
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') await pause(20);
    const pid = Number(readFileSync(file, 'utf8'));
    expect(await actor.stop()).toBe(0);
    while (runs(pid)) await pause(20);
  });
});

describe('a link that fails', () => {
  it('loses no nonce with its websocket', async () => {
    const proxy = await tcpProxy(up.endpoints.rpc ?? '');
    const networks = { proxied: { chainId: 'localnet', rpc: proxy.url } };
    writeFileSync(join(box.directory, 'allo.config.json'), JSON.stringify({ networks }));
    const actor = worker(shell('echo 12'), '--network', 'proxied', '--yes');
    const next = async () => {
      const { height: nonce } = await epoch();
      await blocksUntil(() => answered(actor, nonce));
    };
    await actor.until(() => actor.of('link').length > 0);
    await next();
    proxy.allow(false);
    proxy.drop();
    await actor.until(() => actor.of('link').some(({ state }) => state === 'polling'));
    await next();
    proxy.allow(true);
    await next();
    while (proxy.websockets === 0) await pause(50);
    await next();
    expect(actor.of('missed')).toEqual([]);
    expect(await actor.stop()).toBe(0);
    await proxy.close();
  });

  it('sends anew where another program has used the sequence of its account', async () => {
    const actor = worker(shell('cat > /dev/null; sleep 0.3; echo 12'));
    await actor.until(() => actor.of('link').length > 0);
    const { height: nonce } = await epoch();
    await box.json('topic', 'fund', '1', '--amount', '1allo', '--from', 'bob');
    await waiting(2);
    await blocksUntil(() => answered(actor, nonce));
    expect(actor.of('retry')).toEqual([]);
  });
});

describe('taking part', () => {
  it('registers and stakes where it is asked to, and says what is missing where it is not', async () => {
    const program = shell('echo 10');
    const fails = async (words: string[], code: number, said: string) => {
      const { code: exit, stderr } = await box.allo(...words, '--', ...program);
      expect([exit, stderr]).toEqual([code, expect.stringContaining(said)]);
    };
    await fails(['worker', 'run', '1', '--from', 'judy'], 11, '--register');
    await fails(['worker', 'run', '9', '--from', 'judy'], 5, 'topic 9');
    const reputer = run(['reputer', 'run', '1', '--from', 'judy', '--register', '--stake', '5allo'], program);
    await blocksUntil(() => reputer.of('staked').length > 0);
    expect(reputer.of('registered')).toHaveLength(1);
    expect(reputer.of('staked')).toMatchObject([{ amount: '5000000000000000000' }]);
    await reputer.until(() => reputer.of('link').length > 0);
    expect(await reputer.stop()).toBe(0);
    const status = await box.json<ActorStatus>('reputer', 'status', '1', '--from', 'judy');
    expect(status).toMatchObject({ registered: true, stake: '5000000000000000000' });
  });

  it.each([
    [['worker', 'run', '1'], 'behind `--`'],
    [['worker', 'run', '1', '--'], 'behind `--`'],
    [['worker', 'run', '1', '--', 'no-such-program'], 'no program "no-such-program"'],
    [['worker', 'run', '1', '--limit', '0', '--', 'sh'], 'limit'],
  ])('%j is a wrong use', async (words, said) => {
    const { code, stderr } = await box.allo(...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});

/** Resolves when so many transactions wait for a block. */
async function waiting(count: number): Promise<void> {
  const ask = async () => {
    const response = await fetch(`${up.endpoints.rpc}/num_unconfirmed_txs`);
    return Number(((await response.json()) as { result: { total: string } }).result.total);
  };
  while ((await ask()) < count) await pause(20);
}

function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
