import { type Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { EngineError } from '../engine.ts';
import type { RelayAct, RelayAnswer } from '../relay/messages.ts';

/** What one run of the relay in its container is told, over its stdin: nothing of it is a port on this machine. */
export class RelayStream {
  readonly #stream: Duplex;
  readonly #waiting = new Map<number, (answer: RelayAnswer) => void>();
  #asked = 0;
  #ended = false;

  /** @param stream attached to the container, before its start. */
  constructor(docker: Docker, stream: Duplex) {
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
    const over = () => {
      this.#ended = true;
      for (const id of [...this.#waiting.keys()]) this.#answered({ id, error: 'the relay is gone' });
    };
    stream.on('end', over);
    stream.on('close', over);
  }

  /** True where that run of the relay is over. */
  get ended(): boolean {
    return this.#ended;
  }

  /** @throws EngineError `start-failed` */
  ask(act: RelayAct): Promise<void> {
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

  close(): void {
    this.#stream.destroy();
  }

  #answered(answer: RelayAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }
}
