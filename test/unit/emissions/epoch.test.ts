import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, test } from 'vitest';
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
const inferers = actors('inferer', 4);
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

interface Epoch {
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

function newChain(): Chain {
  const chain = new Chain([creator, ...inferers, ...forecasters, ...reputers]);
  chain.add(creator, CreateNewTopicRequestSchema, topicRequest({ creator: creator.address }));
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

function bundleAt(chain: Chain, nonce: bigint): NetworkInferenceBundle {
  const request = { topicId: 1n, blockHeightLastInference: nonce };
  return chain.query(
    'GetNetworkInferencesAtBlock',
    queries.GetNetworkInferencesAtBlockRequestSchema,
    queries.GetNetworkInferencesAtBlockResponseSchema,
    request,
  ).networkInferences!;
}

/** Runs whole epochs on the application and, beside it, on the model. */
function play(chain: Chain): Epoch[] {
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
      if (name === 'WorkerSubmissionWindowOpened') started.set(nonce, sendWork(chain, nonce, started.size, random));
      if (name === 'WorkerSubmissionWindowClosed') closeWork(chain, started.get(nonce)!, emitted, model);
      if (name === 'ReputerSubmissionWindowOpened') sendLosses(chain, started.get(nonce)!, random);
      if (name === 'ReputerSubmissionWindowClosed') epochs.push(closeLosses(started.get(nonce)!, emitted, model));
    }
  }
  return epochs;
}

function sendWork(chain: Chain, nonce: bigint, place: number, random: () => number): Epoch {
  const workers = takingPart(place);
  if (place === 3) {
    const newcomer = inferers[3]!;
    chain.add(newcomer, RegisterRequestSchema, { sender: newcomer.address, topicId: 1n, owner: newcomer.address });
  }
  const inferences = workers.map(({ address }, index) => ({
    inferer: address,
    values: [Dec.parse((20 + index * random()).toFixed(6))],
  }));
  workers.forEach((worker, index) => {
    chain.addWorker(
      worker,
      workerMessage(worker, { nonce, labelled: [{ label: 'y', value: inferences[index]!.values[0]!.marshal() }] }),
    );
  });
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
  for (const { worker } of losses.inferers)
    model.inclusions.inferers.set(worker, (model.inclusions.inferers.get(worker) ?? 0n) + 1n);
  for (const { worker } of losses.forecasters)
    model.inclusions.forecasters.set(worker, (model.inclusions.forecasters.get(worker) ?? 0n) + 1n);
  return Object.assign(epoch, { reputerClose: emitted, losses, update });
}

const texts = (entries: readonly { worker: string; values: readonly Dec[] }[]) =>
  entries.map(({ worker, values }) => [worker, values[0]!.marshal()]);
const named = (emitted: Epoch['workerClose'], name: string) =>
  emitted.filter(([given]) => given === name).map(([, attributes]) => attributes as Record<string, unknown>);

