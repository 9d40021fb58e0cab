import type Docker from 'dockerode';
import type { Container } from 'dockerode';
import { EngineError, type EngineLog } from '../engine.ts';
import type { Ways } from '../network/driver.ts';
import type { RelayAct } from '../relay/messages.ts';
import type { Weather } from '../relay/weather.ts';
import { startContainer } from './client.ts';
import { Keeper } from './keeper.ts';
import { RelayStream } from './relay-stream.ts';

/** The first port of the ways between peers, in the relay's container. */
const FIRST_PORT = 30_000;
/** How often in a row a relay that died may fail to start before the network is given up. */
const ATTEMPTS = 6;

/** The port there of the way from one peer to another. */
export const relayPort = (from: number, to: number): number => FIRST_PORT + 100 * from + to;

export interface RelayOptions {
  readonly docker: Docker;
  /** Made, not started. */
  readonly container: Container;
  /** Name of the network that it is in. */
  readonly network: string;
  readonly peers: readonly { readonly host: string; readonly port: number }[];
  readonly log: EngineLog;
}

/** The relay in its container. Where that dies it is started again, with all that was asked of it. */
export class RelayContainer implements Ways {
  onLost?: (error: Error) => void;
  readonly #options: RelayOptions;
  readonly #keeper: Keeper;
  readonly #weather = new Map<number, Weather>();
  readonly #cut = new Set<number>();
  #stream: RelayStream | undefined;
  #address: string | undefined;

  private constructor(options: RelayOptions) {
    const { container, log } = options;
    this.#options = options;
    this.#keeper = new Keeper({
      container,
      name: 'relay',
      log,
      start: () => this.#begin(),
      attempts: ATTEMPTS,
      onLost: (error) => this.onLost?.(error),
    });
  }

  /** Resolves when it carries. @throws EngineError `start-failed`, or what Docker says */
  static async start(options: RelayOptions): Promise<RelayContainer> {
    const relay = new RelayContainer(options);
    await relay.#keeper.run();
    return relay;
  }

  get down(): string | null {
    return this.#keeper.down;
  }

  /** In the network: what the validators dial, as long as it runs and after every start. */
  get address(): string | undefined {
    return this.#address;
  }

  setWeather(peer: number, weather: Weather): Promise<void> {
    this.#weather.set(peer, weather);
    return this.#tell({ act: 'weather', peer, weather });
  }

  disconnect(peer: number): Promise<void> {
    this.#cut.add(peer);
    return this.#tell({ act: 'disconnect', peer });
  }

  reconnect(peer: number): Promise<void> {
    this.#cut.delete(peer);
    return this.#tell({ act: 'reconnect', peer });
  }

  async close(): Promise<void> {
    const released = this.#keeper.release();
    this.#stream?.close();
    // Whatever a start waits for ends with the container.
    await this.#options.container.remove({ force: true, v: true }).catch(() => undefined);
    await released;
  }

  async #tell(act: RelayAct): Promise<void> {
    const stream = this.#stream;
    try {
      await stream?.ask(act);
    } catch (error) {
      // One that is gone learns of it when it is back.
      if (!stream?.ended) throw error;
    }
  }

  /** One run of the container, from its start to where it carries. */
  async #begin(): Promise<void> {
    const { docker, container, network, peers } = this.#options;
    const attached = { stream: true, hijack: true, stdin: true, stdout: true, stderr: true };
    const stream = new RelayStream(docker, await container.attach(attached));
    try {
      await startContainer(container);
      await stream.ask({ act: 'open', peers, host: '0.0.0.0', firstPort: FIRST_PORT });
      const address = (await container.inspect()).NetworkSettings.Networks[network]?.IPAddress;
      this.#address ??= address;
      if (address !== this.#address) {
        throw new EngineError('start-failed', `it has the address ${address}, the validators dial ${this.#address}`);
      }
      this.#stream = stream;
      // Written at once: what is asked from now on comes after it.
      await Promise.all([
        ...[...this.#weather].map(([peer, weather]) => stream.ask({ act: 'weather', peer, weather })),
        ...[...this.#cut].map((peer) => stream.ask({ act: 'disconnect', peer })),
      ]);
    } catch (error) {
      // What was begun is no relay: the next attempt is one of a container that does not run.
      stream.close();
      await container.kill().catch(() => undefined);
      throw error;
    }
  }
}
