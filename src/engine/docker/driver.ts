import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Container } from 'dockerode';
import { cometLog, nodeLog } from '../../node/home/index.ts';
import { faultsIn } from '../../node/supervise/faults.ts';
import type { NodeStatus } from '../../node/types.ts';
import { type ApiEndpoints, EngineError, type EngineLog } from '../engine.ts';
import type { Standing, ValidatorDriver } from '../network/driver.ts';
import { dockerError, harmless, startContainer } from './client.ts';
import { Keeper } from './keeper.ts';

export interface ContainerDriverOptions {
  readonly moniker: string;
  readonly address: string;
  readonly pubKey: Uint8Array;
  readonly rpcUrl: string;
  readonly api: ApiEndpoints;
  /** Where the node in the container tells of its readiness. */
  readonly nodeUrl: string;
  /** Its home on this machine. */
  readonly home: string;
  /** Made, not started. */
  readonly container: Container;
  readonly log: EngineLog;
}

const ASK_EVERY_MS = 50;
const ANSWER_MS = 2_000;
/** How long a validator may take to end in order. */
const GRACE_S = 5;

/** A validator in a container of its own. */
export class ContainerDriver implements ValidatorDriver {
  readonly moniker: string;
  readonly address: string;
  readonly pubKey: Uint8Array;
  readonly rpcUrl: string;
  readonly api: ApiEndpoints;
  readonly #options: ContainerDriverOptions;
  readonly #keeper: Keeper;
  #up = false;
  #paused = false;

  constructor(options: ContainerDriverOptions) {
    this.#options = options;
    this.moniker = options.moniker;
    this.address = options.address;
    this.pubKey = options.pubKey;
    this.rpcUrl = options.rpcUrl;
    this.api = options.api;
    const { container, log, moniker } = options;
    this.#keeper = new Keeper({
      container,
      name: moniker,
      log,
      start: (signal) => startContainer(container, signal),
    });
  }

  async start(): Promise<void> {
    this.#up = true;
    await this.#keeper.run().catch((error: unknown) => {
      throw dockerError(`the container of ${this.moniker} does not start`, error);
    });
  }

  async ready(): Promise<void> {
    while (this.#up) {
      if ((await this.#status())?.ready) return;
      if (this.#up && this.down !== null) throw await this.#lastWords(this.down);
      await pause(ASK_EVERY_MS);
    }
  }

  async stop(): Promise<void> {
    this.#up = false;
    await this.#keeper.release();
    // One that is frozen cannot end in order.
    if (this.#paused) await this.resume();
    await this.#options.container.stop({ t: GRACE_S }).catch((error: unknown) => {
      if (!harmless(error)) throw error;
    });
  }

  async kill(): Promise<void> {
    this.#up = false;
    this.#paused = false;
    const { container } = this.#options;
    await this.#keeper.release();
    await container.kill().catch((error: { statusCode?: number }) => {
      // 409: it does not run.
      if (!harmless(error) && error.statusCode !== 409) throw error;
    });
    await container.wait().catch(() => undefined);
  }

  async pause(): Promise<void> {
    await this.#options.container.pause();
    this.#paused = true;
  }

  async resume(): Promise<void> {
    this.#paused = false;
    await this.#options.container.unpause().catch((error: Error) => {
      // It has ended meanwhile, and may have been started again.
      if (!/is not (paused|running)/i.test(error.message)) throw error;
    });
  }

  get down(): string | null {
    return this.#keeper.down;
  }

  faults(): readonly string[] {
    return [nodeLog, cometLog].flatMap((log) => {
      try {
        return faultsIn(readFileSync(log(this.#options.home), 'utf8').split('\n').slice(-500), 5);
      } catch {
        // It did not come so far that it had one.
        return [];
      }
    });
  }

  async standing(): Promise<Standing> {
    const silent = { height: 0, catchingUp: false };
    const { State } = await this.#options.container.inspect();
    if (!State.Running) return { lacks: 'its container does not run', ...silent };
    const status = await this.#status();
    if (!status) return { lacks: 'its node does not answer', ...silent };
    return { lacks: status.missing.join(', '), height: status.height, catchingUp: status.catchingUp };
  }

  async #status(): Promise<NodeStatus | null> {
    try {
      const answer = await fetch(`${this.#options.nodeUrl}/status`, { signal: AbortSignal.timeout(ANSWER_MS) });
      return (await answer.json()) as NodeStatus;
    } catch {
      return null;
    }
  }

  /** What is told of a container that ends before its validator is ready. */
  async #lastWords(down: string): Promise<EngineError> {
    const asked = { stdout: true, stderr: true, tail: 5, follow: false } as const;
    const log = await this.#options.container.logs(asked).catch(() => Buffer.alloc(0));
    const said = lines(log).slice(-3).join(' / ');
    return new EngineError('start-failed', `${this.moniker} did not start: ${down}${said && `: ${said}`}`);
  }
}

/** The lines of a log as Docker hands it over: pieces behind eight bytes each. */
function lines(log: Buffer): string[] {
  let text = '';
  for (let at = 0; at + 8 <= log.length; at += 8 + log.readUInt32BE(at + 4)) {
    text += log.toString('utf8', at + 8, at + 8 + log.readUInt32BE(at + 4));
  }
  return text.split('\n').filter((line) => line !== '');
}
