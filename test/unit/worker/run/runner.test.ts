import { beforeEach, describe, expect, test } from 'vitest';
import { ClientError } from '../../../../src/client/errors.ts';
import type { Task } from '../../../../src/worker/run/agenda.ts';
import type { ActorBlock } from '../../../../src/worker/run/block.ts';
import { ActorFault } from '../../../../src/worker/run/fault.ts';
import type { ActorNews, Tally } from '../../../../src/worker/run/news.ts';
import { type ActorChain, runActor, type WorkResult } from '../../../../src/worker/run/runner.ts';
import type { ActorWindow } from '../../../../src/worker/run/window.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const LENGTH = 10n;
const window = (nonce: bigint): ActorWindow => ({ nonce, opens: nonce, end: nonce + LENGTH });

/** A chain that the test drives: blocks are told to who follows, unless the link is cut. */
class FakeChain implements ActorChain {
  readonly slack = 0n;
  latest = 20n;
  open: bigint[] = [];
  down = false;
  silent = false;
  moves = 0;
  asked = 0;
  readonly starts: bigint[] = [];
  readonly #blocks = new Map<bigint, ActorBlock>();
  #wake = Promise.withResolvers<void>();
  #onLink: (link: 'websocket' | 'polling') => void = () => undefined;

  async height() {
    if (this.down) throw new ClientError('unreachable', 'nobody there');
    return this.latest;
  }

  async windows() {
    this.asked += 1;
    return this.open.map(window);
  }

  async relocate() {
    if (this.moves === 0) return false;
    this.moves -= 1;
    this.down = false;
    return true;
  }

