import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeWorkerWindows } from '../../../../src/chain/modules/emissions/epochs/close-worker.ts';
import { reputerNonces, workerNonces } from '../../../../src/chain/modules/emissions/epochs/open-nonces.ts';
import { pruneRecords } from '../../../../src/chain/modules/emissions/epochs/prune.ts';
import { freezeLabels } from '../../../../src/chain/modules/emissions/labels/freeze.ts';
import { registerLabels, registryOf } from '../../../../src/chain/modules/emissions/labels/registry.ts';
import { state } from '../../../../src/chain/modules/emissions/state.ts';
import { InferenceSchema, TopicOutputArity } from '../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { ann, ben, cem, NONCE, openWorkers } from '../cast.ts';
import { actors, type Workbench, workerMessage } from '../workbench.ts';

const several = {
  outputArity: TopicOutputArity.MULTI,
  maxLabelsPerSubmission: 10n,
  labelDefaultValue: '0',
  unityTolerance: '0',
} as const;

type Values = Readonly<Record<string, string>>;

function send(bench: Workbench, worker: typeof ann, values: Values): void {
  const labelled = Object.entries(values).map(([label, value]) => ({ label, value }));
  bench.payWorker(workerMessage(worker, { nonce: NONCE, labelled }));
}

function closeWindow(bench: Workbench): void {
  bench.height = NONCE + 10n;
  bench.takeEvents();
  closeWorkerWindows(bench.ctx);
}

const registry = (bench: Workbench) =>
  state.epochLabelRegistry.get(bench.ctx, [1n, NONCE])?.labels.map(({ id, name }) => `${id}:${name}`);
const committed = (bench: Workbench) =>
  state.allInferences.get(bench.ctx, [1n, NONCE])?.inferences.map(({ inferer, values }) => [inferer, values]);

/** As if the sortition had let somebody else in. */
function evict(bench: Workbench, { address }: typeof ann): void {
  state.activeInferers.delete(bench.ctx, [1n, address]);
  state.inferences.delete(bench.ctx, [1n, address]);
}

describe('the close of a worker window of a topic with several labels', () => {
  test('drops the labels of who was evicted, keeps the order of the others and numbers them anew', () => {
    const bench = openWorkers({}, several);
    send(bench, ben, { a: '9', b: '8' });
    send(bench, cem, { c: '3' });
    send(bench, ann, { d: '4', a: '1', b: '2' });
    expect(registry(bench)).toEqual(['1:a', '2:b', '3:c', '4:d']);
    evict(bench, cem);
    closeWindow(bench);
    expect(registry(bench)).toEqual(['1:a', '2:b', '3:d']);
    expect(committed(bench)).toEqual([
      [ann.address, ['1', '2', '4']],
      [ben.address, ['9', '8', '0']],
    ]);
    const frozen = bench.events.find(({ type }) => type.endsWith('EventEpochLabelRegistryFrozen'));
    expect(frozen?.attributes.find(({ key }) => key === 'registry_size')?.value).toBe('"3"');
    const { combinedValue } = state.networkInferences.get(bench.ctx, [1n, NONCE])!;
    expect(combinedValue.map(({ labelId, labelName }) => [labelId, labelName])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'd'],
    ]);
  });

  test('has no outlier-resistant inference and leaves the outlier metrics alone', () => {
    const bench = openWorkers({}, several);
    send(bench, ann, { a: '1' });
    send(bench, ben, { b: '2' });
    closeWindow(bench);
    expect(bench.takeEvents()).toEqual([
      'EpochLabelRegistryFrozen',
      'NetworkInferenceInfererRegretsUsedSet',
      'NetworkInferenceBundle',
      'NetworkInferenceInfererWeightsSet',
      'ActiveInferersSet',
      'WorkerLastCommitSet',
      'WorkerSubmissionWindowClosed',
    ]);
    expect(state.outlierResistantNetworkInferences.get(bench.ctx, [1n, NONCE])).toBeUndefined();
    expect(state.madInferences.get(bench.ctx, 1n)).toBeUndefined();
    expect(state.lastMedianInferences.get(bench.ctx, 1n)).toBeUndefined();
  });

  test('without a label that is used fails, and cleans up all the same', () => {
    const bench = openWorkers({}, several);
    send(bench, ann, { a: '5' });
    // What the worker said became the default while the window was open.
    state.topics.set(bench.ctx, 1n, { ...state.topics.get(bench.ctx, 1n)!, labelDefaultValue: '5.0' });
    closeWindow(bench);
    expect(bench.takeEvents()).toEqual(['WorkerSubmissionWindowClosed']);
    expect(bench.log).toEqual([expect.stringContaining('label registry of the epoch is empty')]);
    expect(committed(bench)).toBeUndefined();
    expect(state.networkInferences.get(bench.ctx, [1n, NONCE])).toBeUndefined();
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([]);
    expect([...state.activeInferers.entries(bench.ctx)]).toEqual([]);
    expect([...state.inferences.entries(bench.ctx)]).toEqual([]);
  });

  test('of one inferer makes its vector the network inference', () => {
    const bench = openWorkers({}, several);
    send(bench, ann, { a: '0.25', b: '0.75' });
    closeWindow(bench);
    const { combinedValue, naiveValue } = state.networkInferences.get(bench.ctx, [1n, NONCE])!;
    expect([combinedValue, naiveValue].map((vector) => vector.map(({ value }) => value))).toEqual([
      ['0.25', '0.75'],
      ['0.25', '0.75'],
    ]);
  });
});

