import { expect, test } from 'vitest';
import { consensusBehind, lossMatrix, reputerScores } from '../../../src/protocol/scores/index.ts';
import { d } from '../synthesis/helpers.ts';
import { losses, PARAMETERS } from './helpers.ts';

const full = losses({
  combined: '-3',
  naive: '-2',
  inferers: { b: '-1.2', a: '-1.1' },
  forecasters: { g: '-1.4', f: '-1.3' },
  oneOutInferers: { a: '-2.1', b: '-2.2' },
  oneOutForecasters: { f: '-2.3', g: '-2.4' },
  oneInForecasters: { f: '-2.5', g: '-2.6' },
  oneOutInfererForecasters: { g: { b: '-1.8', a: '-1.7' }, f: { a: '-1.5' } },
});
const sparse = losses({
  combined: '-4',
  naive: '-3',
  inferers: { c: '-1' },
  oneOutInfererForecasters: { f: { b: '-9' } },
});

test('components are the union of names, sorted, forecaster-major, and gaps are NaN', () => {
  const { components, rows } = lossMatrix([full, sparse]);
  const name = (component: (typeof components)[number]) =>
    [
      component.kind,
      'forecaster' in component ? component.forecaster : '',
      'worker' in component ? component.worker : '',
    ]
      .filter((part) => part !== '')
      .join(' ');
  const table = components.map((component, index) => [name(component), ...rows.map((row) => row[index]!.marshal())]);
  expect(table).toEqual([
    ['combined', '-3', '-4'],
    ['naive', '-2', '-3'],
    ['inferer a', '-1.1', 'NaN'],
    ['inferer b', '-1.2', 'NaN'],
    ['inferer c', 'NaN', '-1'],
    ['forecaster f', '-1.3', 'NaN'],
    ['forecaster g', '-1.4', 'NaN'],
    ['oneOutInfererForecaster f a', '-1.5', 'NaN'],
    ['oneOutInfererForecaster f b', 'NaN', '-9'],
    ['oneOutInfererForecaster g a', '-1.7', 'NaN'],
    ['oneOutInfererForecaster g b', '-1.8', 'NaN'],
    ['oneOutInferer a', '-2.1', 'NaN'],
    ['oneOutInferer b', '-2.2', 'NaN'],
    ['oneOutForecaster f', '-2.3', 'NaN'],
    ['oneOutForecaster g', '-2.4', 'NaN'],
    ['oneInForecaster f', '-2.5', 'NaN'],
    ['oneInForecaster g', '-2.6', 'NaN'],
  ]);
});

test('the consensus behind scores is that of the coefficients that the last step began with', () => {
  const scored = reputerScores(
    [full, sparse].map((bundle, index) => ({
      reputer: `r${index}`,
      stake: BigInt(100 + index),
      losses: bundle,
      listeningCoefficient: d('0.9'),
    })),
    PARAMETERS,
  );
  const consensus = consensusBehind(scored)!;
  expect(consensus.losses).toHaveLength(scored.matrix.components.length);
  expect(scored.steps.at(-1)?.scores).toEqual(scored.scores.map(({ value }) => value));
  expect(scored.scores.map(({ worker }) => worker)).toEqual(['r0', 'r1']);
  expect(scored.coefficients.map(({ worker }) => worker)).toEqual(['r0', 'r1']);
});
