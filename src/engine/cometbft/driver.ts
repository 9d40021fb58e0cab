import { findCometBft } from '../../node/comet/find.ts';
import { NodeError } from '../../node/errors.ts';
import { type NodeHandle, startNode } from '../../node/run.ts';
import { type ApiEndpoints, EngineError, type EngineLog } from '../engine.ts';
import type { Standing, ValidatorDriver } from '../network/driver.ts';

export interface ProcessDriverOptions {
  readonly moniker: string;
  readonly address: string;
  readonly pubKey: Uint8Array;
  readonly rpcUrl: string;
  readonly api: ApiEndpoints;
  /** A home that `initHome` made. */
  readonly home: string;
  /** Path of the CometBFT binary. */
  readonly cometbft: string;
  readonly log: EngineLog;
  /** What runs the node, where it is not `startNode`. */
  readonly startNode?: typeof startNode;
}

/** A validator of two processes on this machine: the application and its CometBFT. */
export class ProcessDriver implements ValidatorDriver {
  readonly moniker: string;
  readonly address: string;
  readonly pubKey: Uint8Array;
  readonly rpcUrl: string;
  readonly api: ApiEndpoints;
  onBlock?: (height: bigint, appHash: string) => void;
  readonly #options: ProcessDriverOptions;
  /** From the moment on that it is being started. */
  #node: Promise<NodeHandle> | undefined;
  #running: NodeHandle | undefined;
  #paused = false;

  constructor(options: ProcessDriverOptions) {
    this.#options = options;
    this.moniker = options.moniker;
    this.address = options.address;
    this.pubKey = options.pubKey;
    this.rpcUrl = options.rpcUrl;
    this.api = options.api;
  }

  async start(): Promise<void> {
    if (this.#node) return;
    const { home, cometbft, log, moniker } = this.#options;
    const begin = this.#options.startNode ?? startNode;
    const node = begin({
      home,
      cometbft,
      onEvent: ({ part, what, message }) => {
        const tell = what === 'crashed' ? 'warn' : 'info';
        log[tell]({ validator: moniker, part }, message);
      },
      onBlock: (height, appHash) => this.onBlock?.(height, appHash),
    });
    this.#node = node;
    try {
      const running = await node;
      if (this.#node === node) this.#running = running;
    } catch (error) {
      if (this.#node === node) this.#node = undefined;
      throw startFailed(moniker, error);
    }
  }

  async ready(): Promise<void> {
    const node = this.#node;
    try {
      await (await node)?.ready;
    } catch (error) {
      if (this.#node === node) throw startFailed(this.moniker, error);
    }
  }

  async stop(): Promise<void> {
    if (this.#paused) await this.resume();
    await (await this.#take())?.stop();
  }

  async kill(): Promise<void> {
    this.#paused = false;
    await (await this.#take())?.kill();
  }

  async pause(): Promise<void> {
    this.#paused = true;
    this.#signal('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.#paused = false;
    this.#signal('SIGCONT');
  }

  faults(): readonly string[] {
    return this.#running?.faults() ?? [];
  }

  get down(): string | null {
    return this.#running?.down() ?? null;
  }

  async standing(): Promise<Standing> {
    const status = await this.#running?.status();
    if (!status) return { lacks: 'its processes do not run', height: 0, catchingUp: false };
    return { lacks: status.missing.join(', '), height: status.height, catchingUp: status.catchingUp };
  }

  /** The node, once its start is over, for who ends it: from now on it is nobody's. */
  #take(): Promise<NodeHandle | undefined> {
    const node = this.#node;
    this.#node = undefined;
    this.#running = undefined;
    // One that did not start has said so to who started it.
    return node?.catch(() => undefined) ?? Promise.resolve(undefined);
  }

  #signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const { application, cometbft } = this.#running?.pids() ?? { application: null, cometbft: null };
    for (const pid of [cometbft, application]) {
      if (pid !== null) process.kill(pid, signal);
    }
  }
}

function startFailed(moniker: string, error: unknown): unknown {
  if (!(error instanceof NodeError)) return error;
  const said = error.log.length > 0 ? ` (${error.log.slice(-3).join(' / ')})` : '';
  const why = error.message.replace(/\.$/, '');
  return new EngineError('start-failed', `${moniker} did not start: ${why}${said}`, { log: error.log }, error);
}

/** The CometBFT that validators are run with. @throws EngineError `cometbft-missing` */
export async function requireCometBft(): Promise<string> {
  try {
    return (await findCometBft()).path;
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    throw new EngineError('cometbft-missing', error.message, {}, error);
  }
}
