import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { closeReputerNonce } from '../../../src/chain/modules/emissions/epochs/close-reputer.ts';
import { closeWorkerNonce, closeWorkerWindows } from '../../../src/chain/modules/emissions/epochs/close-worker.ts';
import { updateNonces } from '../../../src/chain/modules/emissions/epochs/nonces.ts';
import { reputerNonces, workerNonces } from '../../../src/chain/modules/emissions/epochs/open-nonces.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { InferenceSchema } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { ann, ben, cem, NONCE, openReputers, openWorkers, rita, rolf } from './cast.ts';
import { codeOf, lossesFor, reputerMessage, type Workbench, workerMessage } from './workbench.ts';

function closeWindow(bench: Workbench): void {
  bench.height = NONCE + 10n;
  bench.takeEvents();
  closeWorkerWindows(bench.ctx);
}

const bundle = (bench: Workbench) => state.networkInferences.get(bench.ctx, [1n, NONCE]);
const losses = (bench: Workbench) => lossesFor(bundle(bench)!, (value) => Dec.parse(value).neg().marshal());

describe('worker close', () => {
  test('freezes what is there, in the order of the events', () => {
    const bench = openWorkers();
    bench.payWorker(workerMessage(ben, { nonce: NONCE, value: '2' }));
    bench.payWorker(
      workerMessage(ann, {
        nonce: NONCE,
        value: '1',
        forecast: [
          [ben.address, '-1'],
          [cem.address, '-2'],
        ],
      }),
    );
    bench.payWorker(workerMessage(cem, { nonce: NONCE, forecast: [[cem.address, '-1']] }));
    closeWindow(bench);
    expect(bench.takeEvents()).toEqual([
      'EpochLabelRegistryFrozen',
      'NetworkInferenceInfererRegretsUsedSet',
      'NetworkInferenceBundle',
      'NetworkInferenceInfererWeightsSet',
      'NetworkInferenceBundle',
      'ActiveInferersSet',
      'ActiveForecastersSet',
      'WorkerLastCommitSet',
      'WorkerSubmissionWindowClosed',
    ]);
    expect(state.allInferences.get(bench.ctx, [1n, NONCE])?.inferences.map(({ inferer }) => inferer)).toEqual([
      ann.address,
      ben.address,
    ]);
    const forecasts = state.allForecasts.get(bench.ctx, [1n, NONCE])?.forecasts;
    expect(
      forecasts?.map(({ forecaster, forecastElements }) => [
        forecaster,
        forecastElements.map(({ inferer }) => inferer),
      ]),
    ).toEqual([[ann.address, [ben.address]]]);
    expect(bundle(bench)?.combinedValue.map(({ labelId, labelName, value }) => [labelId, labelName, value])).toEqual([
      [1, 'y', '1.500000000000000000000000000000000'],
    ]);
    expect(state.epochLabelRegistry.get(bench.ctx, [1n, NONCE])).toMatchObject({
      epochId: NONCE,
      labels: [{ id: 1, name: 'y' }],
    });
    expect(state.topicLastWorkerCommit.get(bench.ctx, 1n)).toMatchObject({
      blockHeight: NONCE + 10n,
      nonce: { blockHeight: NONCE },
    });
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([NONCE]);
    expectClean(bench);
  });

  test('nobody came: no reputer nonce, no records, the nonce is fulfilled', () => {
    const bench = openWorkers();
    closeWindow(bench);
    expect(bench.takeEvents()).toEqual(['WorkerSubmissionWindowClosed']);
    expect(bench.log).toEqual([expect.stringContaining('no qualified inferers')]);
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
    expect(bundle(bench)).toBeUndefined();
    expectClean(bench);
  });

  test('a forecast without any inference ends the epoch too', () => {
    const bench = openWorkers();
    bench.payWorker(workerMessage(cem, { nonce: NONCE, forecast: [[ann.address, '-1']] }));
    closeWindow(bench);
    expect(bench.takeEvents()).toEqual(['WorkerSubmissionWindowClosed']);
    expectClean(bench);
  });

  test('one inferer is the network', () => {
    const bench = openWorkers();
    bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '4.2', forecast: [[ann.address, '-1']] }));
    closeWindow(bench);
    expect(bench.takeEvents()).toEqual([
      'EpochLabelRegistryFrozen',
      'NetworkInferenceBundle',
      'NetworkInferenceBundle',
      'ActiveInferersSet',
      'ActiveForecastersSet',
      'WorkerLastCommitSet',
      'WorkerSubmissionWindowClosed',
    ]);
    expect(bundle(bench)).toMatchObject({
      combinedValue: [{ value: '4.2' }],
      naiveValue: [{ value: '4.2' }],
      oneOutInfererValues: [],
      forecasterValues: [],
    });
  });

  test('too early and twice are errors', () => {
    const bench = openWorkers();
    bench.height = NONCE;
    expect(codeOf(() => closeWorkerNonce(bench.ctx, 1n, NONCE))).toBe('emissions/67');
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([NONCE]);
    expect(codeOf(() => closeWorkerNonce(bench.ctx, 1n, 99n))).toBe('emissions/75');
  });

  test('an error in the synthesis leaves what was committed, cleans up, and does not touch the next topic', () => {
    const bench = openWorkers({ maxActiveTopicsPerBlock: 2n });
    bench.topic({ id: 2n });
    bench.registerWorkers(2n, [ann]);
    bench.height = NONCE;
    updateNonces(bench.ctx, new Map([[2n, Dec.of(1)]]));
    bench.height = NONCE + 1n;
    bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1' }));
    bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1', topicId: 2n }));
    const vector = { topicId: 1n, blockHeight: NONCE, inferer: ben.address, values: ['NaN'] };
    state.activeInferers.add(bench.ctx, [1n, ben.address]);
    state.inferences.set(bench.ctx, [1n, ben.address], create(InferenceSchema, vector));
    closeWindow(bench);
    expect(bench.log).toEqual([expect.stringContaining('topic 1: worker nonce 100 closed without network inferences')]);
    expect(bench.takeEvents().slice(0, 2)).toEqual(['EpochLabelRegistryFrozen', 'WorkerSubmissionWindowClosed']);
    expect(state.allInferences.has(bench.ctx, [1n, NONCE])).toBe(true);
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([NONCE]);
    expect(bundle(bench)).toBeUndefined();
    expect(state.networkInferences.has(bench.ctx, [2n, NONCE])).toBe(true);
    expectClean(bench);
  });

  test('a window as long as the epoch: the nonce opened in the same block stays open', () => {
    const bench = openWorkers();
    bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1' }));
    bench.height = NONCE + 10n;
    updateNonces(bench.ctx, new Map([[1n, Dec.of(1)]]));
    closeWorkerWindows(bench.ctx);
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([NONCE + 10n]);
    expect(bench.log).toEqual([]);
  });

  test('the outlier-resistant bundle leaves out who is far from the middle', () => {
    const bench = openWorkers();
    state.madInferences.set(bench.ctx, 1n, Dec.of('0.01'));
    bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '10' }));
    bench.payWorker(workerMessage(ben, { nonce: NONCE, value: '10.1' }));
    bench.payWorker(workerMessage(cem, { nonce: NONCE, value: '1000' }));
    closeWindow(bench);
    const resistant = state.outlierResistantNetworkInferences.get(bench.ctx, [1n, NONCE]);
    expect(bundle(bench)?.infererValues).toHaveLength(3);
    expect(resistant?.infererValues.map(({ worker }) => worker)).toEqual([ann.address, ben.address]);
    expect(state.lastMedianInferences.get(bench.ctx, 1n)?.toString()).toBe('10.1');
    const flags = bench.events.flatMap(({ attributes }) => attributes.filter(({ key }) => key === 'outlier_resistant'));
    expect(flags.map(({ value }) => value)).toEqual(['false', 'true']);
  });
});

