import { Agenda, type Task } from './agenda.ts';
import type { ActorBlock } from './block.ts';
import type { Clock } from './clock.ts';
import { ActorFault, isNetworkFault } from './fault.ts';
import { follow } from './follow.ts';
import type { ActorNews, Tally } from './news.ts';
import type { ActorWindow } from './window.ts';

/** What running an actor asks of its network. */
export interface ActorChain {
  height(): Promise<bigint>;
  /** Nonces that are not fulfilled yet. */
  windows(): Promise<readonly ActorWindow[]>;
  /** Every block from `start` on. */
  blocks(
    start: bigint,
    signal: AbortSignal,
    onLink: (link: 'websocket' | 'polling') => void,
  ): AsyncIterable<ActorBlock>;
  /** Looks for the network anew; true where it is somewhere else now. */
  relocate(): Promise<boolean>;
  /** By how much a later height may be lower although the chain went on: nodes of one network are not at the same block. */
  readonly slack: bigint;
}

/** How the work on one nonce turned out. */
export type WorkResult =
  | {
      readonly kind: 'submitted';
      readonly txHash: string;
      readonly height: bigint;
      readonly seconds: number;
      readonly says: string;
    }
  | { readonly kind: 'already' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string };

export interface RunnerOptions {
  readonly chain: ActorChain;
  /** Does one nonce. `signal` ends what was not sent yet. @throws ActorFault, or ClientError of the network */
  readonly work: (task: Task, signal: AbortSignal) => Promise<WorkResult>;
  readonly tell: (news: ActorNews) => void;
  readonly clock: Clock;
  /** Stops it: what was sent is waited for. */
  readonly signal: AbortSignal;
  /** Ends it after so many nonces. */
  readonly limit?: number | undefined;
}

/** How often open nonces are asked for beside what blocks say, and how often a network is that does not answer. */
const ASK_MS = 3_000;
const ASK_AGAIN_MS = 1_000;
/** Why a nonce was missed that was never worked on. */
const SEEN_LATE = 'its window had passed when it was seen';

/**
 * Runs an actor until it is told to stop. Blocks say which windows open; the open nonces themselves are asked for at the
 * start, after every change of the link and every few seconds, so that none is lost with a block that was not seen.
 */
export async function runActor(options: RunnerOptions): Promise<Tally> {
  return new Runner(options).run();
}

class Runner {
  readonly #options: RunnerOptions;
  readonly #agenda = new Agenda();
  readonly #over = new AbortController();
  readonly #tally: Tally = { submitted: 0, already: 0, skipped: 0, missed: 0 };
  #work: AbortController | undefined;
  #working: Promise<void> | undefined;
  #poke = new AbortController();
  #ask = new AbortController();
  #restart = new AbortController();
  #lost = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  async run(): Promise<Tally> {
    const stop = () => {
      this.#over.abort();
      this.#work?.abort();
      this.#wake();
    };
    if (this.#options.signal.aborted) stop();
    this.#options.signal.addEventListener('abort', stop, { once: true });
    try {
      await this.#askOnce(true);
      const parts = [this.#keepAsking(), this.#keepFollowing(), this.#keepWorking()];
      // What breaks one of them ends the others.
      for (const part of parts) part.catch(stop);
      await Promise.all(parts);
    } finally {
      stop();
      await this.#working;
      this.#options.signal.removeEventListener('abort', stop);
    }
    return this.#tally;
  }

  get #stopped(): boolean {
    return this.#over.signal.aborted;
  }

