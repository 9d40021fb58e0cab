import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { castFor } from '../../../src/quickstart/cast.ts';
import { decimalText, lossAgainst, workerPayloads } from '../../../src/quickstart/epoch.ts';
import { contextOfLosses, recentLosses } from '../../../src/quickstart/forecasters.ts';
import { Ledger } from '../../../src/quickstart/ledger.ts';
import {
  holt,
  honestModels,
  longRunMean,
  movingAverage,
  persistence,
  ridge,
  seasonalNaive,
} from '../../../src/quickstart/models.ts';
import { loadSeries } from '../../../src/quickstart/series.ts';

describe('models', () => {
  test('say what their names say', () => {
    const past = [1, 2, 3, 4, 5, 6, 7];
    expect(persistence.predict(past)).toBe(7);
    expect(seasonalNaive(4).predict(past)).toBe(4);
    expect(seasonalNaive(12).predict(past)).toBe(7);
    expect(movingAverage.predict(past)).toBe(5);
    expect(longRunMean.predict(past)).toBe(4);
    expect(holt.predict([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toBeGreaterThan(8);
  });

  test('the ridge finds a linear recurrence', () => {
    const past = [1, 2];
    for (let t = 2; t < 200; t += 1) past.push(0.5 * past[t - 1]! + 0.3 * past[t - 2]! + Math.sin(t));
    const next = 0.5 * past[199]! + 0.3 * past[198]! + Math.sin(200);
    expect(Math.abs(ridge(1).predict(past) - next)).toBeLessThan(Math.abs(persistence.predict(past) - next));
  });

  test('answer from the shortest past there is', () => {
    for (const model of [...honestModels(12), ridge(12)]) expect(model.predict([3.5])).toBe(3.5);
  });
});

describe('forecasters', () => {
  const context = { past: [1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2], season: 4, epoch: 9 };

  test('say nothing of a worker that is not known yet', () => {
    for (const forecaster of [recentLosses, contextOfLosses]) {
      expect(forecaster.forecast({ epochs: [], losses: [] }, context)).toBeUndefined();
    }
  });

  test('the one of recent losses follows a worker that gets better', () => {
    const losses = [0, 0, 0, -1, -1, -1, -1, -1];
    const epochs = losses.map((_, i) => i + 1);
    const expected = recentLosses.forecast({ epochs, losses }, context)!;
    expect(expected).toBeLessThan(-0.5);
    expect(expected).toBeGreaterThan(-1);
  });

  test('the one of context sees a season', () => {
    const past = Array.from({ length: 60 }, (_, t) => t % 2);
    const epochs = Array.from({ length: 40 }, (_, i) => i + 1);
    const losses = epochs.map((epoch) => (epoch % 4 === 1 ? -2 : 0));
    const at = (epoch: number): number => contextOfLosses.forecast({ epochs, losses }, { past, season: 4, epoch })!;
    expect(at(41)).toBeLessThan(at(42) - 0.5);
  });
});

test('nobody looks ahead: what comes later changes nothing of what is said', async () => {
  const series = await loadSeries('elnino');
  const known = 560;
  const other = { ...series, values: series.values.map((value, t) => (t < known ? value : 1000 + t)) };
  const cast = castFor(series.season);
  const ledger = new Ledger(0.000025, 120, 30);
  for (let epoch = 1; epoch <= 8; epoch += 1) {
    const workers = new Map(cast.workers.map(({ name }, i) => [name, 20 + i + epoch / 10]));
    ledger.add({ epoch, nonce: BigInt(epoch), truth: 21, workers, combined: 21, naive: 21, withoutForecasters: 21 });
  }
  const at = { topicId: 1n, nonce: 120n, epoch: 9, known };
  const said = (from: typeof series) => workerPayloads(cast, from, ledger, at).map(({ messages }) => messages);
  expect(said(series)).toEqual(said(other));
  expect(said(series)).toHaveLength(7);
});

describe('what goes into payloads', () => {
  test('decimals have the text that the chain signs', () => {
    expect(decimalText(0.00000001)).toBe('1E-8');
    expect(decimalText(1 / 3)).toBe('0.333333333333');
    expect(decimalText(-1500)).toBe('-1500');
    expect(() => decimalText(Number.NaN)).toThrow(RangeError);
  });

  test('an exact hit loses as little as the resolution can tell', () => {
    const loss = lossAgainst(21.5, 0.01);
    expect(loss(Dec.parse('21.5')).toNumber()).toBeCloseTo(Math.log10(0.000025), 12);
    expect(loss(Dec.parse('23.5')).toNumber()).toBeCloseTo(Math.log10(4), 12);
  });
});
