import { create } from '@bufbuild/protobuf';
import { lossesOf, storedBundle } from '../../../src/chain/modules/emissions/epochs/loss-bundles.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { mergeRegrets, networkLosses, updateRegrets } from '../../../src/protocol/losses/index.ts';
import {
  type Forecast,
  type Inference,
  type LossReport,
  type ModuleParameters,
  type RegretTables,
  synthesise,
  type TopicParameters,
} from '../../../src/protocol/synthesis/index.ts';
import { InputValueBundleSchema } from '../../../src/wire/gen/emissions/v9/input_pb.ts';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  AddStakeRequestSchema,
  CreateNewTopicRequestSchema,
  FundTopicRequestSchema,
  RegisterRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import type { NetworkInferenceBundle } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { type Actor, actors, lossesFor, reputerMessage, workerMessage } from './workbench.ts';

const [creator] = actors('creator', 1) as [Actor];
export const inferers = actors('inferer', 4);
const forecasters = actors('forecaster', 2);
const reputers = actors('reputer', 3);
const STAKES = [10_000n, 25_000n, 40_000n];
const EPOCHS = 6;

const moduleParameters: ModuleParameters = {
  epsilonSafeDiv: Dec.parse('1E-7'),
  initialRegretQuantile: Dec.parse('0.25'),
  pNormSafeDiv: Dec.parse('8.25'),
  minExperiencedWorkerRegrets: 10,
  inferenceOutlierDetectionThreshold: Dec.parse('11'),
  inferenceOutlierDetectionAlpha: Dec.parse('0.2'),
};

const noRegrets: RegretTables = {
  inferer: new Map(),
  forecaster: new Map(),
  naiveInferer: new Map(),
  oneOutInfererInferer: new Map(),
  oneOutInfererForecaster: new Map(),
  oneOutForecasterInferer: new Map(),
  oneOutForecasterForecaster: new Map(),
  oneInForecaster: new Map(),
};

/** What the test knows of the topic by itself: the pure functions applied to what was sent. */
interface Model {
  topic: TopicParameters;
  regrets: RegretTables;
  scale: Dec | undefined;
  previousLoss: Dec | undefined;
  /** Empty for good: nobody is rewarded here. */
  inclusions: { inferers: Map<string, bigint>; forecasters: Map<string, bigint> };
}

/** Numbers that look like measurements, the same every time. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** What the chain did in one epoch, and what it was to do. */
export interface Epoch {
  nonce: bigint;
  inferences: Inference[];
  forecasts: Forecast[];
  workerClose: ReturnType<Chain['emitted']>;
  bundle: NetworkInferenceBundle;
  expected: ReturnType<typeof synthesise>;
  reports: LossReport[];
  reputerClose: ReturnType<Chain['emitted']>;
  update?: ReturnType<typeof updateRegrets>;
  losses?: ReturnType<typeof networkLosses>;
  weightsAfter?: string[];
}

/** A chain with topic 1, its workers and reputers, its stake and funds. */
export function newChain(topic: Parameters<typeof topicRequest>[0] = {}): Chain {
  const chain = new Chain([creator, ...inferers, ...forecasters, ...reputers]);
  chain.add(creator, CreateNewTopicRequestSchema, topicRequest({ ...topic, creator: creator.address }));
  succeed(chain);
  chain.add(creator, FundTopicRequestSchema, { sender: creator.address, topicId: 1n, amount: '1000000000' });
  for (const { address, ...key } of [...inferers.slice(0, 3), ...forecasters]) {
    chain.add({ address, ...key }, RegisterRequestSchema, { sender: address, topicId: 1n, owner: address });
  }
  reputers.forEach((reputer, place) => {
    const sender = reputer.address;
    chain.add(reputer, RegisterRequestSchema, { sender, topicId: 1n, owner: sender, isReputer: true });
    chain.add(reputer, AddStakeRequestSchema, { sender, topicId: 1n, amount: `${STAKES[place]}` });
  });
  succeed(chain);
  return chain;
}

/** Makes a block in which every transaction is to succeed. */
function succeed(chain: Chain): void {
  for (const { code, log } of chain.block()) if (code !== 0) throw new Error(`height ${chain.height}: ${log}`);
}

/** Who sends inferences in which epoch: one rests in the third, a newcomer joins in the fourth. */
function takingPart(epoch: number): Actor[] {
  return inferers.filter((_, place) => (place === 1 ? epoch !== 2 : place === 3 ? epoch >= 3 : true));
}

export function bundleAt(chain: Chain, nonce: bigint): NetworkInferenceBundle {
  const request = { topicId: 1n, blockHeightLastInference: nonce };
  return chain.query(
    'GetNetworkInferencesAtBlock',
    queries.GetNetworkInferencesAtBlockRequestSchema,
    queries.GetNetworkInferencesAtBlockResponseSchema,
    request,
  ).networkInferences!;
}