  async *blocks(start: bigint, signal: AbortSignal, onLink: (link: 'websocket' | 'polling') => void) {
    this.starts.push(start);
    this.#onLink = onLink;
    signal.addEventListener('abort', () => this.#wake.resolve());
    for (let next = start; !signal.aborted; ) {
      if (this.down) throw new ClientError('unreachable', 'nobody there');
      const block = this.silent ? undefined : this.#blocks.get(next);
      if (block) {
        yield block;
        next += 1n;
        continue;
      }
      await this.#wake.promise;
      this.#wake = Promise.withResolvers<void>();
    }
  }

  link(link: 'websocket' | 'polling'): void {
    this.#onLink(link);
  }

  /** Makes blocks up to a height; those in `opening` open an epoch. */
  make(height: bigint, opening: readonly bigint[] = [], more: Partial<ActorBlock> = {}): void {
    for (let at = this.latest + 1n; at <= height; at += 1n) {
      const opened = opening.includes(at) ? [window(at)] : [];
      if (opened.length > 0) this.open.push(at);
      const said = at === height ? more : {};
      this.#blocks.set(at, { height: at, opened, score: null, smoothed: null, reward: null, answered: [], ...said });
    }
    this.latest = height;
    this.open = this.open.filter((nonce) => nonce + LENGTH > height);
    this.#wake.resolve();
  }

  rewind(height: bigint): void {
    this.latest = height;
    for (const at of this.#blocks.keys()) if (at > height) this.#blocks.delete(at);
    this.open = this.open.filter((nonce) => nonce <= height);
  }
}

let chain: FakeChain;
let clock: FakeClock;
let news: ActorNews[];
let stop: AbortController;
let running: Promise<Tally>;
/** What the program does at its n-th call. */
let answers: ((task: Task, signal: AbortSignal) => Promise<WorkResult>)[];
let calls: { nonce: number; attempt: number }[];

const submitted = async (task: Task): Promise<WorkResult> => ({
  ...{ kind: 'submitted', txHash: `tx${task.window.nonce}`, height: chain.latest + 1n },
  ...{ seconds: 0.1, says: '7' },
});
const fails = (message: string) => async () => Promise.reject(new ActorFault('program', message));
const of = <E extends ActorNews['event']>(event: E) =>
  news.filter((one): one is Extract<ActorNews, { event: E }> => one.event === event);

function start(limit?: number): void {
  running = runActor({
    ...{ chain, clock, signal: stop.signal, limit },
    tell: (one) => news.push(one),
    work: (task, signal) => {
      calls.push({ nonce: Number(task.window.nonce), attempt: task.attempts });
      return (answers.shift() ?? submitted)(task, signal);
    },
  });
}

async function end(): Promise<Tally> {
  stop.abort();
  await clock.pass(1_000);
  return running;
}

beforeEach(() => {
  [chain, clock, news, stop, answers, calls] = [new FakeChain(), new FakeClock(), [], new AbortController(), [], []];
});

describe('running an actor', () => {
  test('answers every window once, whether it was open at the start or opens later', async () => {
    chain.open = [15n];
    start();
    await clock.pass(100);
    for (const nonce of [30n, 40n, 50n]) {
      chain.make(nonce + 2n, [nonce]);
      await clock.pass(5_000);
    }
    expect(await end()).toEqual({ submitted: 4, already: 0, skipped: 0, missed: 0 });
    expect(of('submitted').map(({ nonce }) => nonce)).toEqual([15, 30, 40, 50]);
    expect(calls).toHaveLength(4);
  });

  test('finds nonces by asking where no block tells of them', async () => {
    start();
    await clock.pass(100);
    chain.silent = true;
    chain.make(32n, [30n]);
    await clock.pass(3_000);
    expect(of('submitted').map(({ nonce }) => nonce)).toEqual([30]);
    await end();
  });

  test('asks at once when the link changes', async () => {
    start();
    await clock.pass(100);
    const before = chain.asked;
    chain.link('polling');
    await clock.pass(1);
    expect(chain.asked).toBe(before + 1);
    expect(of('link')).toEqual([{ event: 'link', state: 'polling', reason: null }]);
    await end();
  });

  test('calls a failing program again while the window is open, and says so', async () => {
    answers = [fails('it broke'), fails('it broke again')];
    start();
    await clock.pass(100);
    chain.make(30n, [30n]);
    await clock.pass(5_000);
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(of('retry')).toMatchObject([
      { nonce: 30, attempt: 1, fault: 'program', reason: 'it broke' },
      { nonce: 30, attempt: 2, reason: 'it broke again' },
    ]);
    expect(await end()).toMatchObject({ submitted: 1, missed: 0 });
  });

  test('tells of a nonce whose window passed, with what went wrong', async () => {
    answers = Array.from({ length: 50 }, () => fails('no data'));
    start();
    await clock.pass(100);
    chain.make(30n, [30n]);
    await clock.pass(1_000);
    chain.make(40n);
    await clock.pass(1_000);
    expect(of('missed')).toEqual([{ event: 'missed', nonce: 30, end: 40, reason: 'no data' }]);
    expect(await end()).toMatchObject({ submitted: 0, missed: 1 });
  });

  test('a program that does not answer is ended with its window, and the next nonce is answered', async () => {
    answers = [
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () =>
            reject(new ActorFault('over', 'the program had not answered by then')),
          );
        }),
    ];
    start();
    await clock.pass(100);
    chain.make(30n, [30n]);
    await clock.pass(60_000);
    chain.make(41n, [41n]);
    await clock.pass(1_000);
    expect(of('missed')).toMatchObject([{ nonce: 30, reason: 'the program had not answered by then' }]);
    expect(of('submitted').map(({ nonce }) => nonce)).toEqual([41]);
    await end();
  });

  test('learns of windows that opened and passed while the network was gone', async () => {
    start();
    await clock.pass(100);
    chain.down = true;
    await clock.pass(10_000);
    chain.make(62n, [30n, 45n, 60n]);
    chain.down = false;
    await clock.pass(10_000);
    expect(of('link').map(({ state }) => state)).toEqual(['lost', 'back']);
    expect(of('submitted').map(({ nonce }) => nonce)).toEqual([60]);
    expect(of('missed').map(({ nonce }) => nonce)).toEqual([30, 45]);
    await end();
  });

