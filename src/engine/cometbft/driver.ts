import { findCometBft } from '../../node/comet/find.ts';
import { NodeError } from '../../node/errors.ts';
import { type NodeHandle, startNode } from '../../node/run.ts';
import { EngineError, type EngineLog } from '../engine.ts';
import type { ValidatorDriver } from '../network/driver.ts';

export interface ProcessDriverOptions {
  readonly moniker: string;
  readonly address: string;
  readonly pubKey: Uint8Array;
  readonly rpcUrl: string;
  /** A home that `initHome` made. */
  readonly home: string;
  /** Path of the CometBFT binary. */
  readonly cometbft: string;
  readonly log: EngineLog;
}

/** A validator of two processes on this machine: the application and its CometBFT. */
export class ProcessDriver implements ValidatorDriver {
  readonly moniker: string;
  readonly address: string;
  readonly pubKey: Uint8Array;
  readonly rpcUrl: string;
  onBlock?: (height: bigint, appHash: string) => void;
  readonly #options: ProcessDriverOptions;
  #node: NodeHandle | undefined;
  #paused = false;

  constructor(options: ProcessDriverOptions) {
    this.#options = options;
    this.moniker = options.moniker;
    this.address = options.address;
    this.pubKey = options.pubKey;
    this.rpcUrl = options.rpcUrl;
  }

  async start(): Promise<void> {
    const { home, cometbft, log, moniker } = this.#options;
    try {
      this.#node ??= await startNode({
        home,
        cometbft,
        onEvent: ({ part, what, message }) => {
          const tell = what === 'crashed' ? 'warn' : 'info';
          log[tell]({ validator: moniker, part }, message);
        },
        onBlock: (height, appHash) => this.onBlock?.(height, appHash),
      });
      await this.#node.ready;
    } catch (error) {
      throw startFailed(moniker, error);
    }
  }

  async stop(): Promise<void> {
    if (this.#paused) await this.resume();
    const node = this.#node;
    this.#node = undefined;
    await node?.stop();
  }

  async kill(): Promise<void> {
    this.#paused = false;
    const node = this.#node;
    this.#node = undefined;
    await node?.kill();
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
    return this.#node?.faults() ?? [];
  }

  async waitsFor(): Promise<string> {
    const status = await this.#node?.status();
    return status?.missing.join(', ') || 'its processes do not run';
  }

  #signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const { application, cometbft } = this.#node?.pids() ?? { application: null, cometbft: null };
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
