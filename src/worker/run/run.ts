import type { ActorRole } from '../../client/actor-status.ts';
import type { SendOptions } from '../../client/send.ts';
import type { Signer } from '../../client/signer.ts';
import { getTopic } from '../../client/topics.ts';
import { ActorNetwork, type Place } from './actor-chain.ts';
import type { Judging } from './answer/reputer.ts';
import { systemClock } from './clock.ts';
import { enrol, type Lacking } from './enrol.ts';
import { ActorFault } from './fault.ts';
import { ActorMetrics } from './metrics.ts';
import type { ActorNews, Tally } from './news.ts';
import { endPrograms } from './program.ts';
import { runActor } from './runner.ts';
import { serveMetrics } from './serve-metrics.ts';
import { Submitter } from './submitter.ts';
import { txPort } from './tx-port.ts';
import { work } from './work.ts';

/** An actor of a topic that a program speaks for. */
export interface Actor {
  readonly place: Place;
  /** How the network is called. */
  readonly network: string;
  readonly chainId: string;
  readonly role: ActorRole;
  readonly topicId: bigint;
  readonly signer: Signer;
  readonly command: readonly string[];
  readonly timeoutMs: number;
  readonly judging: Judging;
  readonly enrol: { readonly register: boolean; readonly stake: bigint };
  readonly fees: Pick<SendOptions, 'leastGasPrice' | 'feePercent'>;
  readonly limit?: number | undefined;
  /** Serves metrics where given; 0 takes a free port. */
  readonly metricsPort?: number | undefined;
  /** Stops it; a submission under way is finished. */
  readonly signal: AbortSignal;
  /** Called before anything is told. */
  started(metrics: string | null): Promise<void>;
  tell(news: ActorNews): void;
}

const NOTHING: Tally = { submitted: 0, already: 0, skipped: 0, missed: 0 };

/**
 * Runs a program as an actor until it is told to stop, or as often as `limit` says.
 * @throws ClientError where the network does not answer at the start; the system's error where the metrics' port is taken
 */
export async function runProgramAsActor(actor: Actor): Promise<{ lacking: Lacking; ended: Tally }> {
  const { place, role, topicId, signer, signal } = actor;
  const metrics = new ActorMetrics({ role, topicId, actor: signer.address });
  const tell = (news: ActorNews) => {
    metrics.take(news);
    actor.tell(news);
  };
  const topic = await getTopic(place.client, topicId);
  const { metricsPort } = actor;
  const server = metricsPort === undefined ? undefined : await serveMetrics(metricsPort, () => metrics.text());
  process.once('exit', endPrograms);
  try {
    await actor.started(server?.url ?? null);
    const client = () => place.client;
    const submitter = new Submitter(txPort(client, signer, actor.fees), systemClock);
    const submit: Parameters<typeof enrol>[0]['submit'] = (message) => submitter.submit(message, { signal });
    const base = { client: place.client, topicId, role, actor: signer.address };
    const lacking = await enrol({ ...base, ...actor.enrol, submit, tell }).catch(unlessStopped(signal));
    if (lacking || signal.aborted) return { lacking, ended: NOTHING };
    const chain = new ActorNetwork(place, topic, role, signer.address);
    const worker = {
      ...{ client, network: actor.network, chainId: actor.chainId, role, topicId, signer, submitter },
      ...{ command: actor.command, timeoutMs: actor.timeoutMs, judging: actor.judging, clock: systemClock },
      answered: (nonce: bigint) => chain.answered(nonce),
      onLog: (nonce: bigint, line: string) => tell({ event: 'log', nonce: Number(nonce), line }),
      onRun: (seconds: number) => metrics.ran(seconds),
    };
    const ended = await runActor({
      ...{ chain, tell, clock: systemClock, signal, limit: actor.limit },
      work: (task, over) => work(worker, task, over),
    });
    return { lacking: null, ended };
  } finally {
    process.off('exit', endPrograms);
    server?.close();
  }
}

/** What was not sent when it was told to stop is no error. */
const unlessStopped =
  (signal: AbortSignal) =>
  (error: unknown): null => {
    if (signal.aborted && error instanceof ActorFault) return null;
    throw error;
  };
