import {
  type AdvanceOptions,
  type AdvanceRequest,
  type AdvanceResult,
  type BlockTime,
  EngineError,
} from '../engine.ts';
import type { Chain } from './chain.ts';
import type { BlockClock } from './clock.ts';
import type { CommittedBlock } from './committed-block.ts';

/** How long blocks are made in one go before others get a turn. */
const SLICE_MS = 8;
const MAX_BLOCKS = 10_000_000;
/** The end of the year 9999: later times have no RFC 3339 form. */
const MAX_TIME = 253_402_300_799_000_000_000n;

export interface ProducerParts {
  /** The chain as it is now: another one takes its place when it goes back. */
  readonly live: { readonly chain: Chain };
  readonly clock: BlockClock;
  readonly blockTime: BlockTime;
  readonly emptyBlockAfterMs: number;
  readonly onHalt: (error: Error) => void;
}

/** Decides when a block is made: by itself, as the mode says, and on `advance`. One at a time. */
export class Producer {
  readonly #parts: ProducerParts;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  /** Advances run one after another; while one runs, nothing comes by itself. */
  #advances: Promise<unknown> = Promise.resolve();
  #advancing = 0;
  #stopped = false;
  #halted: Error | undefined;

  constructor(parts: ProducerParts) {
    this.#parts = parts;
  }

  get halted(): Error | undefined {
    return this.#halted;
  }

  /**
   * Makes the first block of a new chain, whatever the mode, so that clients find a chain; then blocks come as the mode
   * says.
   */
  start(): void {
    this.#first();
    this.#arm();
  }

  /**
   * Runs `work` while no block is made, after what was asked before. A chain that had halted goes on when `work` has
   * put another one in its place.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      this.#disarm();
      if (this.#stopped) throw this.#refusal();
      const before = this.#parts.live.chain;
      const result = await work();
      if (this.#parts.live.chain !== before) {
        this.#halted = undefined;
        this.#first();
      }
      return result;
    });
  }

  /** A transaction waits: in `instant` mode, what arrives in this turn of the event loop shares a block. */
  txArrived(): void {
    if (this.#parts.blockTime !== 'instant' || this.#advancing > 0 || this.#idle) return;
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      if (this.#advancing === 0 && this.#parts.live.chain.mempool.size > 0) this.#natural();
    });
  }

  advance(request: AdvanceRequest, options: AdvanceOptions = {}): Promise<AdvanceResult> {
    return this.#inTurn(() => this.#advance(request, options));
  }

  /** Ends a running advance between two blocks. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#disarm();
    await this.#advances;
  }

  get #idle(): boolean {
    return this.#stopped || this.#halted !== undefined;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#advancing += 1;
    const run = this.#advances.then(work).finally(() => {
      this.#advancing -= 1;
      this.#arm();
      if (this.#parts.live.chain.mempool.size > 0) this.txArrived();
    });
    this.#advances = run.catch(() => {});
    return run;
  }

  async #advance(request: AdvanceRequest, { signal, onProgress }: AdvanceOptions): Promise<AdvanceResult> {
    this.#disarm();
    const { clock } = this.#parts;
    this.#check(request);
    const byTime = 'time' in request;
    const wanted = byTime ? 1 : this.#blocks(request);
    let made = 0;
    while (made < wanted && !signal?.aborted && !this.#stopped) {
      const until = performance.now() + SLICE_MS;
      const first = made;
      this.#make(() => {
        if (made === wanted || (made > first && performance.now() >= until)) return undefined;
        made += 1;
        const previous = this.#lastTime;
        return byTime ? clock.forward(previous, request.time) : clock.second(previous);
      });
      if (this.#halted) throw this.#refusal();
      if (made === wanted) break;
      onProgress?.(made, this.#parts.live.chain.consensus.state.lastHeight);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { lastHeight, lastTime } = this.#parts.live.chain.consensus.state;
    onProgress?.(made, lastHeight);
    return { blocks: made, height: lastHeight, time: lastTime, cancelled: made < wanted };
  }

  /** None where the height asked for is there already. */
  #blocks(request: Exclude<AdvanceRequest, { time: bigint }>): number {
    if ('blocks' in request) return request.blocks;
    return Math.max(0, Number(request.toHeight - this.#parts.live.chain.consensus.state.lastHeight));
  }

  #check(request: AdvanceRequest): void {
    if (this.#idle) throw this.#refusal();
    const refuse = (why: string): never => {
      throw new EngineError('invalid-advance', `advance: ${why}`);
    };
    const previous = this.#lastTime;
    if ('time' in request) {
      if (request.time <= 0n) refuse('block time can only move forward');
      if (previous + request.time > MAX_TIME) refuse('block time would pass the year 9999');
    } else {
      const blocks = this.#blocks(request);
      if (!Number.isSafeInteger(blocks) || blocks < ('blocks' in request ? 1 : 0) || blocks > MAX_BLOCKS) {
        refuse(`the number of blocks must be a whole number from 1 to ${MAX_BLOCKS}`);
      }
      if (previous + BigInt(blocks) * 1_000_000_000n > MAX_TIME) refuse('block time would pass the year 9999');
    }
  }

  #refusal(): EngineError {
    return this.#halted
      ? new EngineError('halted', `the chain has halted: ${this.#halted.message}`, {}, this.#halted)
      : new EngineError('stopped', 'the engine has stopped');
  }

  get #lastTime(): bigint {
    return this.#parts.live.chain.consensus.state.lastTime;
  }

  #first(): void {
    if (this.#parts.live.chain.consensus.state.lastHeight > 0n) return;
    this.#makeOne(() => this.#lastTime);
    if (this.#halted) throw this.#halted;
  }

  #natural(): void {
    this.#disarm();
    const block = this.#makeOne(() => this.#parts.clock.natural(this.#lastTime));
    this.#arm();
    // What the application left out of this block waits for the next one instead of spinning.
    if (block && block.txs.length > 0 && this.#parts.live.chain.mempool.size > 0) this.txArrived();
  }

  #makeOne(time: () => bigint): CommittedBlock | undefined {
    let made = false;
    const blocks = this.#make(() => {
      if (made) return undefined;
      made = true;
      return time();
    });
    return blocks[0];
  }

  /** The last thing to run when the application or the disk fails: a chain does not go on from half a block. */
  #make(nextTime: () => bigint | undefined): CommittedBlock[] {
    try {
      return this.#parts.live.chain.consensus.makeBlocks(nextTime);
    } catch (error) {
      this.#halted = error instanceof Error ? error : new Error(String(error));
      this.#disarm();
      this.#parts.onHalt(this.#halted);
      return [];
    }
  }

  #arm(): void {
    const { blockTime, emptyBlockAfterMs } = this.#parts;
    if (this.#idle || this.#advancing > 0 || blockTime === 'manual' || this.#timer) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#natural();
      },
      blockTime === 'instant' ? emptyBlockAfterMs : blockTime.everyMs,
    );
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#soon) clearImmediate(this.#soon);
    this.#soon = undefined;
  }
}
