import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Container } from 'dockerode';
import { cometLog, nodeLog } from '../../node/home/index.ts';
import { faultsIn } from '../../node/supervise/faults.ts';
import type { NodeStatus } from '../../node/types.ts';
import { type ApiEndpoints, EngineError } from '../engine.ts';
import type { ValidatorDriver } from '../network/driver.ts';
import { dockerError, harmless, startContainer } from './client.ts';

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
  #up = false;

  constructor(options: ContainerDriverOptions) {
    this.#options = options;
    this.moniker = options.moniker;
    this.address = options.address;
    this.pubKey = options.pubKey;
    this.rpcUrl = options.rpcUrl;
    this.api = options.api;
  }

  async start(): Promise<void> {
    const { container } = this.#options;
    this.#up = true;
    await startContainer(container).catch((error: unknown) => {
      throw dockerError(`the container of ${this.moniker} does not start`, error);
    });
    for (let asked = 1; this.#up; asked += 1) {
      if ((await this.#status())?.ready) return;
      if (asked % 10 === 0) await this.#requireRunning();
      await pause(ASK_EVERY_MS);
    }
  }

  async stop(): Promise<void> {
    this.#up = false;
    await this.#options.container.stop({ t: GRACE_S }).catch((error: unknown) => {
      if (!harmless(error)) throw error;
    });
  }

  async kill(): Promise<void> {
    this.#up = false;
    const { container } = this.#options;
    await container.kill().catch((error: { statusCode?: number }) => {
      // 409: it does not run.
      if (!harmless(error) && error.statusCode !== 409) throw error;
    });
    await container.wait().catch(() => undefined);
  }

  async pause(): Promise<void> {
    await this.#options.container.pause();
  }

  async resume(): Promise<void> {
    await this.#options.container.unpause();
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

  async waitsFor(): Promise<string> {
    const { State } = await this.#options.container.inspect();
    if (!State.Running) return 'its container does not run';
    return (await this.#status())?.missing.join(', ') || 'its node does not answer';
  }

  async #status(): Promise<NodeStatus | null> {
    try {
      const answer = await fetch(`${this.#options.nodeUrl}/status`, { signal: AbortSignal.timeout(ANSWER_MS) });
      return (await answer.json()) as NodeStatus;
    } catch {
      return null;
    }
  }

  /** @throws EngineError `start-failed` with the container's last words where it has ended */
  async #requireRunning(): Promise<void> {
    const { container } = this.#options;
    const { State } = await container.inspect();
    if (State.Running || !this.#up) return;
    const log = await container.logs({ stdout: true, stderr: true, tail: 5, follow: false });
    const said = lines(log).slice(-3).join(' / ');
    const why = State.OOMKilled ? 'it ran out of memory' : State.Error || `code ${State.ExitCode}`;
    throw new EngineError('start-failed', `the container of ${this.moniker} has ended (${why}): ${said}`);
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
