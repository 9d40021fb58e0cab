import { boolean, integer } from '@oclif/core/flags';
import type { ActorRole } from '../client/actor-status.ts';
import type { Dec } from '../protocol/decimal/index.ts';
import type { Lacking } from '../worker/run/enrol.ts';
import type { ActorNews, Tally } from '../worker/run/news.ts';
import type { Actor } from '../worker/run/run.ts';
import { sendFlags, topicArg } from './args.ts';
import { ChainCommand, type Connection } from './chain-command.ts';
import type { FlagValues } from './config/settings.ts';
import { AlloError, type ErrorName } from './errors.ts';
import { durationFlag } from './flags.ts';
import { endOnInterrupt } from './terminal.ts';

/** Shows an actor at work on a terminal. */
export interface ActorView {
  take(news: ActorNews): void;
  stop(): Promise<void>;
}

/** What a view says of the actor itself. */
export interface ActorTitle {
  readonly who: string;
  readonly role: ActorRole;
  readonly topicId: string;
  readonly network: string;
  readonly metrics: string | null;
}

/** What only reputers say. */
export interface ReputerFlags {
  readonly stake: bigint;
  readonly floor?: Dec | undefined;
  readonly parameters?: Readonly<Record<string, Dec>> | undefined;
}

/** Longest that a program may take where nothing says otherwise. */
const TIMEOUT = 60_000_000_000n;

