import { beforeAll, describe, expect, test } from 'vitest';
import type { Dec } from '../../../src/protocol/decimal/index.ts';
import type { Chain } from './chain.ts';
import { bundleAt, type Epoch, inferers, newChain, play } from './played-epochs.ts';
import { workerMessage } from './workbench.ts';

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
      'TopicStatusChanged',
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

  test('as long as the treasury is empty nobody is scored, and no record is pruned', () => {
    for (const { nonce, reputerClose } of epochs) {
      expect(bundleAt(chain, nonce).nonce).toBe(nonce);
      expect(named(reputerClose, 'ScoresSet')).toEqual([]);
    }
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
