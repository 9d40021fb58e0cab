import { setTimeout as pause } from 'node:timers/promises';
import { type ApplicationProcess, startApplication } from '../application/process.ts';
import { mendComet } from '../comet/mend.ts';
import { startComet } from '../comet/process.ts';
import { NodeError } from '../errors.ts';
import type { NodePart, PartStatus, StartNodeOptions } from '../types.ts';
import { Backoff } from './backoff.ts';
import { type Child, type Ending, end } from './child.ts';
import { faultsIn } from './faults.ts';
import type { ProcessFile } from './process-file.ts';
import { RotatingLog } from './rotating-log.ts';

export interface SupervisorOptions {
  readonly home: string;
  readonly cometbft: string;
  readonly application: string;
  readonly logs: { readonly application: string; readonly cometbft: string; readonly bytes: number };
  readonly processes: ProcessFile;
  readonly onEvent: NonNullable<StartNodeOptions['onEvent']>;
  readonly onBlock: NonNullable<StartNodeOptions['onBlock']>;
  /** A part has crashed so often before the node was ready that this is worth telling. */
  readonly onHopeless: (error: NodeError) => void;
}

const STOP_MS = { cometbft: 10_000, application: 10_000 };
/** CometBFT ends by itself when the application is gone; after this it is made to. */
const FOLLOW_MS = 3_000;
const HOPELESS = 5;
const UNSTARTED = 'it has not started yet';

class Part {
  readonly backoff = new Backoff();
  child: Child | undefined;
  fault: string | null = UNSTARTED;

  status(): PartStatus {
    return { pid: this.child?.pid ?? null, restarts: this.backoff.restarts, fault: this.fault };
  }
}

/** Keeps the application and, once that listens, CometBFT running; starts again, after a while, whichever crashes. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #parts: Record<NodePart, Part> = { application: new Part(), cometbft: new Part() };
  readonly #logs: Record<NodePart, RotatingLog>;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #application: ApplicationProcess | undefined;
  #killed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const { logs } = options;
    this.#logs = {
      application: new RotatingLog(logs.application, logs.bytes),
      cometbft: new RotatingLog(logs.cometbft, logs.bytes),
    };
    this.#running = this.#run();
  }

  status(part: NodePart): PartStatus {
    return this.#parts[part].status();
  }

  get application(): ApplicationProcess | undefined {
    return this.#application;
  }

  faults(): string[] {
    return [...faultsIn(this.#logs.application.lines, 10), ...faultsIn(this.#logs.cometbft.lines, 10)];
  }

  /** What CometBFT said last, since it was started, that looks so. */
  lastSaid(what: RegExp): string | undefined {
    return this.#logs.cometbft.sinceMark.findLast((line) => what.test(line));
  }

  /** What keeps a part down that has run before. */
  down(): string | null {
    const { application, cometbft } = this.#parts;
    const told = [
      ['the application', application.fault],
      ['CometBFT', cometbft.fault],
    ].find(([, fault]) => fault !== null && fault !== UNSTARTED);
    return told ? `${told[0]} is not up: ${told[1]}` : null;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async kill(): Promise<void> {
    this.#killed = true;
    for (const { child } of Object.values(this.#parts)) child?.signal('SIGKILL');
    await this.stop();
  }

  get #stopping(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    const stopped = new Promise<undefined>((resolve) => {
      this.#stop.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    while (!this.#stopping) {
      const application = this.#launchApplication();
      const address = await Promise.race([application.listening.catch(() => undefined), stopped]);
      let over: Ending | undefined;
      while (address !== undefined && !this.#stopping) {
        const comet = this.#launchComet(address);
        const first = await Promise.race([
          application.ended.then((how) => ({ part: 'application' as const, how })),
          comet.ended.then((how) => ({ part: 'cometbft' as const, how })),
          stopped,
        ]);
        if (this.#stopping || first === undefined) break;
        if (first.part === 'application') {
          over = first.how;
          await this.#follow(comet);
          break;
        }
        // When both go, the application went first: CometBFT ends because of it, never the other way round.
        const both = await Promise.race([application.ended, pause(50).then(() => undefined)]);
        if (both) {
          over = both;
          this.#gone('cometbft', first.how.message);
          break;
        }
        await this.#crashed('cometbft', first.how);
      }
      if (this.#stopping) break;
      await this.#crashed('application', over ?? (await application.ended));
    }
    await this.#end();
  }

  #launchApplication(): ApplicationProcess {
    const { application, home, onBlock } = this.#options;
    const child = startApplication(application, home, this.#logs.application, (height, appHash) => {
      for (const { backoff } of Object.values(this.#parts)) backoff.progressed();
      onBlock(height, appHash);
    });
    this.#application = child;
    this.#launched('application', child);
    return child;
  }

  #launchComet(address: string): Child {
    const { cometbft, home } = this.#options;
    this.#logs.cometbft.mark();
    const child = startComet({ path: cometbft, home, application: address, log: this.#logs.cometbft });
    this.#launched('cometbft', child);
    return child;
  }

  #launched(name: NodePart, child: Child): void {
    const part = this.#parts[name];
    part.child = child;
    part.fault = null;
    part.backoff.started();
    this.#options.processes.set(name, child.pid);
    this.#options.onEvent({ part: name, what: 'started', message: `${name} runs as process ${child.pid}` });
  }

  #gone(name: NodePart, fault: string): void {
    const part = this.#parts[name];
    part.child = undefined;
    part.fault = fault;
    this.#options.processes.set(name, undefined);
  }

  /** CometBFT after the application has gone. */
  async #follow(comet: Child): Promise<void> {
    await Promise.race([
      comet.ended,
      pause(FOLLOW_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined),
    ]);
    comet.signal('SIGKILL');
    await comet.ended;
    this.#gone('cometbft', 'it ended with the application');
  }

  async #crashed(name: NodePart, { message }: Ending): Promise<void> {
    this.#gone(name, message);
    if (this.#killed) return;
    const { home, onEvent, onHopeless } = this.#options;
    const { backoff } = this.#parts[name];
    const wait = backoff.crashed();
    const mended = name === 'cometbft' ? mendComet(home, this.#logs.cometbft.sinceMark) : undefined;
    const why = mended === undefined ? message : `${message} (${mended})`;
    onEvent({ part: name, what: 'crashed', message: `${why}; starts again in ${wait} ms` });
    if (backoff.restarts === HOPELESS) onHopeless(new NodeError('failed', `${message}.`, { log: this.faults() }));
    await pause(wait, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  async #end(): Promise<void> {
    for (const name of ['cometbft', 'application'] as const) {
      const { child } = this.#parts[name];
      if (!child) continue;
      await end(child, STOP_MS[name]);
      const { message } = await child.ended;
      this.#gone(name, 'it was stopped');
      this.#options.onEvent({ part: name, what: 'ended', message });
    }
    for (const log of Object.values(this.#logs)) log.close();
  }
}
