import type { MessageInitShape } from '@bufbuild/protobuf';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  AddStakeRequestSchema,
  CreateNewTopicRequestSchema,
  FundTopicRequestSchema,
  RegisterRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import type { NetworkInferenceBundle } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { type Beginning, Chain } from './chain.ts';
import { type openGenesis, topicRequest } from './network.ts';
import { type Actor, actors, lossesFor, reputerMessage, workerMessage } from './workbench.ts';

type Events = ReturnType<Chain['emitted']>;
export type Role = 'inferer' | 'forecaster' | 'reputer';

/** What a story is about. Everybody takes part in every epoch unless `present` says otherwise. */
export interface Plot {
  readonly inferers: number;
  readonly forecasters: number;
  /** Stakes of the reputers, uallo. */
  readonly stakes: readonly bigint[];
  readonly topics?: number;
  /** Empty blocks before anything is sent; none by default. An engine makes one by itself. */
  readonly waits?: number;
  readonly topic?: MessageInitShape<typeof CreateNewTopicRequestSchema>;
  readonly params?: Parameters<typeof openGenesis>[0];
  readonly beginning?: Beginning;
  /** uallo that the block gives to topics; 1 000 000 by default. */
  readonly emission?: bigint;
  /** Who owns a worker's node; itself by default. */
  readonly ownerOf?: (worker: Actor) => string;
  readonly present?: (role: Role, place: number, epoch: number) => boolean;
  /** In which order the inferers of an epoch arrive; by address where it is not given. */
  readonly order?: (inferers: readonly Actor[]) => readonly Actor[];
  /** An inferer's value; by default something that looks measured. */
  readonly inferenceOf?: (place: number, epoch: number) => string;
  /** A reputer's loss of an inference. */
  readonly lossOf?: (value: string, place: number, entry: number, epoch: number) => string;
}

/** A block in which rewards were emitted. */
export interface RewardedBlock {
  readonly height: bigint;
  readonly emitted: Events;
}

const FUNDS = '1000000000';

/** Numbers that look like measurements, the same every time. */
export function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * Topics of epoch length 12 on the whole application whose actors send their work in every epoch, signed, as the windows open.
 * The treasury is full and the emission of a block is constant.
 */
export class Story {
  readonly chain: Chain;
  readonly creator: Actor;
  readonly inferers: Actor[];
  readonly forecasters: Actor[];
  readonly reputers: Actor[];
  readonly extra: Actor[];
  readonly #plot: Plot;
  readonly #random = pseudoRandom(7);
  /** Nonce → place of the epoch. */
  readonly #epochs = new Map<bigint, number>();
  readonly #arrived = new Map<bigint, string[]>();

  constructor(plot: Plot) {
    this.#plot = plot;
    [this.creator] = actors('creator', 1) as [Actor];
    this.inferers = actors('inferer', plot.inferers);
    this.forecasters = actors('forecaster', plot.forecasters);
    this.reputers = actors('reputer', plot.stakes.length);
    this.extra = actors('extra', 3);
    this.chain = this.newChain();
    this.#begin();
  }

  /** The story's chain before its first block. */
  newChain(): Chain {
    const { params, emission = 1_000_000n, beginning = {} } = this.#plot;
    const { treasury = 10n ** 15n, emissions = {} } = beginning;
    return new Chain(
      [this.creator, ...this.inferers, ...this.forecasters, ...this.reputers, ...this.extra],
      { maxActiveTopicsPerBlock: 2n, ...params },
      { treasury, emissions: { rewardCurrentBlockEmission: `${emission}`, ...emissions } },
    );
  }

