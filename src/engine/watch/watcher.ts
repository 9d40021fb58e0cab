import type { EngineLog } from '../engine.ts';
import { AppHashes, type Difference } from './app-hashes.ts';
import { type Observation, Observer } from './observe.ts';

export interface WatcherOptions {
  readonly validators: readonly { readonly moniker: string; readonly rpcUrl: string }[];
  readonly log: EngineLog;
  /** Told once, of the first difference; nothing is watched afterwards. */
  readonly onDifference: (difference: Difference) => void;
  /** Milliseconds between two rounds. */
  readonly everyMs?: number;
}

const EVERY_MS = 250;

/**
 * Asks every validator of a network again and again where it stands, and compares the app hashes that its application
 * made with those of the others and of the chain. A validator that differs cannot go past that block, so no difference is
 * missed between two rounds.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #observers: readonly Observer[];
  readonly #hashes = new AppHashes();
  readonly #seen: (Observation | null)[];
  #best: Observation | null = null;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #ended = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#observers = options.validators.map(({ rpcUrl }) => new Observer(rpcUrl));
    this.#seen = options.validators.map(() => null);
  }

  /** What each validator said last; null where it was silent. */
  get seen(): readonly (Observation | null)[] {
    return this.#seen;
  }

  /** What the validator that was furthest said last; null before any has answered. */
  get best(): Observation | null {
    return this.#best;
  }

  start(): void {
    const next = async () => {
      await this.look();
      if (!this.#ended) this.#timer = setTimeout(next, this.#options.everyMs ?? EVERY_MS);
    };
    void next();
  }

  stop(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  /** One round; who asks while one is under way gets that one's answers. */
  look(): Promise<void> {
    this.#round ??= this.#look().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** Voting power by consensus address, as the first validator that answers has it. */
  async powers(): Promise<Map<string, bigint>> {
    for (const [i, observer] of this.#observers.entries()) {
      const powers = this.#seen[i] ? await observer.powers() : null;
      if (powers) return powers;
    }
    return new Map();
  }

  async #look(): Promise<void> {
    await Promise.all(
      this.#observers.map(async (observer, i) => {
        const said = await observer.observe();
        this.#seen[i] = said;
        if (said && said.height >= (this.#best?.height ?? 0n)) this.#best = said;
      }),
    );
    for (const [i, observation] of this.#seen.entries()) {
      if (observation) await this.#compare(i, observation);
    }
  }

  async #compare(index: number, { height, agreed, executed }: Observation): Promise<void> {
    const { moniker } = this.#options.validators[index] as WatcherOptions['validators'][number];
    if (height > 1n) this.say('the chain', height - 1n, agreed);
    if (executed.height === 0n) return;
    this.say(moniker, executed.height, executed.appHash);
    const ahead = this.#seen.findIndex((other) => other !== null && other.height > executed.height);
    const chain = ahead < 0 ? null : await this.#observers[ahead]?.agreedAt(executed.height);
    if (chain) this.say('the chain', executed.height, chain);
  }

  /** Takes what a validator's own application made of a block; for engines that are told of every one. */
  say(who: string, height: bigint, appHash: string): void {
    if (this.#ended) return;
    const difference = this.#hashes.say(who, height, appHash);
    if (!difference) return;
    this.stop();
    this.#options.onDifference(difference);
  }
}