/** Runs whole epochs on the application and, beside it, on the model. */
export function play(chain: Chain, say: Say = oneValue): Epoch[] {
  const random = pseudoRandom(7);
  const model: Model = {
    topic: {
      pNorm: Dec.of(3),
      cNorm: Dec.parse('0.75'),
      epsilon: Dec.parse('0.0001'),
      alphaRegret: Dec.parse('0.1'),
      initialRegret: Dec.ZERO,
    },
    regrets: noRegrets,
    scale: undefined,
    previousLoss: undefined,
    inclusions: { inferers: new Map(), forecasters: new Map() },
  };
  const epochs: Epoch[] = [];
  const started = new Map<bigint, Epoch>();
  while (epochs.length < EPOCHS) {
    succeed(chain);
    const emitted = chain.emitted();
    for (const [name, attributes] of emitted) {
      const nonce = BigInt((attributes as { nonce_block_height?: string }).nonce_block_height ?? 0);
      if (name === 'WorkerSubmissionWindowOpened')
        started.set(nonce, sendWork(chain, nonce, started.size, random, say));
      if (name === 'WorkerSubmissionWindowClosed') closeWork(chain, started.get(nonce)!, emitted, model);
      if (name === 'ReputerSubmissionWindowOpened') sendLosses(chain, started.get(nonce)!, random);
      if (name === 'ReputerSubmissionWindowClosed') epochs.push(closeLosses(started.get(nonce)!, emitted, model));
    }
  }
  return epochs;
}

/** What the worker of a place says in an epoch: value by label, in the order in which it is sent. */
type Say = (worker: number, random: () => number, epoch: number) => ReadonlyMap<string, string>;

const oneValue: Say = (worker, random) => new Map([['y', Dec.parse((20 + worker * random()).toFixed(6)).marshal()]]);

/** Vectors over the labels that somebody gave another value than 0, in the order of their first use. */
function dense(workers: readonly Actor[], said: readonly ReadonlyMap<string, string>[]): Inference[] {
  const given = said.map((values) => new Map([...values].filter(([, value]) => Number(value) !== 0)));
  const used = new Set(given.flatMap((values) => [...values.keys()]));
  return workers.map(({ address }, index) => ({
    inferer: address,
    values: [...used].map((name) => Dec.parse(given[index]!.get(name) ?? '0')),
  }));
}

function sendWork(chain: Chain, nonce: bigint, place: number, random: () => number, say: Say): Epoch {
  const workers = takingPart(place);
  if (place === 3) {
    const newcomer = inferers[3]!;
    chain.add(newcomer, RegisterRequestSchema, { sender: newcomer.address, topicId: 1n, owner: newcomer.address });
  }
  const said = workers.map((_, index) => say(index, random, place));
  workers.forEach((worker, index) => {
    const labelled = [...said[index]!].map(([label, value]) => ({ label, value }));
    chain.addWorker(worker, workerMessage(worker, { nonce, labelled }));
  });
  const inferences = dense(workers, said);
  const forecasts = forecasters.map(({ address }) => ({
    forecaster: address,
    elements: workers.map((worker) => ({ inferer: worker.address, value: Dec.parse((-2 * random()).toFixed(8)) })),
  }));
  forecasters.forEach((forecaster, index) => {
    const forecast = forecasts[index]!.elements.map(({ inferer, value }) => [inferer, value.marshal()] as const);
    chain.addWorker(forecaster, workerMessage(forecaster, { nonce, forecast }));
  });
  return { nonce, inferences, forecasts, reports: [] } as unknown as Epoch;
}

function closeWork(chain: Chain, epoch: Epoch, emitted: Epoch['workerClose'], model: Model): void {
  epoch.workerClose = emitted;
  epoch.bundle = bundleAt(chain, epoch.nonce);
  epoch.expected = synthesise({
    inferences: epoch.inferences,
    forecasts: epoch.forecasts,
    previousLoss: model.previousLoss,
    regrets: model.regrets,
    scale: model.scale,
    topic: model.topic,
    epsilonSafeDiv: moduleParameters.epsilonSafeDiv,
  });
}

function sendLosses(chain: Chain, epoch: Epoch, random: () => number): void {
  reputers.forEach((reputer, place) => {
    const losses = lossesFor(epoch.bundle, (value) => (-1 - Number(value) * 0.01 * random()).toFixed(9));
    chain.addReputer(reputer, reputerMessage(reputer, epoch.nonce, losses));
    const stored = storedBundle(create(InputValueBundleSchema, { combinedValue: '0', naiveValue: '0', ...losses }));
    epoch.reports.push({ reputer: reputer.address, stake: STAKES[place]!, losses: lossesOf(stored) });
  });
}

function closeLosses(epoch: Epoch, emitted: Epoch['reputerClose'], model: Model): Epoch {
  const losses = networkLosses(epoch.reports);
  const update = updateRegrets({
    losses,
    previous: model.regrets,
    topic: model.topic,
    parameters: moduleParameters,
    inclusions: model.inclusions,
  });
  model.regrets = mergeRegrets(model.regrets, update.regrets);
  model.scale = update.scale;
  model.previousLoss = losses.combined;
  model.topic = { ...model.topic, initialRegret: update.initialRegret ?? model.topic.initialRegret };
  return Object.assign(epoch, { reputerClose: emitted, losses, update });
}