describe('whole epochs on the application', () => {
  let chain: Chain;
  let epochs: Epoch[];
  beforeAll(() => {
    chain = newChain();
    epochs = play(chain);
  });

  test('nothing went wrong on the way', () => {
    expect(chain.log.filter((line) => line.includes('topic'))).toEqual([]);
    expect(epochs.map(({ nonce }) => nonce - epochs[0]!.nonce)).toEqual([0n, 12n, 24n, 36n, 48n, 60n]);
  });

  test('the network inferences are those of the pure functions, digit for digit', () => {
    for (const { bundle, expected } of epochs) {
      const { inferences } = expected;
      expect(bundle.combinedValue.map(({ value }) => value)).toEqual(
        inferences.combined.map((value) => value.marshal()),
      );
      expect(bundle.naiveValue.map(({ value }) => value)).toEqual(inferences.naive.map((value) => value.marshal()));
      expect(bundle.infererValues.map(({ worker, values }) => [worker, values[0]!.value])).toEqual(
        texts(inferences.inferers),
      );
      expect(bundle.forecasterValues.map(({ worker, values }) => [worker, values[0]!.value])).toEqual(
        texts(inferences.forecasters),
      );
      expect(bundle.oneOutInfererValues.map((e) => [e.withheldInferer, e.combinedInference[0]!.value])).toEqual(
        texts(inferences.oneOutInferers),
      );
      expect(bundle.oneOutForecasterValues.map((e) => [e.withheldForecaster, e.combinedInference[0]!.value])).toEqual(
        texts(inferences.oneOutForecasters),
      );
      expect(bundle.oneInForecasterValues.map((e) => [e.forecaster, e.combinedInference[0]!.value])).toEqual(
        texts(inferences.oneInForecasters),
      );
      expect(
        bundle.oneOutInfererForecasterValues.map((e) => [
          e.forecaster,
          e.withheldInferer,
          e.combinedInference[0]!.value,
        ]),
      ).toEqual(
        inferences.oneOutInfererForecasters.map((e) => [e.forecaster, e.withheldInferer, e.values[0]!.marshal()]),
      );
    }
  });

  test('two epochs run without losses, forecasters count from the third on', () => {
    expect(epochs.map(({ bundle }) => bundle.forecasterValues.length)).toEqual([0, 0, 2, 2, 2, 2]);
    expect(epochs.map(({ bundle }) => bundle.oneOutInfererForecasterValues.length)).toEqual([0, 0, 4, 8, 8, 8]);
    expect(epochs.map(({ expected }) => expected.allInferersAreNew)).toEqual([true, true, false, false, false, false]);
  });

  test('the weights of the event are those behind the combined inference', () => {
    for (const { workerClose, expected, nonce } of epochs) {
      const { weights } = expected.inferences;
      expect(named(workerClose, 'NetworkInferenceInfererWeightsSet')).toEqual([
        {
          topic_id: '1',
          nonce_block_height: `${nonce}`,
          addresses: weights.inferers.map(({ worker }) => worker),
          weights: weights.inferers.map(({ value }) => value.marshal()),
        },
      ]);
    }
  });

  test('losses, regrets, initial regret, scale and weights are those of the pure functions', () => {
    for (const { reputerClose, losses, update, nonce } of epochs) {
      const [loss] = named(reputerClose, 'NetworkLossSet') as [{ bundle: Record<string, unknown> }];
      expect(loss.bundle.combined_value).toBe(losses!.combined.marshal());
      expect(loss.bundle.inferer_values).toEqual(losses!.inferers.map(({ value }) => value.marshal()));
      const about = { topic_id: '1', block_height: `${nonce}` };
      const regrets = (table: ReadonlyMap<string, Dec>) => {
        const sorted = [...table].sort(([a], [b]) => (a < b ? -1 : 1));
        return {
          ...about,
          addresses: sorted.map(([who]) => who),
          regrets: sorted.map(([, regret]) => regret.marshal()),
        };
      };
      expect(named(reputerClose, 'InfererNetworkRegretSet')).toEqual([regrets(update!.regrets.inferer)]);
      expect(named(reputerClose, 'NaiveInfererNetworkRegretSet')).toEqual([regrets(update!.regrets.naiveInferer)]);
      if (losses!.forecasters.length > 0)
        expect(named(reputerClose, 'ForecasterNetworkRegretSet')).toEqual([regrets(update!.regrets.forecaster)]);
      expect(named(reputerClose, 'TopicInitialRegretSet')).toEqual([
        { ...about, regret: update!.initialRegret!.marshal() },
      ]);
      expect(named(reputerClose, 'RegretStdNormSet')).toEqual([{ ...about, stdnorm: update!.scale!.marshal() }]);
      expect(named(reputerClose, 'InfererWeightsSet')).toEqual(
        update!.weights!.inferers.map(({ worker, value }) => ({
          ...about,
          addresses: [worker],
          weights: [value.marshal()],
        })),
      );
      expect(named(reputerClose, 'ForecasterWeightsSet')).toEqual(
        update!.weights!.forecasters.map(({ worker, value }) => ({
          ...about,
          addresses: [worker],
          weights: [value.marshal()],
        })),
      );
    }
  });

  test('the events of a worker close and of a churn come in their order', () => {
    const { workerClose, reputerClose } = epochs[5]!;
    expect(workerClose.map(([name]) => name)).toEqual([
      'EpochLabelRegistryFrozen',
      'NetworkInferenceInfererRegretsUsedSet',
      'NetworkInferenceForecasterRegretsUsedSet',
      'NetworkInferenceBundle',
      'NetworkInferenceInfererWeightsSet',
      'NetworkInferenceForecasterWeightsSet',
      'NetworkInferenceBundle',
      'ActiveInferersSet',
      'ActiveForecastersSet',
      'WorkerLastCommitSet',
      'WorkerSubmissionWindowClosed',
    ]);
    expect(reputerClose.map(([name]) => name)).toEqual([
      'TopicWeightUpdated',
      'TopicFeeRevenueDripped',
      'WorkerSubmissionWindowOpened',
      'ReputerSubmissionWindowOpened',
      'NetworkLossSet',
      'InfererNetworkRegretSet',
      'ForecasterNetworkRegretSet',
      'NaiveInfererNetworkRegretSet',
      'TopicInitialRegretSet',
      'RegretStdNormSet',
      ...Array(4).fill('InfererWeightsSet'),
      ...Array(2).fill('ForecasterWeightsSet'),
      'ActiveReputersSet',
      'ReputerLastCommitSet',
      'ReputerSubmissionWindowClosed',
      'PruneRecords',
    ]);
  });

  test('the matrix event carries one row per forecaster, aligned with the inferers', () => {
    const [event] = named(epochs[5]!.workerClose, 'NetworkInferenceBundle');
    const matrices = event!.one_out_inferer_forecaster_values as string[][][];
    expect(matrices.map((rows) => rows.map((row) => row.length))).toEqual([
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ]);
    expect(event!.label_names).toEqual(['y']);
    expect(event!.outlier_resistant).toBe(false);
  });

  test('who rests keeps the regret, who joins starts from the initial regret', () => {
    const rested = inferers[1]!.address;
    expect(epochs[2]!.update!.regrets.inferer.has(rested)).toBe(false);
    const newcomer = inferers[3]!.address;
    const used = epochs[3]!.expected.regrets.inferers.find(({ worker }) => worker === newcomer);
    expect(used?.noPrior).toBe(true);
    expect(used?.regret.marshal()).toBe(epochs[1]!.update!.initialRegret!.marshal());
  });

  test('records older than the limit behind the oldest open nonce are gone, the others can be asked for', () => {
    const last = epochs[5]!.nonce;
    expect(bundleAt(chain, last).nonce).toBe(last);
    expect(bundleAt(chain, last - 12n).nonce).toBe(last - 12n);
    expect(() => bundleAt(chain, last - 24n)).toThrow();
  });

  test('the same transactions in the same blocks give the same app hashes', () => {
    const again = newChain();
    play(again);
    expect(again.appHashes).toEqual(chain.appHashes);
    expect(new Set(chain.appHashes.slice(-12)).size).toBeGreaterThan(2);
  });
});

