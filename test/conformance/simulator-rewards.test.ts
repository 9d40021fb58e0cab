import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Dec, ema, quantile } from '../../src/protocol/decimal/index.ts';
import { networkLosses } from '../../src/protocol/losses/index.ts';
import { forecastingShare, reputerFractions, taskEntropy, taskRewards } from '../../src/protocol/rewards/index.ts';
import {
  consensusBehind,
  descend,
  forecasterScores,
  infererScores,
  reputerScores,
} from '../../src/protocol/scores/index.ts';
import { lossReports, type Row, readEpochs } from './simulator-table.ts';

/**
 * The research simulator's own tables, beyond what synthesis gives: scores, listening coefficients, fractions, entropies,
 * rewards and sortition. An epoch's columns must follow from the losses of the epoch and the state of the one before.
 */
const folder = resolve(
  process.env.ALLOKIT_SIMULATOR || resolve(import.meta.dirname, '../../../shared/vectors/simulator'),
);
const read = (name: string): Row[] => {
  const path = resolve(folder, name);
  return existsSync(path) ? readEpochs(readFileSync(path, 'utf8')) : [];
};
const epochs = read('synthesis_epochs.v0.6.csv');
const sortition = read('sortition_epochs.v0.6.csv');
if (epochs.length === 0 || sortition.length === 0) {
  process.stdout.write(`Simulator, rewards: NOT RUN, there are no tables in ${folder} (set ALLOKIT_SIMULATOR)\n`);
}

const d = Dec.parse;
const FIVE = [0, 1, 2, 3, 4];
const THREE = [0, 1, 2];
const PARAMETERS = {
  learningRate: d('0.05'),
  maxGradientThreshold: d('0.001'),
  gradientDescentMaxIters: 10n,
  minStakeFraction: d('0.5'),
  epsilonReputer: d('0.01'),
  epsilonSafeDiv: d('0.0000001'),
};
const ENTROPY = { taskRewardAlpha: d('0.1'), betaEntropy: d('0.25') };

const number = (row: Row, column: string): Dec => {
  const text = row.get(column);
  if (text === undefined) throw new Error(`the table has no column ${column}`);
  return d(text);
};
const numbers = (row: Row, stem: string, who: readonly number[]) => who.map((actor) => number(row, `${stem}_${actor}`));

/** The table's doubles have 16 digits; a descent of ten steps, each with a difference quotient, loses about five. */
function expectClose(found: readonly Dec[], wanted: readonly Dec[], relative: string): void {
  expect(found).toHaveLength(wanted.length);
  const off = found.flatMap((value, index) => {
    const stated = wanted[index] as Dec;
    const allowed = Dec.max(stated.abs(), d('0.1')).mul(d(relative));
    return value.sub(stated).abs().lte(allowed) ? [] : [`${index}: ${value.marshal()} instead of ${stated.marshal()}`];
  });
  expect(off).toEqual([]);
}

const steps = epochs
  .slice(1)
  .map((row, index) => ({ epoch: row.get('epoch') as string, row, before: epochs[index] as Row }));

