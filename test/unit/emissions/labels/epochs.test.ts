import { describe, expect, test } from 'vitest';
import { Dec } from '../../../../src/protocol/decimal/index.ts';
import type { LabeledValue } from '../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { TopicOutputArity, TopicType } from '../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { type Epoch, newChain, play } from '../played-epochs.ts';

const several = { outputArity: TopicOutputArity.MULTI, maxLabelsPerSubmission: 4n, labelDefaultValue: '0' };

const values = (labelled: readonly LabeledValue[]) => labelled.map(({ value }) => value);
const marshalled = (vector: readonly Dec[]) => vector.map((value) => value.marshal());

/** Every vector of the stored bundle beside what the pure functions make of the same submissions. */
function families({ bundle, expected: { inferences } }: Epoch): [stored: unknown, computed: unknown][] {
  const of = (list: readonly { worker: string; values: readonly Dec[] }[]) =>
    list.map((entry) => [entry.worker, marshalled(entry.values)]);
  return [
    [values(bundle.combinedValue), marshalled(inferences.combined)],
    [values(bundle.naiveValue), marshalled(inferences.naive)],
    [bundle.infererValues.map((entry) => [entry.worker, values(entry.values)]), of(inferences.inferers)],
    [bundle.forecasterValues.map((entry) => [entry.worker, values(entry.values)]), of(inferences.forecasters)],
    [
      bundle.oneOutInfererValues.map((entry) => [entry.withheldInferer, values(entry.combinedInference)]),
      of(inferences.oneOutInferers),
    ],
    [
      bundle.oneOutForecasterValues.map((entry) => [entry.withheldForecaster, values(entry.combinedInference)]),
      of(inferences.oneOutForecasters),
    ],
    [
      bundle.oneInForecasterValues.map((entry) => [entry.forecaster, values(entry.combinedInference)]),
      of(inferences.oneInForecasters),
    ],
    [
      bundle.oneOutInfererForecasterValues.map((entry) => [
        entry.forecaster,
        entry.withheldInferer,
        values(entry.combinedInference),
      ]),
      inferences.oneOutInfererForecasters.map((entry) => [
        entry.forecaster,
        entry.withheldInferer,
        marshalled(entry.values),
      ]),
    ],
  ];
}

const labelsOf = ({ bundle }: Epoch) => bundle.combinedValue.map(({ labelId, labelName }) => `${labelId}:${labelName}`);
const total = (vector: readonly string[]) => vector.reduce((sum, value) => sum.add(Dec.parse(value)), Dec.ZERO);

/** Shares of up, down and flat in thousandths that add up to 1; who is unsure leaves flat at 0. */
function shares(worker: number, random: () => number, epoch: number): ReadonlyMap<string, string> {
  const up = 1 + Math.floor(400 * random());
  const down = epoch % 2 === worker % 2 ? 1000 - up : 1 + Math.floor(500 * random());
  const text = (thousandths: number) => Dec.parse((thousandths / 1000).toFixed(3)).marshal();
  return new Map([
    ['up', text(up)],
    ['flat', text(1000 - up - down)],
    ['down', text(down)],
  ]);
}

describe('whole epochs of a classification over labels whose shares add up to 1', () => {
  const chain = newChain({
    ...several,
    topicType: TopicType.CLASSIFICATION,
    requireUnity: true,
    unityTolerance: '0.000001',
    labelWhitelist: ['up', 'down', 'flat'],
  });
  const epochs = play(chain, shares);

  test('nothing went wrong on the way', () => {
    expect(chain.log.filter((line) => line.includes('topic'))).toEqual([]);
    expect(epochs).toHaveLength(6);
  });

  test('all vectors are those of the pure functions, digit for digit', () => {
    for (const epoch of epochs) for (const [stored, computed] of families(epoch)) expect(stored).toEqual(computed);
    expect(epochs.map(({ bundle }) => bundle.oneOutInfererForecasterValues.length)).toEqual([0, 0, 4, 8, 8, 8]);
  });

  test('the registry has the labels in the order of their first use', () => {
    expect(new Set(epochs.map((epoch) => labelsOf(epoch).join()))).toEqual(
      new Set(['1:up,2:down,3:flat', '1:up,2:flat,3:down']),
    );
  });

  test('unity is kept by every weighted inference without being enforced', () => {
    const bound = Dec.parse('1E-30');
    for (const { bundle } of epochs) {
      const weighted = [
        bundle.combinedValue,
        bundle.naiveValue,
        ...bundle.oneOutInfererValues.map((entry) => entry.combinedInference),
        ...bundle.oneOutForecasterValues.map((entry) => entry.combinedInference),
        ...bundle.oneInForecasterValues.map((entry) => entry.combinedInference),
        ...bundle.forecasterValues.map((entry) => entry.values),
      ];
      for (const vector of weighted) expect(total(values(vector)).sub(Dec.ONE).abs().lt(bound)).toBe(true);
    }
  });

  test('the event carries the label names and vectors aligned with them, and there is no second one', () => {
    const { workerClose, bundle } = epochs[5]!;
    const events = workerClose.filter(([name]) => name === 'NetworkInferenceBundle');
    expect(events).toHaveLength(1);
    const [, event] = events[0]!;
    expect(event.label_names).toEqual(bundle.combinedValue.map(({ labelName }) => labelName));
    expect(event.outlier_resistant).toBe(false);
    expect(event.combined_value).toEqual(values(bundle.combinedValue));
    expect(event.inferer_values).toEqual(bundle.infererValues.map((entry) => values(entry.values)));
    const matrices = event.one_out_inferer_forecaster_values as string[][][];
    expect(matrices.map((rows) => rows.map((vector) => vector.length))).toEqual([
      [3, 3, 3, 3],
      [3, 3, 3, 3],
    ]);
  });
});

describe('whole epochs of a regression on several labels', () => {
  const cities = ['oslo', 'rome', 'lima', 'pune', 'cork'];
  const chain = newChain({ ...several, topicType: TopicType.REGRESSION });
  const epochs = play(
    chain,
    (worker, random, epoch) =>
      new Map(
        cities
          .filter((_, city) => (city + worker + epoch) % 5 < 2 + (epoch % 3))
          .map((city) => [city, Dec.parse((40 * random() - 20).toFixed(4)).marshal()]),
      ),
  );

  test('all vectors are those of the pure functions, digit for digit, whatever labels an epoch had', () => {
    expect(chain.log.filter((line) => line.includes('topic'))).toEqual([]);
    for (const epoch of epochs) for (const [stored, computed] of families(epoch)) expect(stored).toEqual(computed);
    expect(new Set(epochs.map((epoch) => labelsOf(epoch).join())).size).toBeGreaterThan(2);
  });

  test('regrets, losses and weights stay scalars', () => {
    for (const { reputerClose, losses, update } of epochs) {
      const [loss] = reputerClose.filter(([name]) => name === 'NetworkLossSet');
      expect((loss![1].bundle as Record<string, unknown>).combined_value).toBe(losses!.combined.marshal());
      const scale = reputerClose.find(([name]) => name === 'RegretStdNormSet');
      expect(scale![1].stdnorm).toBe(update!.scale!.marshal());
    }
  });
});