test('registries are pruned with the other records of their epoch', () => {
  const bench = openWorkers({ minEpochLengthRecordLimit: 0n }, several);
  send(bench, ann, { a: '1' });
  closeWindow(bench);
  state.epochLabelRegistry.set(bench.ctx, [1n, NONCE + 12n], registryOf(1n, NONCE + 12n, ['z']));
  state.epochLabelRegistry.set(bench.ctx, [2n, NONCE], registryOf(2n, NONCE, ['z']));
  pruneRecords(bench.ctx, state.topics.get(bench.ctx, 1n)!, NONCE);
  expect([...state.epochLabelRegistry.entries(bench.ctx)].map(([key]) => key)).toEqual([
    [1n, NONCE + 12n],
    [2n, NONCE],
  ]);
});

test('a topic with one label always closes with the registry of "y"', () => {
  const bench = openWorkers({}, {});
  bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '0' }));
  closeWindow(bench);
  expect(registry(bench)).toEqual(['1:y']);
  expect(committed(bench)).toEqual([[ann.address, ['0']]]);
});

describe('against a model that knows maps only', () => {
  const workers = actors('crowd', 8);
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const submission = fc.record({
    values: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom('0', '1', '2.5', '-3', '0.00')), {
      selector: ([label]) => label,
      minLength: 1,
    }),
    evicted: fc.boolean(),
  });

  test('the frozen vectors are what each active worker said, under the labels in use, in the order of first use', () => {
    fc.assert(
      fc.property(
        fc.array(submission, { minLength: 1, maxLength: workers.length }),
        fc.constantFrom('0', '1', '-3.0'),
        (submissions, labelDefaultValue) => {
          const bench = openWorkers({}, { ...several, labelDefaultValue });
          bench.registerWorkers(1n, workers);
          const said = new Map<string, Map<string, string>>();
          const firstUse: string[] = [];
          submissions.forEach(({ values, evicted }, place) => {
            const worker = workers[place]!;
            const kept = new Map(values.filter(([, value]) => Number(value) !== Number(labelDefaultValue)));
            if (kept.size === 0) return;
            send(bench, worker, Object.fromEntries(values));
            for (const [label] of values) if (kept.has(label) && !firstUse.includes(label)) firstUse.push(label);
            if (evicted) evict(bench, worker);
            else said.set(worker.address, kept);
          });
          const used = firstUse.filter((label) => [...said.values()].some((map) => map.has(label)));
          closeWindow(bench);
          if (said.size === 0) {
            expect(committed(bench)).toBeUndefined();
            return;
          }
          expect(registry(bench)).toEqual(used.map((label, slot) => `${slot + 1}:${label}`));
          expect(committed(bench)).toEqual(
            [...said]
              .sort(([left], [right]) => (left < right ? -1 : 1))
              .map(([worker, map]) => [worker, used.map((label) => map.get(label) ?? labelDefaultValue)]),
          );
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });
});

test('freezing alone: four labels, the third of them used by nobody', () => {
  const bench = openWorkers({}, several);
  const topic = state.topics.get(bench.ctx, 1n)!;
  registerLabels(bench.ctx, 1n, NONCE, ['a', 'b', 'c', 'd'], { maxEpochLabelRegistrySize: 4n });
  const inference = create(InferenceSchema, { topicId: 1n, blockHeight: NONCE, values: ['1', '2', '0', '4'] });
  const { labels, inferences } = freezeLabels(bench.ctx, topic, NONCE, [inference]);
  expect(labels.map(({ id, name }) => `${id}${name}`)).toEqual(['1a', '2b', '3d']);
  expect(inferences[0]?.values).toEqual(['1', '2', '4']);
});