describe.skipIf(epochs.length === 0)('simulator: scores and rewards', () => {
  for (const { epoch, row, before } of steps) {
    const reports = lossReports(row);
    const network = networkLosses(reports);

    test(`epoch ${epoch}: reputer scores and listening coefficients`, () => {
      const coefficients = numbers(before, 'reputer_listening_coefficient', FIVE);
      const scored = reputerScores(
        reports.map((report, index) => ({ ...report, listeningCoefficient: coefficients[index] as Dec })),
        PARAMETERS,
      );
      expect(scored.steps).toHaveLength(10);
      const values = (list: readonly { readonly value: Dec }[]) => list.map(({ value }) => value);
      expectClose(values(scored.scores), numbers(row, 'reputer_score', FIVE), '1E-11');
      expectClose(values(scored.coefficients), numbers(row, 'reputer_listening_coefficient', FIVE), '1E-11');
      // The table's adjusted stakes are those of the last step too.
      const adjusted = consensusBehind(scored)?.adjustedStakes ?? [];
      expectClose(adjusted, numbers(row, 'reputer_adjusted_stake', FIVE), '1E-11');
      const { rows } = scored.matrix;
      expect(descend({ rows, stakes: scored.stakes, coefficients }, PARAMETERS).scores).toEqual(values(scored.scores));
    });

    test(`epoch ${epoch}: worker scores`, () => {
      const values = ({ scores }: ReturnType<typeof infererScores>) => scores.map(({ value }) => value);
      expectClose(values(infererScores(network)), numbers(row, 'inferer_score', FIVE), '1E-13');
      expectClose(values(forecasterScores(network)), numbers(row, 'forecaster_score', THREE), '1E-13');
    });

    test(`epoch ${epoch}: fractions, entropies and rewards`, () => {
      const stakes = numbers(row, 'reputer_stake', FIVE);
      const reputing = reputerFractions(stakes, numbers(row, 'reputer_score', FIVE), Dec.ONE);
      expectClose(reputing, numbers(row, 'reputer_reward_fraction', FIVE), '1E-13');
      const task = (kind: string, who: readonly number[]) => {
        const previous = numbers(before, `${kind}_reward_fraction_smooth`, who);
        const found = taskEntropy(numbers(row, `${kind}_reward_fraction`, who), previous, ENTROPY);
        expectClose(found.smoothed, numbers(row, `${kind}_reward_fraction_smooth`, who), '1E-13');
        expectClose([found.entropy], [number(row, `${kind}s_entropy`)], '1E-13');
        return found.entropy;
      };
      const entropies = {
        inference: task('inferer', FIVE),
        forecasting: task('forecaster', THREE),
        reputing: task('reputer', FIVE),
      };
      const share = forecastingShare(network, entropies, {
        infererScores: infererScores(network).scores.map(({ value }) => value),
        previousRatio: number(before, 'forecaster_score_ratio'),
        alpha: ENTROPY.taskRewardAlpha,
      });
      expectClose(
        [share.taskScore, share.ratio],
        [number(row, 'forecaster_task_score'), number(row, 'forecaster_score_ratio')],
        '1E-12',
      );
      const reward = number(row, 'topic_rewards');
      const tasks = taskRewards(reward, entropies, share);
      const pay = (total: Dec, kind: string, who: readonly number[]) => {
        expectClose([total.quo(reward)], [number(row, `${kind}s_reward_fraction`)], '1E-13');
        const paid = numbers(row, `${kind}_reward_fraction`, who).map((fraction) => fraction.mul(total));
        expectClose(paid, numbers(row, `${kind}_reward`, who), '1E-12');
      };
      pay(tasks.inference, 'inferer', FIVE);
      pay(tasks.forecasting, 'forecaster', THREE);
      pay(tasks.reputing, 'reputer', FIVE);
    });
  }
});

describe.skipIf(sortition.length === 0)('simulator: sortition', () => {
  const ACTORS = [0, 1, 2, 3, 4, 5, 6, 7];
  const alpha = d('0.1');

  test.each(sortition.map((row) => ({ epoch: row.get('epoch') as string, row })))('epoch $epoch', ({ row }) => {
    const actors = ACTORS.map((actor) => ({
      previous: number(row, `${actor}_prev_quality_ema`),
      metric: row.get(`${actor}_quality_metric`) as string,
      after: number(row, `${actor}_quality_ema`),
      active: row.get(`${actor}_active`) === 'true',
    }));
    const active = actors.filter((actor) => actor.active);
    // The best five by their previous average take part …
    const best = actors.toSorted((left, right) => right.previous.cmp(left.previous)).slice(0, active.length);
    expect(new Set(active)).toEqual(new Set(best));
    // … and the others move toward a quantile of what these achieve (here that of the same epoch).
    const level = quantile(
      active.map(({ metric }) => d(metric)),
      d('0.2'),
    );
    expectClose([level], [number(row, 'quality_percentile')], '1E-13');
    const averages = actors.map((actor) => ema(alpha, actor.active ? d(actor.metric) : level, actor.previous, false));
    expectClose(
      averages,
      actors.map(({ after }) => after),
      '1E-13',
    );
  });
});
