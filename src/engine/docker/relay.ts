import { type Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import type { Container } from 'dockerode';
import { EngineError } from '../engine.ts';
import type { Ways } from '../network/driver.ts';
import type { RelayAct, RelayAnswer } from '../relay/messages.ts';
import type { Weather } from '../relay/weather.ts';

/** The first port of the ways between peers, in the relay's container. */
const FIRST_PORT = 30_000;

/** The port there of the way from one peer to another. */
export const relayPort = (from: number, to: number): number => FIRST_PORT + 100 * from + to;

/** The relay in its container, told what to do over its stdin: nothing of it is a port on this machine. */
export class RelayContainer implements Ways {
  readonly #container: Container;
  readonly #stream: Duplex;
  readonly #waiting = new Map<number, (answer: RelayAnswer) => void>();
  #asked = 0;
  #ended = false;

  private constructor(docker: Docker, container: Container, stream: Duplex) {
    this.#container = container;
    this.#stream = stream;
    const said = new PassThrough();
    docker.modem.demuxStream(stream, said, new PassThrough().resume());
    let rest = '';
    said.setEncoding('utf8');
    said.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#answered(JSON.parse(line) as RelayAnswer);
    });
    stream.on('error', () => undefined);
    stream.on('close', () => {
      this.#ended = true;
      for (const id of [...this.#waiting.keys()]) this.#answered({ id, error: 'the relay is gone' });
    });
  }

  /** Attaches to a container that is made but not started, and starts it. */
  static async start(docker: Docker, container: Container): Promise<RelayContainer> {
    const stream = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
    const relay = new RelayContainer(docker, container, stream);
    await container.start();
    return relay;
  }

  /** @throws EngineError `start-failed` */
  open(peers: readonly { host: string; port: number }[]): Promise<void> {
    return this.#ask({ act: 'open', peers, host: '0.0.0.0', firstPort: FIRST_PORT });
  }

  setWeather(peer: number, weather: Weather): Promise<void> {
    return this.#ask({ act: 'weather', peer, weather });
  }

  disconnect(peer: number): Promise<void> {
    return this.#ask({ act: 'disconnect', peer });
  }

  reconnect(peer: number): Promise<void> {
    return this.#ask({ act: 'reconnect', peer });
  }

  async close(): Promise<void> {
    this.#stream.destroy();
    await this.#container.remove({ force: true, v: true }).catch(() => undefined);
  }

  #ask(act: RelayAct): Promise<void> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error }) => {
        if (error === undefined) resolve();
        else reject(new EngineError('start-failed', `the relay between the validators: ${error}`));
      });
      if (this.#ended) this.#answered({ id, error: 'the relay is gone' });
      else this.#stream.write(`${JSON.stringify({ id, ...act })}\n`);
    });
  }

  #answered(answer: RelayAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }
}
