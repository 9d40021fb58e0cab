import type { Message } from '@bufbuild/protobuf';
import { insertReputerPayload } from '../../client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../../client/actions/insert-worker-payload.ts';
import { actorQueries } from '../../client/actor-queries.ts';
import type { ActorRole } from '../../client/actor-status.ts';
import type { AlloraClient } from '../../client/client.ts';
import { ClientError } from '../../client/errors.ts';
import { networkInferences } from '../../client/inferences.ts';
import type { Signer } from '../../client/signer.ts';
import { getTopic } from '../../client/topics.ts';
import type { Task } from './agenda.ts';
import type { Declined } from './answer/read.ts';
import { type Judging, reputerAnswer } from './answer/reputer.ts';
import { forecasterAnswer, type WorkerAnswer, workerAnswer } from './answer/worker.ts';
import type { Clock } from './clock.ts';
import { ActorFault } from './fault.ts';
import type { Asked } from './input/common.ts';
import { forecasterInput } from './input/forecaster.ts';
import { reputerInput } from './input/reputer.ts';
import { workerInput } from './input/worker.ts';
import { runProgram } from './program.ts';
import type { WorkResult } from './runner.ts';
import type { Submitter } from './submitter.ts';

/** Who works, and by which program. */
export interface Worker {
  client(): AlloraClient;
  readonly network: string;
  readonly chainId: string;
  readonly role: ActorRole;
  readonly topicId: bigint;
  readonly signer: Signer;
  readonly command: readonly string[];
  readonly timeoutMs: number;
  readonly judging: Judging;
  readonly submitter: Submitter;
  readonly clock: Clock;
  /** Inferers whose answers to a nonce were seen. */
  answered(nonce: bigint): Iterable<string>;
  onLog(nonce: bigint, line: string): void;
  /** Told of every run of the program. */
  onRun(seconds: number): void;
}

/** What a program's answer comes to. */
interface Said {
  readonly message: Message;
  readonly says: string;
}

/**
 * Answers to one nonce: asks the program, reads its answer, submits it and waits for its block.
 * @throws ActorFault; ClientError of the network
 */
export async function work(worker: Worker, task: Task, signal: AbortSignal): Promise<WorkResult> {
  const { signer, role, topicId } = worker;
  const client = worker.client();
  const { nonce, end } = task.window;
  const topic = await getTopic(client, topicId);
  if (await isAnswered(worker, nonce)) return { kind: 'already' };
  const asked: Asked = {
    ...{ client, topic, role, actor: signer.address, window: task.window, attempt: task.attempts },
    ...{ network: worker.network, chainId: worker.chainId },
  };
  let seconds = 0;
  const onRun = (took: number) => {
    seconds = took;
    worker.onRun(took);
  };
  const said = await ROLES[role]({ ...worker, onRun }, asked, signal);
  if ('declined' in said) {
    return { kind: said.declined === 'skip' ? 'skipped' : 'later', reason: said.reason };
  }
  try {
    const { hash, height } = await worker.submitter.submit(said.message, { end, signal });
    return { kind: 'submitted', txHash: hash, height, seconds, says: said.says };
  } catch (error) {
    if (!(error instanceof ClientError) || error.kind === 'wrong-chain') throw error;
    // The chain's refusal of what it has already is no fault.
    if (await isAnswered(worker, nonce)) return { kind: 'already' };
    throw new ActorFault('rejected', error.message, error);
  }
}

/** Whether the chain has an answer of this actor to the nonce: its score names the last one (`docs/spec/emissions.md` §7.2). */
async function isAnswered({ client, topicId, role, signer }: Worker, nonce: bigint): Promise<boolean> {
  const score = await actorQueries(client(), topicId, role, signer.address).score();
  return score !== undefined && score.blockHeight >= nonce;
}

async function ask(worker: Worker, asked: Asked, input: object, signal: AbortSignal): Promise<string> {
  const { command, timeoutMs, clock } = worker;
  const { nonce } = asked.window;
  const started = clock.now();
  try {
    const onLine = (line: string) => worker.onLog(nonce, line);
    return await runProgram({ command, input: `${JSON.stringify(input)}\n`, timeoutMs, signal, onLine });
  } finally {
    worker.onRun((clock.now() - started) / 1000);
  }
}

type Answering = (worker: Worker, asked: Asked, signal: AbortSignal) => Promise<Said | Declined>;

function said({ topicId, signer }: Worker, { window }: Asked, answer: WorkerAnswer | Declined): Said | Declined {
  if ('declined' in answer) return answer;
  const { inference, forecast } = answer;
  const values =
    typeof inference === 'string' ? inference : inference?.map(({ label, value }) => `${label} ${value}`).join(', ');
  const losses = forecast && `losses of ${forecast.length} inferer${forecast.length === 1 ? '' : 's'}`;
  return {
    message: insertWorkerPayload(signer, { topicId, nonce: window.nonce, ...answer }),
    says: [values, losses].filter((part) => part !== undefined).join(' and '),
  };
}

const ROLES: Readonly<Record<ActorRole, Answering>> = {
  async worker(worker, asked, signal) {
    const text = await ask(worker, asked, await workerInput(asked), signal);
    return said(worker, asked, workerAnswer(text, asked.topic));
  },
  async forecaster(worker, asked, signal) {
    const input = await forecasterInput(asked, worker.answered(asked.window.nonce));
    if (input.inferers.length === 0) return { declined: 'later', reason: 'no inferer is known yet' };
    return said(worker, asked, forecasterAnswer(await ask(worker, asked, input, signal)));
  },
  async reputer(worker, asked, signal) {
    const { topicId, signer, judging } = worker;
    const { nonce } = asked.window;
    const [input, bundle] = await Promise.all([reputerInput(asked), networkInferences(asked.client, topicId, nonce)]);
    const losses = reputerAnswer(await ask(worker, asked, input, signal), asked.topic, bundle, judging);
    if ('declined' in losses) return losses;
    return {
      message: insertReputerPayload(signer, topicId, nonce, losses),
      says: `a combined loss of ${losses.combinedValue}`,
    };
  },
};