describe('bad payloads in transactions', () => {
  test.each(['NaN', '1E+41', '1E-41', 'Infinity', 'many'])(
    '%s is refused by CheckTx and in a block with sdk 2, and nothing stops',
    (value) => {
      const chain = newChain();
      chain.addWorker(inferers[0]!, workerMessage(inferers[0]!, { nonce: 14n, value }));
      expect(chain.check()).toEqual(['sdk/2']);
      const fresh = newChain();
      fresh.addWorker(inferers[0]!, workerMessage(inferers[0]!, { nonce: 14n, value }));
      expect(fresh.block().map(({ codespace, code }) => `${codespace}/${code}`)).toEqual(['sdk/2']);
      expect(fresh.block()).toEqual([]);
    },
  );

  test('a refused payload costs no fee of the module and leaves no event', () => {
    const chain = newChain();
    while (!chain.emitted().some(([name]) => name === 'WorkerSubmissionWindowOpened')) chain.block();
    const nonce = chain.height;
    const worker = inferers[0]!;
    const wrong = workerMessage(worker, { nonce, value: '1' });
    wrong.workerDataBundle!.inferencesForecastsBundleSignature[3]! ^= 1;
    chain.addWorker(worker, wrong);
    chain.addWorker(worker, workerMessage(worker, { nonce: nonce - 1n, value: '1' }));
    chain.addWorker(worker, workerMessage(worker, { nonce, value: '1' }));
    chain.addWorker(worker, workerMessage(worker, { nonce, value: '2' }));
    chain.addWorker(inferers[3]!, workerMessage(inferers[3]!, { nonce, value: '2' }));
    const results = chain.block();
    expect(results.map(({ codespace, code }) => `${codespace}/${code}`)).toEqual([
      'sdk/4',
      'emissions/75',
      '/0',
      'undefined/1',
      'emissions/13',
    ]);
    expect(results[3]!.log).toContain('inference already submitted');
    const emitted = results.map(({ events }) => events.filter(({ type }) => type.startsWith('emissions.')).length);
    expect(emitted).toEqual([0, 0, 1, 0, 0]);
  });
});
