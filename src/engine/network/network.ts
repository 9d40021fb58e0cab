import {
  type AdvanceOptions,
  type AdvanceRequest,
  type AdvanceResult,
  type ApiEndpoints,
  type BlockTime,
  type Engine,
  type EngineEndpoints,
  EngineError,
  type EngineKind,
  type EngineLog,
  type EngineStatus,
  type FaultOperations,
  type FaultRequest,
  type FaultResult,
  type RecordResult,
  type Trouble,
} from '../engine.ts';
import { FaultDesk } from '../faults/desk.ts';
import { describe } from '../watch/app-hashes.ts';
import { Watcher } from '../watch/watcher.ts';
import { waitForHeight } from './advance.ts';
import type { ValidatorDriver, Ways } from './driver.ts';
import { recordNetwork } from './record.ts';

export interface NetworkOptions {
  readonly kind: EngineKind;
  readonly chainId: string;
  readonly blockTime: BlockTime;
  readonly drivers: readonly ValidatorDriver[];
  readonly ways: Ways;
  readonly log: EngineLog;
  /** Removes what is not a validator's, once all are stopped. */
  readonly cleanUp?: () => Promise<void>;
  /** Told of what stopped the network for good. */
  readonly onHalt?: (error: Error) => void;
}

/** A network whose validators are processes of their own and agree by CometBFT: it makes blocks by itself. */
export class ValidatorNetwork implements Engine, FaultOperations {
  readonly kind: EngineKind;
  readonly chainId: string;
  readonly endpoints: EngineEndpoints;
  readonly rpcs: readonly string[];
  readonly apis: readonly ApiEndpoints[];
  readonly #options: NetworkOptions;
  readonly #watcher: Watcher;
  readonly #desk: FaultDesk;
  readonly #ending = new AbortController();
  #halted: string | undefined;
  #stopping: Promise<void> | undefined;

  /** @param options drivers that are started already. */
  constructor(options: NetworkOptions) {
    const { kind, chainId, drivers, ways, log } = options;
    this.#options = options;
    this.kind = kind;
    this.chainId = chainId;
    this.rpcs = drivers.map(({ rpcUrl }) => rpcUrl);
    this.apis = drivers.map(({ api }) => api);
    const rpc = this.rpcs[0] ?? '';
    this.endpoints = { rpc, ws: `${rpc.replace(/^http/, 'ws')}/websocket` };
    this.#watcher = new Watcher({
      validators: drivers,
      log,
      onDifference: (difference) => {
        const { height, hashes } = difference;
        const found = { height: String(height), hashes };
        this.#halt(new EngineError('halted', describe(difference), found), 'the validators disagree; all are stopped');
      },
    });
    for (const driver of drivers) {
      driver.onBlock = (height, appHash) => this.#watcher.say(driver.moniker, height, appHash);
    }
    this.#desk = new FaultDesk(drivers, ways, (err) => log.error({ err }, 'a fault could not be ended'));
    ways.onLost = (cause) => {
      const why = `the relay between the validators is lost (${cause.message}): \`allo devnet down\`, then \`up\``;
      this.#halt(new EngineError('halted', why, {}, cause), 'nothing connects the validators; all are stopped');
    };
    this.#watcher.start();
  }

  get height(): bigint {
    return this.#watcher.best?.height ?? 0n;
  }

  get time(): bigint {
    return this.#watcher.best?.time ?? 0n;
  }

  async status(): Promise<EngineStatus> {
    await this.#watcher.look();
    const powers = await this.#watcher.powers();
    const { kind, chainId, endpoints } = this;
    const { seen, best } = this.#watcher;
    return {
      kind,
      chainId,
      endpoints,
      height: this.height,
      time: this.time,
      appHash: best?.executed.appHash ?? '',
      blockTime: this.#options.blockTime,
      validators: this.#options.drivers.map(({ moniker, address, pubKey, down }, i) => ({
        moniker,
        address,
        pubKey,
        power: powers.get(address) ?? 0n,
        height: seen[i]?.height ?? 0n,
        ...(down !== null && { down }),
      })),
      waitingTxs: best?.waitingTxs ?? 0,
      ...(this.#halted !== undefined && { halted: this.#halted }),
    };
  }

  /** Waits until the network has made, and executed, so many blocks. @throws EngineError `unsupported` for a time. */
  async advance(request: AdvanceRequest, options: AdvanceOptions = {}): Promise<AdvanceResult> {
    if ('time' in request) {
      throw new EngineError(
        'unsupported',
        `time cannot be moved on the ${this.kind} engine: its validators have a clock`,
      );
    }
    if ('blocks' in request && !(Number.isSafeInteger(request.blocks) && request.blocks >= 1)) {
      throw new EngineError('invalid-advance', 'blocks must be 1 or more');
    }
    await this.#watcher.look();
    const from = this.#watcher.best?.executed.height ?? 0n;
    const ended = AbortSignal.any([this.#ending.signal, ...(options.signal ? [options.signal] : [])]);
    const wanted = 'toHeight' in request ? request.toHeight : from + BigInt(request.blocks);
    const { height, time } = await waitForHeight(this.rpcs, wanted, {
      signal: ended,
      onHeight: (at) => options.onProgress?.(Number(at - from), at),
    });
    if (this.#halted !== undefined) throw new EngineError('halted', this.#halted);
    return { blocks: Math.max(0, Number(height - from)), height, time, cancelled: ended.aborted };
  }

  /** As `StateOperations.writeRecord`: what the network executed up to the block before its latest. */
  async writeRecord(path: string): Promise<RecordResult> {
    await this.#watcher.look();
    const { seen } = this.#watcher;
    const rpc = this.rpcs[seen.findIndex((one) => one !== null && !one.catchingUp)];
    return recordNetwork(rpc ?? this.endpoints.rpc, path);
  }

  async fault(request: FaultRequest): Promise<FaultResult> {
    if (this.#halted !== undefined) throw new EngineError('halted', this.#halted);
    this.#options.log.info(request, `fault: ${request.kind} ${request.validator}`);
    return this.#desk.take(request);
  }

  faults(): Trouble[] {
    return this.#desk.faults;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#ending.abort();
    this.#watcher.stop();
    await this.#desk.close();
    await this.#options.ways.close();
    await this.#options.cleanUp?.();
  }

  /** The promise is broken: nobody is to go on. The RPCs are gone, the stores stay for the search. */
  #halt(error: EngineError, what: string): void {
    if (this.#halted !== undefined || this.#ending.signal.aborted) return;
    const { log, onHalt } = this.#options;
    this.#halted = error.message;
    log.error({ err: error, ...error.details }, what);
    this.#ending.abort();
    this.#watcher.stop();
    onHalt?.(error);
    // Its timers too: one of them would start a validator again.
    this.#desk.close().catch((err: unknown) => log.error({ err }, 'not every validator could be stopped'));
  }
}