  #begin(): void {
    const { chain, creator } = this;
    const { topics = 1, topic, stakes, ownerOf = ({ address }: Actor) => address, waits = 0 } = this.#plot;
    for (let block = 0; block < waits; block++) this.block();
    for (let id = 1n; id <= topics; id++) {
      chain.add(creator, CreateNewTopicRequestSchema, topicRequest({ creator: creator.address, ...topic }));
    }
    this.block();
    for (let topicId = 1n; topicId <= topics; topicId++) {
      chain.add(creator, FundTopicRequestSchema, { sender: creator.address, topicId, amount: FUNDS });
      for (const worker of [...this.inferers, ...this.forecasters]) {
        const sender = worker.address;
        chain.add(worker, RegisterRequestSchema, { sender, topicId, owner: ownerOf(worker) });
      }
      for (const [place, reputer] of this.reputers.entries()) {
        const sender = reputer.address;
        chain.add(reputer, RegisterRequestSchema, { sender, topicId, owner: sender, isReputer: true });
        chain.add(reputer, AddStakeRequestSchema, { sender, topicId, amount: `${stakes[place]}` });
      }
    }
    this.block();
  }

  /** Makes a block in which every transaction is to succeed, and lets the actors answer the windows that it opened. */
  block(): Events {
    for (const { code, log } of this.chain.block()) {
      if (code !== 0) throw new Error(`height ${this.chain.height}: ${log}`);
    }
    const emitted = this.chain.emitted();
    for (const [name, attributes] of emitted) {
      const { topic_id, nonce_block_height } = attributes as { topic_id?: string; nonce_block_height?: string };
      const [topicId, nonce] = [BigInt(topic_id ?? 0), BigInt(nonce_block_height ?? 0)];
      if (name === 'WorkerSubmissionWindowOpened') this.#work(topicId, nonce);
      if (name === 'ReputerSubmissionWindowOpened') this.#judge(topicId, nonce);
    }
    return emitted;
  }

  /** Goes on until rewards were emitted for so many epochs more; the blocks that did. */
  reward(epochs: number): RewardedBlock[] {
    const rewarded: RewardedBlock[] = [];
    while (rewarded.length < epochs) {
      const emitted = this.block();
      if (emitted.some(([name]) => name === 'ReputerSubmissionWindowClosed')) {
        rewarded.push({ height: this.chain.height, emitted });
      }
    }
    return rewarded;
  }

  /** The inferers that sent their values for a nonce, in their order. */
  arrived(nonce: bigint): readonly string[] {
    return this.#arrived.get(nonce) ?? [];
  }

  bundleAt(topicId: bigint, nonce: bigint): NetworkInferenceBundle {
    const request = { topicId, blockHeightLastInference: nonce };
    return this.chain.query(
      'GetNetworkInferencesAtBlock',
      queries.GetNetworkInferencesAtBlockRequestSchema,
      queries.GetNetworkInferencesAtBlockResponseSchema,
      request,
    ).networkInferences!;
  }

  #present(role: Role, all: readonly Actor[], epoch: number): (readonly [Actor, number])[] {
    const { present = () => true } = this.#plot;
    return all.flatMap((actor, place) => (present(role, place, epoch) ? [[actor, place] as const] : []));
  }

  #work(topicId: bigint, nonce: bigint): void {
    const epoch = this.#epochs.get(nonce) ?? this.#epochs.size;
    this.#epochs.set(nonce, epoch);
    const random = this.#random;
    const { inferenceOf = (place) => (20 + place * random()).toFixed(6) } = this.#plot;
    const { order = (all) => all } = this.#plot;
    const workers = this.#present('inferer', order(this.inferers), epoch);
    this.#arrived.set(
      nonce,
      workers.map(([{ address }]) => address),
    );
    for (const [worker, place] of workers) {
      this.chain.addWorker(worker, workerMessage(worker, { topicId, nonce, value: inferenceOf(place, epoch) }));
    }
    for (const [worker] of this.#present('forecaster', this.forecasters, epoch)) {
      const forecast = workers.map(([{ address }]) => [address, (-2 * random()).toFixed(8)] as const);
      this.chain.addWorker(worker, workerMessage(worker, { topicId, nonce, forecast }));
    }
  }

  #judge(topicId: bigint, nonce: bigint): void {
    const epoch = this.#epochs.get(nonce) as number;
    const bundle = this.bundleAt(topicId, nonce);
    const random = this.#random;
    const { lossOf = (value) => (-1 - Number(value) * 0.01 * random()).toFixed(9) } = this.#plot;
    for (const [reputer, place] of this.#present('reputer', this.reputers, epoch)) {
      const losses = lossesFor(bundle, (value, entry) => lossOf(value, place, entry, epoch));
      this.chain.addReputer(reputer, reputerMessage(reputer, nonce, losses, topicId));
    }
  }
}

/** The attributes of the events of that name. */
export const named = (emitted: Events, name: string): Record<string, unknown>[] =>
  emitted.flatMap(([given, attributes]) => (given === name ? [attributes] : []));