/** `worker run`, `forecaster run`, `reputer run`: a program that is asked once per window. */
export abstract class RunCommand extends ChainCommand {
  protected abstract readonly role: ActorRole;
  /** Loads what shows it on a terminal. */
  protected abstract view(): Promise<{
    startActorView(title: ActorTitle, line: (news: ActorNews) => string): ActorView;
  }>;

  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    register: boolean({ description: 'Register the account in the topic where it is not' }),
    timeout: durationFlag({ description: 'Longest that the program may take (default: 1m, and its window)' }),
    limit: integer({ description: 'End after so many nonces; exit code 15 where one was missed', min: 1 }),
    'metrics-port': integer({
      description: 'Serve metrics for Prometheus at this port of 127.0.0.1; 0 takes a free one',
      min: 0,
      max: 65_535,
    }),
  };

  #program: readonly string[] = [];

  /** The words of the command itself; what stands behind `--` is the program's. To be read before they are parsed. */
  protected ownWords(): string[] {
    const at = this.argv.indexOf('--');
    this.#program = at === -1 ? [] : this.argv.slice(at + 1);
    return at === -1 ? this.argv : this.argv.slice(0, at);
  }

  protected async runActor(
    flags: FlagValues & { register: boolean; timeout?: bigint; limit?: number; 'metrics-port'?: number; from?: string },
    topicId: bigint,
    reputer: ReputerFlags = { stake: 0n },
  ): Promise<void> {
    const command = await this.#command(topicId);
    const connection = await this.connect(flags);
    const signer = await this.signer(connection, flags.from);
    const { short } = await this.names(connection);
    const who = short(signer.address);
    await this.#agree(connection, who, topicId);
    const { runProgramAsActor } = await import('../worker/run/run.ts');
    const stop = new AbortController();
    endOnInterrupt(() => stop.abort());
    const shown = { show: (_news: ActorNews): void => undefined, close: async (): Promise<void> => undefined };
    const actor: Actor = {
      place: await this.#place(connection, flags),
      ...{ network: connection.network.name, chainId: connection.network.chainId, role: this.role, topicId, signer },
      ...{ command, timeoutMs: Number((flags.timeout ?? TIMEOUT) / 1_000_000n), judging: reputer },
      enrol: { register: flags.register, stake: reputer.stake },
      fees: await this.fees(connection.network),
      ...{ limit: flags.limit, metricsPort: flags['metrics-port'], signal: stop.signal },
      started: async (metrics) => {
        const { name } = connection.network;
        Object.assign(
          shown,
          await this.#output({ who, role: this.role, topicId: `${topicId}`, network: name, metrics }, signer.address),
        );
      },
      tell: (news) => shown.show(news),
    };
    let tally: Tally;
    try {
      const { lacking, ended } = await runProgramAsActor(actor);
      if (lacking) throw this.#lacks(lacking, who, topicId);
      tally = ended;
    } catch (error) {
      const { code, port } = error as NodeJS.ErrnoException & { port?: number };
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
      throw new AlloError('badValue', `--metrics-port: port ${port} of this machine cannot be listened on (${code}).`);
    } finally {
      await shown.close();
    }
    this.#finish(tally, flags.limit);
  }

  /** The program and its arguments: everything behind `--`. @throws AlloError missingArgument, badValue */
  async #command(topicId: bigint): Promise<readonly string[]> {
    const command = this.#program;
    const example = `allo ${this.role} run ${topicId} -- python3 model.py`;
    const [file] = command;
    if (file === undefined) {
      throw new AlloError('missingArgument', 'Missing: the program that answers, behind `--`.', {
        hint: `Such as \`${example}\`.`,
      });
    }
    const { isProgram } = await import('../worker/run/find-program.ts');
    if (isProgram(file)) return command;
    throw new AlloError('badValue', `There is no program "${file}" that could be started.`, {
      hint: `Give its path, or one that is on PATH: \`${example}\`.`,
    });
  }

  /** Elsewhere than on a devnet every submission costs something: asked about once. */
  async #agree({ network, yes }: Connection, who: string, topicId: bigint): Promise<void> {
    if (network.kind === 'devnet') return;
    const where = `${network.name} (${network.chainId})`;
    const what = `${who} is about to act as ${this.role} of topic ${topicId} on ${where}; every submission costs a fee.`;
    await this.confirm(`${what} Go on?`, yes);
  }

  /** A devnet that was started again may listen elsewhere. */
  async #place({ client, network }: Connection, flags: FlagValues): Promise<Actor['place']> {
    if (network.kind !== 'devnet') return { client };
    const [{ AlloraClient }, { resolveNetwork }] = await Promise.all([
      import('../client/client.ts'),
      import('./network.ts'),
    ]);
    const settings = await this.settings(flags);
    let known = network.rpcs;
    const find = async () => {
      const now = await resolveNetwork(settings).catch(() => undefined);
      if (!now || now.rpcs.join() === known.join()) return undefined;
      known = now.rpcs;
      return new AlloraClient(now.rpcs, { chainId: network.chainId });
    };
    return { client, find };
  }

  /** Where news go: lines of JSON, a view on a terminal, or lines of text. */
  async #output(title: ActorTitle, actor: string): Promise<{ show(news: ActorNews): void; close(): Promise<void> }> {
    const { role, topicId, network, metrics } = title;
    if (this.jsonEnabled()) {
      const write = (document: object) =>
        process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...document })}\n`);
      write({ event: 'started', role, topicId, actor, network, metrics });
      return { show: write, close: async () => undefined };
    }
    const { actorLine } = await import('./actor-lines.ts');
    if (!this.plain) {
      const view = (await this.view()).startActorView(title, actorLine);
      return { show: (news) => view.take(news), close: () => view.stop() };
    }
    const served = metrics === null ? '' : `, metrics at ${metrics}`;
    this.log(`${title.who} acts as ${role} of topic ${topicId} on ${network}${served}.`);
    const aside = new Set<ActorNews['event']>(['log', 'link']);
    return {
      show: (news) => (aside.has(news.event) ? this.note(actorLine(news)) : this.log(actorLine(news))),
      close: async () => undefined,
    };
  }

  #lacks(lacking: NonNullable<Lacking>, who: string, topicId: bigint): AlloError {
    const errors: Record<NonNullable<Lacking>, [kind: ErrorName, message: string, hint: string]> = {
      permission: [
        'notPermitted',
        `${who} may not act as ${this.role} of topic ${topicId}: it is on no whitelist that applies.`,
        `See why with \`allo ${this.role} doctor ${topicId}\`.`,
      ],
      registration: ['notRegistered', `${who} is not registered in topic ${topicId}.`, 'Add --register.'],
      stake: [
        'stakeTooLow',
        `The stake of ${who} in topic ${topicId} is too low to report.`,
        'Add --stake <amount>, or stake with `allo stake add`.',
      ],
    };
    const [kind, message, hint] = errors[lacking];
    return new AlloError(kind, message, { hint });
  }

  #finish(tally: Tally, limit: number | undefined): void {
    const { submitted, already, skipped, missed } = tally;
    if (this.jsonEnabled()) {
      process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event: 'stopped', ...tally })}\n`);
    } else {
      const others = [`${skipped} left out`, ...(already > 0 ? [`${already} answered before`] : [])];
      this.log(`Stopped: ${submitted} submitted, ${missed} missed, ${others.join(', ')}.`);
    }
    if (limit !== undefined && missed > 0) {
      throw new AlloError('windowMissed', `${missed} of ${limit} nonces were missed.`, {
        hint: 'The lines above say why; a program has until its window closes.',
      });
    }
  }
}
