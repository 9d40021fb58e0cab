import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { emptyRegrets } from '../../../src/protocol/losses/index.ts';
import { explainActors, synthesise } from '../../../src/protocol/synthesis/index.ts';
import {
  attributed,
  d,
  expectDigits,
  forecast,
  inferences,
  lossBundle,
  regretMap,
  synthesisInput,
  texts,
  topic,
} from './helpers.ts';

const input = synthesisInput({
  inferences: inferences({ a: ['1'], b: ['2'], c: ['9'] }),
  forecasts: [forecast('k', { a: '-1', b: '-2', c: '-1' })],
  previousLoss: d('-1'),
  scale: Dec.ONE,
  regrets: { ...emptyRegrets(), inferer: regretMap({ a: '.1', b: '.2' }) },
});

describe('explaining a synthesis', () => {
  const synthesis = synthesise(input);
  const losses = lossBundle({
    combined: d('-2'),
    inferers: attributed({ a: '-1.5' }),
    oneOutInferers: attributed({ a: '-2.5' }),
  });
  const actors = explainActors({ ...synthesis, topic: topic(), losses });

  test('lists every actor, inferers first', () => {
    expect(actors.map(({ role, worker, noPrior }) => [role, worker, noPrior])).toEqual([
      ['inferer', 'a', false],
      ['inferer', 'b', false],
      ['inferer', 'c', true],
      ['forecaster', 'k', true],
    ]);
  });

  test('gives the weights that were published', () => {
    const { inferers, forecasters } = synthesis.inferences.weights;
    expect(actors.map(({ weight }) => weight?.marshal())).toEqual(
      [...inferers, ...forecasters].map(({ value }) => value.marshal()),
    );
    expectDigits(
      actors.reduce((sum, { normalisedWeight }) => sum.add(normalisedWeight ?? Dec.ZERO), Dec.ZERO),
      '1',
      '1E-32',
    );
    expect(actors[0]?.normalisedRegret?.eq(d('.1'))).toBe(true);
  });

  test('gives what leaving an actor out would have changed', () => {
    const [a] = actors;
    const withoutA = synthesis.inferences.oneOutInferers[0]?.values[0] as Dec;
    expect(texts(a?.oneOutEffect)).toEqual([synthesis.inferences.combined[0]?.sub(withoutA).marshal()]);
    expect(a?.loss?.eq(d('-1.5'))).toBe(true);
    expect(a?.oneOutLossEffect?.eq(d('-.5'))).toBe(true);
    // One forecaster alone has no one-out inference.
    expect(actors[3]?.oneOutEffect).toBeUndefined();
    expect(actors[1]?.loss).toBeUndefined();
  });

  test('a single inference has nothing to explain', () => {
    const single = synthesise(synthesisInput({ inferences: inferences({ a: ['1'] }) }));
    expect(explainActors({ ...single, topic: topic() })).toEqual([]);
  });
});