  #wake(): void {
    this.#poke.abort();
  }

  async #keepAsking(): Promise<void> {
    while (!this.#stopped) {
      await this.#options.clock.pause(this.#lost ? ASK_AGAIN_MS : ASK_MS, either(this.#ask, this.#over));
      this.#ask = new AbortController();
      if (!this.#stopped) await this.#askOnce(false);
    }
  }

  async #askOnce(first: boolean): Promise<void> {
    const { chain, tell } = this.#options;
    try {
      const height = await chain.height();
      const windows = await chain.windows();
      if (this.#lost) tell({ event: 'link', state: 'back', reason: null });
      this.#lost = false;
      if (height + chain.slack < this.#agenda.height) this.#rewound(height);
      this.#reached(height);
      // What was over before this actor began is not its own.
      for (const window of windows) if (!first || window.end > height) this.#agenda.add(window);
      this.#reached(height);
    } catch (error) {
      if (first || !isChainTrouble(error)) throw error;
      if (!this.#lost) tell({ event: 'link', state: 'lost', reason: error.message });
      this.#lost = true;
      if (await chain.relocate()) this.#restart.abort();
    }
    this.#wake();
  }

  #rewound(height: bigint): void {
    this.#agenda.rewound(height);
    this.#restart.abort();
  }

  #keepFollowing(): Promise<void> {
    const { chain, clock, tell } = this.#options;
    return follow({
      clock,
      stop: this.#over.signal,
      next: () => this.#agenda.height + 1n,
      restart: () => {
        this.#restart = new AbortController();
        return this.#restart.signal;
      },
      blocks: (start, signal) =>
        chain.blocks(start, signal, (link) => {
          tell({ event: 'link', state: link, reason: null });
          this.#ask.abort();
        }),
      take: (block) => this.#take(block),
    });
  }

  #take({ height, opened, score, smoothed, reward }: ActorBlock): void {
    const { tell } = this.#options;
    for (const window of opened) this.#agenda.add(window);
    this.#reached(height);
    if (score) tell({ event: 'score', nonce: Number(score.nonce), score: score.value, smoothed });
    if (reward) tell({ event: 'reward', nonce: Number(reward.nonce), amount: reward.amount });
    this.#wake();
  }

  #reached(height: bigint): void {
    const { missed, workingTooLate } = this.#agenda.reached(height);
    for (const task of missed) this.#missed(task);
    if (workingTooLate) this.#work?.abort();
  }

  #missed({ window: { nonce, end }, fault }: Task): void {
    const reason = fault ?? SEEN_LATE;
    this.#options.tell({ event: 'missed', nonce: Number(nonce), end: Number(end), reason });
    this.#count('missed');
  }

  #count(ending: keyof Tally): void {
    this.#tally[ending] += 1;
    const { submitted, skipped, missed } = this.#tally;
    const { limit } = this.#options;
    if (limit === undefined || submitted + skipped + missed < limit) return;
    this.#over.abort();
    this.#wake();
  }

  async #keepWorking(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#stopped) {
      this.#poke = new AbortController();
      const task = this.#agenda.take(clock.now());
      if (task) this.#working = this.#do(task);
      else await clock.pause(this.#agenda.wait(clock.now()) ?? ASK_MS, either(this.#poke, this.#over));
      if (task) await this.#working;
    }
  }

  async #do(task: Task): Promise<void> {
    const { chain, work, tell } = this.#options;
    const { nonce, opens, end } = task.window;
    const at = { nonce: Number(nonce) };
    this.#work = new AbortController();
    if (this.#stopped) this.#work.abort();
    try {
      // Blocks that are caught up with tell of windows that have passed since.
      this.#reached(await chain.height());
      if (this.#agenda.height >= end) throw new ActorFault('over', SEEN_LATE);
      if (task.attempts === 1) tell({ event: 'window', ...at, start: Number(opens) + 1, end: Number(end) });
      const result = await work(task, this.#work.signal);
      if (result.kind === 'later') {
        tell({ event: 'later', ...at, attempt: task.attempts, reason: result.reason });
        this.#putBack(task, result.reason);
        return;
      }
      this.#agenda.settle(nonce);
      if (result.kind === 'submitted') {
        const { kind: _, height, ...rest } = result;
        tell({ event: 'submitted', ...at, height: Number(height), ...rest });
      } else if (result.kind === 'skipped') tell({ event: 'skipped', ...at, reason: result.reason });
      else tell({ event: 'already', ...at });
      this.#count(result.kind);
    } catch (error) {
      this.#failed(task, error);
    } finally {
      this.#work = undefined;
    }
  }

  /** An attempt came to nothing: told, and tried again while there is time. */
  #failed(task: Task, error: unknown): void {
    const fault = error instanceof ActorFault ? error : isChainTrouble(error) ? troubleOf(error) : undefined;
    if (!fault) throw error;
    if (this.#stopped) return;
    const { kind, message: reason } = fault;
    if (kind === 'over') {
      this.#putBack(task, task.fault ?? reason);
      return;
    }
    this.#options.tell({
      event: 'retry',
      nonce: Number(task.window.nonce),
      attempt: task.attempts,
      fault: kind,
      reason,
    });
    this.#putBack(task, reason);
  }

  #putBack({ window }: Task, fault: string): void {
    const missed = this.#agenda.putBack(window.nonce, this.#options.clock.now(), fault);
    if (missed) this.#missed(missed);
  }
}

/** A network that does not answer, or whose node answers as one does that is starting, behind, pruned or of another chain. */
const isChainTrouble = (error: unknown): error is Error =>
  isNetworkFault(error) ||
  (error instanceof Error &&
    error.name === 'ClientError' &&
    ['query', 'not-found', 'wrong-chain'].includes((error as { kind?: string }).kind ?? ''));

const troubleOf = (error: Error): ActorFault => new ActorFault('network', error.message, error);

const either = (a: AbortController, b: AbortController): AbortSignal => AbortSignal.any([a.signal, b.signal]);