describe('reputer close', () => {
  /** Two reputers sent losses; at the churn after the window. */
  function reported(stake = 20_000n): Workbench {
    const bench = openReputers();
    bench.registerReputers(1n, [rolf], stake);
    bench.payReputer(reputerMessage(rita, NONCE, losses(bench)));
    bench.payReputer(
      reputerMessage(
        rolf,
        NONCE,
        lossesFor(bundle(bench)!, () => '-4'),
      ),
    );
    bench.height = NONCE + 24n;
    bench.takeEvents();
    return bench;
  }

  test('stores losses, regrets, scale and weights, in the order of the events', () => {
    const bench = reported();
    closeReputerNonce(bench.ctx, 1n, NONCE);
    expect(bench.takeEvents()).toEqual([
      'NetworkLossSet',
      'InfererNetworkRegretSet',
      'NaiveInfererNetworkRegretSet',
      'TopicInitialRegretSet',
      'RegretStdNormSet',
      'InfererWeightsSet',
      'InfererWeightsSet',
      'ActiveReputersSet',
      'ReputerLastCommitSet',
      'ReputerSubmissionWindowClosed',
    ]);
    // Stakes 1 : 2, losses of ann −1 and −4, of ben −2 and −4, combined −1.5 and −4.
    const network = state.networkLossBundles.get(bench.ctx, [1n, NONCE]);
    expect(network?.infererValues.map(({ value }) => value)).toEqual([
      '-3.000000000000000000000000000000000',
      '-3.333333333333333333333333333333333',
    ]);
    expect(state.allLossBundles.get(bench.ctx, [1n, NONCE])?.reputerValueBundles).toHaveLength(2);
    expect([...state.infererRegrets.get(bench.ctx, 1n)!].map(([who, { blockHeight }]) => [who, blockHeight])).toEqual([
      [ann.address, NONCE],
      [ben.address, NONCE],
    ]);
    expect(state.topics.get(bench.ctx, 1n)?.initialRegret).not.toBe('0');
    expect(state.latestRegretStdNorm.get(bench.ctx, 1n)?.isZero()).toBe(false);
    const weights = [...state.latestInfererWeights.get(bench.ctx, 1n)!.values()];
    expect(weights.reduce((sum, weight) => sum.add(weight), Dec.ZERO).toNumber()).toBeCloseTo(1, 12);
    expect(weights[1]!.gt(weights[0]!)).toBe(true);
    expect(state.topicRewardNonce.get(bench.ctx, 1n)).toBe(NONCE);
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
    expect([...state.lossBundles.entries(bench.ctx)]).toEqual([]);
    expect([...state.activeReputers.entries(bench.ctx)]).toEqual([]);
    expect(state.countInfererInclusionsInTopic.has(bench.ctx, [1n, ann.address])).toBe(false);
  });

  test('ignores who lost the stake and who speaks of another nonce', () => {
    const bench = reported(10_000n);
    state.stakeReputerAuthority.set(bench.ctx, [1n, rolf.address], 9_999n);
    closeReputerNonce(bench.ctx, 1n, NONCE);
    expect(state.networkLossBundles.get(bench.ctx, [1n, NONCE])?.combinedValue).toMatch(/^-1\.5/);

    const other = reported();
    const stored = state.lossBundles.get(other.ctx, [1n, rita.address])!;
    stored.valueBundle!.reputerRequestNonce!.reputerNonce!.blockHeight = 88n;
    state.lossBundles.set(other.ctx, [1n, rita.address], stored);
    closeReputerNonce(other.ctx, 1n, NONCE);
    expect(
      state.allLossBundles.get(other.ctx, [1n, NONCE])?.reputerValueBundles.map((b) => b.valueBundle?.reputer),
    ).toEqual([rolf.address]);
  });

  test('keeps the first entry about a committed worker and no other', () => {
    const bench = openReputers();
    const given = losses(bench);
    const [first] = given.infererValues!;
    const infererValues = [...given.infererValues!, { ...first!, value: '99' }, { worker: cem.address, value: '99' }];
    bench.payReputer(
      reputerMessage(rita, NONCE, { ...given, infererValues, forecasterValues: [{ worker: ann.address, value: '9' }] }),
      false,
    );
    bench.height = NONCE + 24n;
    closeReputerNonce(bench.ctx, 1n, NONCE);
    const kept = state.allLossBundles.get(bench.ctx, [1n, NONCE])?.reputerValueBundles[0]?.valueBundle;
    expect(kept?.infererValues.map(({ value }) => value)).toEqual(['-1', '-2']);
    expect(kept?.forecasterValues).toEqual([]);
  });

  test('without a bundle that counts it fails and cleans up', () => {
    const bench = openReputers();
    bench.height = NONCE + 24n;
    expect(codeOf(() => closeReputerNonce(bench.ctx, 1n, NONCE))).toBe('emissions/55');
    expect(bench.takeEvents()).toEqual(['ReputerSubmissionWindowClosed']);
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
    expect(state.topicRewardNonce.has(bench.ctx, 1n)).toBe(false);
  });

  test('too early, not open and worker nonce still open are errors that clean up nothing', () => {
    const bench = openReputers();
    bench.height = NONCE + 11n;
    expect(codeOf(() => closeReputerNonce(bench.ctx, 1n, NONCE))).toBe('emissions/68');
    expect(codeOf(() => closeReputerNonce(bench.ctx, 1n, 99n))).toBe('emissions/75');
    workerNonces.add(bench.ctx, 1n, NONCE, 9n);
    expect(codeOf(() => closeReputerNonce(bench.ctx, 1n, NONCE))).toBe('emissions/45');
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([NONCE]);
    expect(bench.takeEvents()).toEqual([]);
  });
});

/** Nothing of the closed window is left. */
function expectClean(bench: Workbench): void {
  expect(workerNonces.list(bench.ctx, 1n)).toEqual([]);
  for (const kept of [state.inferences, state.forecasts, state.activeInferers, state.activeForecasters]) {
    expect([...kept.entries(bench.ctx)]).toEqual([]);
  }
  expect(state.openWorkerWindows.has(bench.ctx, NONCE + 10n)).toBe(false);
}
