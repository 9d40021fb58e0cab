import {
  type AdvanceOptions,
  type AdvanceRequest,
  type AdvanceResult,
  type BlockTime,
  EngineError,
} from '../engine.ts';
import type { BlockClock } from './clock.ts';
import type { CommittedBlock } from './committed-block.ts';
import type { Consensus } from './consensus.ts';
import type { Mempool } from './mempool.ts';

/** How long blocks are made in one go before others get a turn. */
const SLICE_MS = 8;
const MAX_BLOCKS = 10_000_000;
/** The end of the year 9999: later times have no RFC 3339 form. */
const MAX_TIME = 253_402_300_799_000_000_000n;

export interface ProducerParts {
  readonly consensus: Consensus;
  readonly mempool: Mempool;
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

  /** Makes the first block, whatever the mode, so that clients find a chain; then blocks come as the mode says. */
  start(): void {
    this.#make(() => this.#parts.consensus.state.lastTime);
    if (this.#halted) throw this.#halted;
    this.#arm();
  }

  /** A transaction waits: in `instant` mode, what arrives in this turn of the event loop shares a block. */
  txArrived(): void {
    if (this.#parts.blockTime !== 'instant' || this.#advancing > 0 || this.#idle) return;
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      if (this.#advancing === 0 && this.#parts.mempool.size > 0) this.#natural();
    });
  }

  advance(request: AdvanceRequest, options: AdvanceOptions = {}): Promise<AdvanceResult> {
    this.#advancing += 1;
    const run = this.#advances
      .then(() => this.#advance(request, options))
      .finally(() => {
        this.#advancing -= 1;
        this.#arm();
        if (this.#parts.mempool.size > 0) this.txArrived();
      });
    this.#advances = run.catch(() => {});
    return run;
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

  async #advance(request: AdvanceRequest, { signal, onProgress }: AdvanceOptions): Promise<AdvanceResult> {
    this.#disarm();
    const { consensus, clock } = this.#parts;
    const byTime = 'time' in request;
    const wanted = byTime ? 1 : request.blocks;
    this.#check(request);
    let made = 0;
    let until = performance.now() + SLICE_MS;
    while (made < wanted && !signal?.aborted && !this.#stopped) {
      this.#make(() => {
        const previous = consensus.state.lastTime;
        return byTime ? clock.forward(previous, request.time) : clock.second(previous);
      });
      if (this.#halted) throw this.#refusal();
      made += 1;
      if (performance.now() < until) continue;
      onProgress?.(made, consensus.state.lastHeight);
      await new Promise((resolve) => setImmediate(resolve));
      until = performance.now() + SLICE_MS;
    }
    const { lastHeight, lastTime } = consensus.state;
    onProgress?.(made, lastHeight);
    return { blocks: made, height: lastHeight, time: lastTime, cancelled: made < wanted };
  }

  #check(request: AdvanceRequest): void {
    if (this.#idle) throw this.#refusal();
    const refuse = (why: string): never => {
      throw new EngineError('invalid-advance', `advance: ${why}`);
    };
    const previous = this.#parts.consensus.state.lastTime;
    if ('time' in request) {
      if (request.time <= 0n) refuse('block time can only move forward');
      if (previous + request.time > MAX_TIME) refuse('block time would pass the year 9999');
    } else {
      if (!Number.isSafeInteger(request.blocks) || request.blocks < 1 || request.blocks > MAX_BLOCKS) {
        refuse(`the number of blocks must be a whole number from 1 to ${MAX_BLOCKS}`);
      }
      if (previous + BigInt(request.blocks) * 1_000_000_000n > MAX_TIME) refuse('block time would pass the year 9999');
    }
  }

  #refusal(): EngineError {
    return this.#halted
      ? new EngineError('halted', `the chain has halted: ${this.#halted.message}`, {}, this.#halted)
      : new EngineError('stopped', 'the engine has stopped');
  }

  #natural(): void {
    this.#disarm();
    const block = this.#make(() => this.#parts.clock.natural(this.#parts.consensus.state.lastTime));
    this.#arm();
    // What the application left out of this block waits for the next one instead of spinning.
    if (block && block.txs.length > 0 && this.#parts.mempool.size > 0) this.txArrived();
  }

  /** The last thing to run when the application fails: a chain does not go on from half a block. */
  #make(time: () => bigint): CommittedBlock | undefined {
    try {
      return this.#parts.consensus.makeBlock(time());
    } catch (error) {
      this.#halted = error instanceof Error ? error : new Error(String(error));
      this.#disarm();
      this.#parts.onHalt(this.#halted);
      return undefined;
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
