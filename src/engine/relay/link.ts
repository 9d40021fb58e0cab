import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipe } from './pipe.ts';
import { FAIR, type Weather } from './weather.ts';

export interface LinkOptions {
  /** Where callers dial; port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly target: { readonly host: string; readonly port: number };
  /** 0 (inclusive) to 1; decides what is lost. */
  readonly random?: () => number;
}

/** How long a caller is kept while its target does not listen, and how often that is tried. */
const PATIENCE_MS = 15_000;
const ATTEMPT_EVERY_MS = 25;

/**
 * The way from one peer to another: a TCP port whose callers are carried to a target. A caller that comes before its
 * target listens, or while the link is cut, is held: consensus engines redial slowly, and go on at once this way.
 */
export class Link {
  readonly port: number;
  readonly #server: Server;
  readonly #options: LinkOptions;
  readonly #callers = new Set<Socket>();
  readonly #held = new Set<() => void>();
  #weather = FAIR;
  #cut = false;
  #closed = false;

  private constructor(server: Server, options: LinkOptions) {
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = server;
    this.#options = options;
    server.on('connection', (caller) => this.#attend(caller));
  }

  static listen(options: LinkOptions): Promise<Link> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true });
      server.once('error', reject);
      server.listen({ ...options.listen, exclusive: true }, () => {
        server.off('error', reject);
        server.on('error', () => undefined);
        resolve(new Link(server, options));
      });
    });
  }

  get cut(): boolean {
    return this.#cut;
  }

  set weather(weather: Weather) {
    this.#weather = weather;
  }

  /** Breaks every connection and carries nothing until `mend`. */
  sever(): void {
    this.#cut = true;
    for (const caller of this.#callers) caller.destroy();
  }

  mend(): void {
    this.#cut = false;
    for (const go of [...this.#held]) go();
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const caller of this.#callers) caller.destroy();
    return new Promise((done) => this.#server.close(() => done()));
  }

  async #attend(caller: Socket): Promise<void> {
    this.#callers.add(caller);
    caller.pause();
    caller.on('error', () => caller.destroy());
    caller.on('close', () => this.#callers.delete(caller));
    const until = performance.now() + PATIENCE_MS;
    while (!this.#closed && !caller.destroyed && performance.now() < until) {
      if (this.#cut) {
        await this.#mended(caller);
        continue;
      }
      const target = await dial(this.#options.target);
      if (target && !caller.destroyed && !this.#cut && !this.#closed) {
        this.#join(caller, target);
        return;
      }
      target?.destroy();
      await new Promise((again) => setTimeout(again, ATTEMPT_EVERY_MS));
    }
    caller.destroy();
  }

  /** Resolves when the link is mended or the caller gave up. */
  #mended(caller: Socket): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.#held.delete(go);
        caller.off('close', go);
        resolve();
      };
      this.#held.add(go);
      caller.once('close', go);
    });
  }

  #join(caller: Socket, target: Socket): void {
    const { random = Math.random } = this.#options;
    caller.on('close', () => target.destroy());
    target.on('close', () => caller.destroy());
    pipe(caller, target, () => this.#weather, random);
    pipe(target, caller, () => this.#weather, random);
    caller.resume();
  }
}

/** A connection, or null where nobody listens. */
function dial(target: { host: string; port: number }): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ ...target, noDelay: true });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve(null));
    socket.once('connect', () => resolve(socket));
  });
}