  test('follows a network that has moved', async () => {
    start();
    await clock.pass(100);
    chain.down = true;
    chain.moves = 1;
    await clock.pass(5_000);
    chain.make(32n, [30n]);
    await clock.pass(5_000);
    expect(of('submitted').map(({ nonce }) => nonce)).toEqual([30]);
    await end();
  });

  test('answers again what a chain that was taken back has lost', async () => {
    start();
    await clock.pass(100);
    chain.make(31n, [30n]);
    await clock.pass(5_000);
    chain.rewind(25n);
    await clock.pass(5_000);
    chain.make(33n, [30n]);
    await clock.pass(5_000);
    expect(of('submitted').map(({ nonce }) => nonce)).toEqual([30, 30]);
    expect(chain.starts.at(-1)).toBe(26n);
    await end();
  });

  test('knows what its chain has already, what is left out, and what comes later', async () => {
    answers = [
      async () => ({ kind: 'already' }),
      async () => ({ kind: 'skipped', reason: 'weekend' }),
      async () => ({ kind: 'later', reason: 'no price yet' }),
    ];
    start();
    await clock.pass(100);
    for (const nonce of [30n, 40n, 50n]) {
      chain.make(nonce, [nonce]);
      await clock.pass(2_000);
    }
    expect(await end()).toEqual({ submitted: 1, already: 1, skipped: 1, missed: 0 });
    expect(of('skipped')).toMatchObject([{ nonce: 40, reason: 'weekend' }]);
    expect(of('later')).toMatchObject([{ nonce: 50, attempt: 1, reason: 'no price yet' }]);
    expect(of('retry')).toEqual([]);
  });

  test('hands on scores and rewards', async () => {
    start();
    await clock.pass(100);
    chain.make(30n, [], {
      ...{ score: { nonce: 12n, value: '0.5' }, smoothed: '0.1', reward: { nonce: 12n, amount: '7.5' } },
    });
    await clock.pass(100);
    expect(news).toEqual([
      { event: 'score', nonce: 12, score: '0.5', smoothed: '0.1' },
      { event: 'reward', nonce: 12, amount: '7.5' },
    ]);
    await end();
  });

  test('ends by itself after so many nonces', async () => {
    start(2);
    await clock.pass(100);
    for (const nonce of [30n, 40n, 50n]) {
      chain.make(nonce, [nonce]);
      await clock.pass(5_000);
    }
    expect(await running).toMatchObject({ submitted: 2 });
    expect(calls).toHaveLength(2);
  });
});

describe('stopping an actor', () => {
  test('ends a program that has not answered, and tells nothing of it', async () => {
    answers = [
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new ActorFault('over', 'ended')));
        }),
    ];
    start();
    await clock.pass(100);
    chain.make(30n, [30n]);
    await clock.pass(100);
    expect(await end()).toEqual({ submitted: 0, already: 0, skipped: 0, missed: 0 });
    expect(news.map(({ event }) => event)).toEqual(['window']);
  });

  test('waits for a submission under way', async () => {
    const inBlock = Promise.withResolvers<void>();
    answers = [(task) => inBlock.promise.then(() => submitted(task))];
    start();
    await clock.pass(100);
    chain.make(30n, [30n]);
    await clock.pass(100);
    stop.abort();
    await clock.pass(60_000);
    let ended = false;
    running.then(() => {
      ended = true;
    });
    await clock.pass(1_000);
    expect(ended).toBe(false);
    inBlock.resolve();
    expect(await running).toMatchObject({ submitted: 1 });
  });

  test('a network that does not answer at the start is an error, and so is a fault of our own', async () => {
    chain.down = true;
    start();
    await expect(running).rejects.toMatchObject({ kind: 'unreachable' });
    chain.down = false;
    answers = [async () => Promise.reject(new TypeError('x is not a function'))];
    chain.open = [15n];
    start();
    const broken = expect(running).rejects.toThrow('x is not a function');
    await clock.pass(1_000);
    await broken;
  });
});
