import type { AbciEvent, FinalizeBlockResponse } from '../../../../src/chain/abci.ts';
import { type Actor, actorOf } from './cast.ts';

/** What the actors know of a topic. */
export interface KnownTopic {
  readonly id: bigint;
  readonly creator: Actor;
  readonly epochLength: bigint;
  readonly groundTruthLag: bigint;
  /** Allowed labels; undefined where there is one value. */
  readonly labels: readonly string[] | undefined;
  readonly workers: Set<string>;
  readonly reputers: Set<string>;
}

/** A window that is open or will be, and who has submitted. */
export interface KnownWindow {
  readonly topic: KnownTopic;
  readonly nonce: bigint;
  readonly start: bigint;
  readonly end: bigint;
  readonly done: Set<string>;
}

/** Stake of a delegator upon a reputer; of the reputer itself where the two are the same. */
export interface KnownStake {
  readonly topicId: bigint;
  readonly reputer: string;
  readonly delegator: string;
  amount: bigint;
  leaving: boolean;
}

type Attributes = Record<string, string>;
const PACKAGE = 'emissions.v10.Event';

/** An emissions event: its name without the package, its attributes read. */
export interface Told {
  readonly name: string;
  readonly about: Record<string, unknown>;
}

const OF_THE_TRANSACTION = new Set(['mode', 'msg_index']);

export function told(events: readonly AbciEvent[]): Told[] {
  return events
    .filter(({ type }) => type.startsWith(PACKAGE))
    .map(({ type, attributes }) => ({
      name: type.slice(PACKAGE.length),
      about: Object.fromEntries(
        attributes.filter(({ key }) => !OF_THE_TRANSACTION.has(key)).map(({ key, value }) => [key, JSON.parse(value)]),
      ),
    }));
}

interface TopicRecord {
  id: string;
  creator: string;
  epoch_length: string;
  ground_truth_lag: string;
  output_arity: string;
  label_whitelist: string[];
}

/** What everybody can know of the network: what its events told. */
export class World {
  /** Values and parameters go to the ends of what is allowed. */
  readonly wild: boolean;
  height = 0n;
  readonly topics = new Map<bigint, KnownTopic>();
  readonly stakes = new Map<string, KnownStake>();
  /** Worker windows that are open, by topic. */
  readonly work = new Map<bigint, KnownWindow>();
  /** Reputer nonces that are not closed, whether their windows are open or not. */
  readonly judging = new Map<string, KnownWindow>();
  readonly #learning: Record<string, (about: Attributes) => void> = {
    CreateNewTopic: ({ topic }) => this.#learnTopic(topic as unknown as TopicRecord),
    WorkerRegistered: (about) => this.#topic(about).workers.add(about.worker!),
    WorkerUnregistered: (about) => this.#topic(about).workers.delete(about.worker!),
    ReputerRegistered: (about) => this.#topic(about).reputers.add(about.reputer!),
    ReputerUnregistered: (about) => this.#topic(about).reputers.delete(about.reputer!),
    WorkerSubmissionWindowOpened: (about) => this.#openWork(about),
    WorkerSubmissionWindowClosed: (about) => this.#closeWork(about),
    ActiveInferersSet: (about) => this.#openJudging(about),
    ReputerSubmissionWindowClosed: (about) => this.judging.delete(`${about.topic_id}/${about.nonce_block_height}`),
    InsertInfererPayload: (about) => this.#worked(about, about.inferer!),
    InsertForecasterPayload: (about) => this.#worked(about, about.forecaster!),
    InsertReputerPayload: (about) => this.judging.get(`${about.topic_id}/${about.nonce}`)?.done.add(about.reputer!),
    AddStake: (about) => this.#stake(about, BigInt(about.amount!)),
    RemoveStake: (about) => (this.#stake(about, -BigInt(about.amount!)).leaving = false),
    RequestStakeRemoval: (about) => (this.#stake(about, 0n).leaving = true),
    CancelStakeRemoval: (about) => (this.#stake(about, 0n).leaving = false),
  };

  constructor(wild: boolean) {
    this.wild = wild;
  }

  /** Takes in what a block told; what it told, in order. */
  learn({ events, txResults }: FinalizeBlockResponse): Told[] {
    const all = told([...txResults.flatMap((result) => (result.code === 0 ? result.events : [])), ...events]);
    for (const { name, about } of all) this.#learning[name]?.(about as Attributes);
    return all;
  }

  /** The reputer windows that are open for transactions of the next block. */
  open(): KnownWindow[] {
    const next = this.height + 1n;
    return [...this.judging.values()].filter(({ start, end }) => start <= next && next <= end);
  }

  #topic({ topic_id }: Attributes): KnownTopic {
    return this.topics.get(BigInt(topic_id!)) as KnownTopic;
  }

  #learnTopic(record: TopicRecord): void {
    const id = BigInt(record.id);
    this.topics.set(id, {
      id,
      creator: actorOf.get(record.creator) as Actor,
      epochLength: BigInt(record.epoch_length),
      groundTruthLag: BigInt(record.ground_truth_lag),
      labels: record.output_arity.endsWith('MULTI') ? record.label_whitelist : undefined,
      workers: new Set(),
      reputers: new Set(),
    });
  }

  #openWork(about: Attributes): void {
    const topic = this.#topic(about);
    const nonce = BigInt(about.nonce_block_height!);
    const window = { topic, nonce, start: nonce, end: BigInt(about.window_end_block!), done: new Set<string>() };
    this.work.set(topic.id, window);
  }

  #closeWork({ topic_id, nonce_block_height }: Attributes): void {
    const id = BigInt(topic_id!);
    if (this.work.get(id)?.nonce === BigInt(nonce_block_height!)) this.work.delete(id);
  }

  /** Where inferences were committed, losses are asked for. */
  #openJudging(about: Attributes): void {
    const topic = this.#topic(about);
    const nonce = BigInt(about.nonce_block_height!);
    const start = nonce + topic.groundTruthLag;
    const rest = topic.groundTruthLag % topic.epochLength;
    const end = start + topic.epochLength + (rest === 0n ? 0n : topic.epochLength - rest);
    this.judging.set(`${topic.id}/${nonce}`, { topic, nonce, start, end, done: new Set() });
  }

  #worked({ topic_id, nonce }: Attributes, worker: string): void {
    const window = this.work.get(BigInt(topic_id!));
    if (window?.nonce === BigInt(nonce!)) window.done.add(worker);
  }

  #stake({ topic_id, reputer, delegator }: Attributes, change: bigint): KnownStake {
    const by = delegator || reputer!;
    const key = `${topic_id}/${by}/${reputer}`;
    const known = this.stakes.get(key) ?? {
      topicId: BigInt(topic_id!),
      reputer: reputer!,
      delegator: by,
      amount: 0n,
      leaving: false,
    };
    known.amount += change;
    this.stakes.set(key, known);
    return known;
  }
}
