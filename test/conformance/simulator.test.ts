import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { networkLosses, updateRegrets } from '../../src/protocol/losses/index.ts';
import { confidenceIntervals, RULES_V0_6, type Rules, synthesise } from '../../src/protocol/synthesis/index.ts';
import { lossReports, type Row, readEpochs, regretColumns, regretTables, synthesisColumns } from './simulator-table.ts';

/**
 * The research simulator's own table: an implementation of the same mathematics in binary floating point, independent of
 * the chain's code. An epoch's columns must follow from the state of the epoch before.
 */
const folder = resolve(
  process.env.ALLOKIT_SIMULATOR || resolve(import.meta.dirname, '../../../shared/vectors/simulator'),
);
const table = resolve(folder, 'synthesis_epochs.v0.6.csv');
const present = existsSync(table);
if (!present) process.stdout.write(`Simulator: NOT RUN, there is no table ${table} (set ALLOKIT_SIMULATOR)\n`);

/** The table divides regrets by their standard deviation, for a forecast by that of its own regrets, and knows one-out implied inferences. */
const RULES: Rules = { ...RULES_V0_6, name: 'simulator', oneOutInfererForecasters: true };

const TOPIC = {
  pNorm: Dec.of(3),
  cNorm: Dec.parse('0.75'),
  epsilon: Dec.parse('0.01'),
  alphaRegret: Dec.parse('0.1'),
  // Nobody is new in these epochs; any value but 0 says so.
  initialRegret: Dec.ONE,
};

const PARAMETERS = {
  initialRegretQuantile: Dec.parse('0.25'),
  pNormSafeDiv: Dec.parse('8.25'),
  minExperiencedWorkerRegrets: 10,
};

/** Doubles carry 16 digits; the table's sums of such numbers agree to within a few units of the sixteenth. */
const TOLERANCE = Dec.parse('4E-15');

/** Every column of the table whose name fits, and no other, within the tolerance. */
function expectColumns(row: Row, family: RegExp, columns: ReadonlyMap<string, Dec>): void {
  expect([...columns.keys()].toSorted()).toEqual([...row.keys()].filter((column) => family.test(column)).toSorted());
  const off = [...columns].flatMap(([column, value]) => {
    const stated = row.get(column) as string;
    const difference = value.sub(Dec.parse(stated)).abs();
    return difference.lte(TOLERANCE) ? [] : [`${column}: ${value.marshal()} instead of ${stated}`];
  });
  expect(off).toEqual([]);
}

const epochs = present ? readEpochs(readFileSync(table, 'utf8')) : [];
const steps = epochs
  .slice(1)
  .map((row, index) => ({ epoch: row.get('epoch') as string, row, before: epochs[index] as Row }));

describe.skipIf(!present)(present ? 'simulator' : `simulator: not run, there is no table ${table}`, () => {
  test('the table holds the epochs 300 to 302', () => {
    expect(epochs.map((row) => row.get('epoch'))).toEqual(expect.arrayContaining(['300', '301', '302']));
  });

  for (const { epoch, row, before } of steps) {
    test(`epoch ${epoch}: inferences`, () => {
      const { inferences } = synthesise(synthesisColumns.input(row, before, TOPIC), RULES);
      const columns = synthesisColumns.output(inferences);
      for (const [index, value] of confidenceIntervals(inferences).values.entries()) {
        columns.set(`network_inference_errorbar_${index}`, value[0] as Dec);
      }
      expectColumns(row, /^(forecast_implied_inference_\d|network_inference|network_naive_inference)/, columns);
    });

    test(`epoch ${epoch}: stake-weighted losses`, () => {
      const columns = synthesisColumns.losses(networkLosses(lossReports(row)));
      expectColumns(row, /^(inference_loss|forecast_implied_inference_loss|network_loss|network_naive_loss)/, columns);
    });

    test(`epoch ${epoch}: regrets`, () => {
      const { regrets } = updateRegrets(
        {
          losses: networkLosses(lossReports(row)),
          previous: regretTables(before),
          topic: TOPIC,
          parameters: PARAMETERS,
          inclusions: { inferers: new Map(), forecasters: new Map() },
        },
        RULES,
      );
      const columns = regretColumns(regrets);
      expectColumns(row, /^(naive_)?inference_regret/, columns);
    });

    test(`epoch ${epoch}: regrets that the forecasts imply`, () => {
      expectColumns(row, /^forecasted_regret/, synthesisColumns.forecastedRegrets(row, before));
    });
  }
});
