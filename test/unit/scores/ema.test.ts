import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec, ema, quantile } from '../../../src/protocol/decimal/index.ts';
import { initialEmaScore, latestScores, missedEpochs, penaliseScore } from '../../../src/protocol/scores/index.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';
import { numbers } from './helpers.ts';

const liveness = (lastHeight: bigint, lag = 0n) =>
  missedEpochs({ lastHeight, epochLastEnded: 1000n, epochLength: 100n, lag });

describe('missed epochs (docs/spec/emissions.md §7.4)', () => {
  test('the worked example: two epochs missed, from 0.3 toward −0.2', () => {
    expect(liveness(700n)).toBe(2n);
    expect(penaliseScore(d('0.3'), d('-0.2'), d('0.1'), 2n).eq(d('0.205'))).toBe(true);
  });
  test('an actor of the epoch before missed none, one of the epoch before that one', () => {
    expect(liveness(900n)).toBe(0n);
    expect(liveness(899n)).toBe(1n);
    expect(liveness(800n)).toBe(1n);
    expect(liveness(799n)).toBe(2n);
    expect(liveness(1000n)).toBe(0n);
  });
  test('reputers are as late as the ground truth', () => {
    expect(liveness(700n, 150n)).toBe(1n);
    expect(liveness(750n, 150n)).toBe(0n);
  });
  test('the first epochs of a chain, and an epoch length of 0', () => {
    expect(missedEpochs({ lastHeight: 0n, epochLastEnded: 50n, epochLength: 100n, lag: 0n })).toBe(0n);
    expect(missedEpochs({ lastHeight: -5n, epochLastEnded: 200n, epochLength: 100n, lag: 0n })).toBe(1n);
    expect(missedEpochs({ lastHeight: 0n, epochLastEnded: 200n, epochLength: 0n, lag: 0n })).toBe(0n);
  });
  test('without missed epochs the score stays as it is written', () => {
    expect(penaliseScore(d('0.30'), d('-0.2'), d('0.1'), 0n).marshal()).toBe('0.30');
  });
  test('no number of missed epochs and no alpha makes it long, or impossible', () => {
    const close = d(`0.${'9'.repeat(100)}`);
    for (const alpha of [close, d('0.1'), d('0.9'), d('1E-100')]) {
      for (const missed of [1n, 3n, 28n, 1001n, 3_000_000n, 10n ** 12n]) {
        for (const score of ['0', '0E-90', '0.3', `7.${'3'.repeat(90)}E+30`]) {
          const penalised = penaliseScore(d(score), d('-0.2'), alpha, missed);
          expect(penalised.marshal().length).toBeLessThan(800);
        }
      }
    }
    expect(penaliseScore(d('0.3'), d('-0.2'), close, 28n).sub(d('-0.2')).abs().lt(d('1E-30'))).toBe(true);
    expect(penaliseScore(d('0.3'), d('-0.2'), close, 10n ** 12n).eq(d('-0.2'))).toBe(true);
  });
  test('is as many EMAs toward the initial score', () => {
    fc.assert(
      fc.property(fc.integer({ min: -900, max: 900 }), fc.integer({ min: 1, max: 40 }), (score, missed) => {
        let stepped = Dec.of(score);
        for (let step = 0; step < missed; step++) stepped = ema(d('0.1'), d('-0.2'), stepped, false);
        const atOnce = penaliseScore(Dec.of(score), d('-0.2'), d('0.1'), BigInt(missed));
        expect(atOnce.sub(stepped).abs().lt(d('1E-28'))).toBe(true);
      }),
    );
  });
});

describe('initial score (docs/spec/emissions.md §7.7)', () => {
  test('the lowest less two deviations', () => {
    expectDigits(initialEmaScore(numbers('.5 .3 .1 .4 .2'), d('2')), '-0.2162278');
  });
  test('of one actor its score, of none 0', () => {
    expect(initialEmaScore([d('0.70')], d('2')).marshal()).toBe('0.70');
    expect(initialEmaScore([], d('2')).marshal()).toBe('0');
  });
});

describe('quantile and average (docs/spec/emissions.md §18.1)', () => {
  test('quantiles of the active set', () => {
    const scores = numbers('.5 .4 .3 .2 .1');
    expect(quantile(scores, d('0.25')).eq(d('0.2'))).toBe(true);
    expect(quantile(scores, d('0.3')).eq(d('0.22'))).toBe(true);
    const simulated = numbers('.51533551195 .47883682208 .28205997668 .21060696278 -.05947253079');
    expectDigits(quantile(simulated, d('0.2')), '0.15659106407', '1E-11');
  });
  test('average', () => {
    expect(ema(d('0.1'), Dec.TWO, Dec.ONE, false).eq(d('1.1'))).toBe(true);
  });
});

test('a history gives its newest scores, and may break off inside an epoch', () => {
  const epochs = [numbers('1 2 3'), numbers('4 5 6'), numbers('7')];
  const taken = (limit: number) => latestScores(epochs, limit).map((score) => score.toNumber());
  expect(taken(10)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(taken(5)).toEqual([1, 2, 3, 4, 5]);
  expect(taken(3)).toEqual([1, 2, 3]);
  expect(taken(0)).toEqual([]);
});
