import { describe, expect, it } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { type WeakSpotFacts, weakSpots } from '../../../src/workbench/weak-spots.ts';

const reputer = (address: string, stake: bigint, coefficient = '1') => ({
  ...{ address, stake, coefficient: Dec.parse(coefficient) },
});

const SOUND: WeakSpotFacts = {
  reputers: ['a', 'b', 'c', 'd', 'e'].map((address) => reputer(address, 100n)),
  logLosses: true,
  smallestLosses: [{ address: 'a', loss: Dec.parse('-5.2') }],
  answers: ['10', '11', '12', '12'].map((value, i) => ({ address: `${i}`, value })),
};

const kinds = (change: Partial<WeakSpotFacts>) =>
  weakSpots({ ...SOUND, ...change }, (address) => address.toUpperCase()).map(({ kind, says }) => [kind, says]);

describe("the protocol's weak spots", () => {
  it('are none where the stake is spread, all are heard, and losses have a floor', () => {
    expect(kinds({})).toEqual([]);
  });

  it('begin above a quarter of the stake', () => {
    const four = ['a', 'b', 'c', 'd'].map((address) => reputer(address, 100n));
    expect(kinds({ reputers: four })).toEqual([]);
    expect(kinds({ reputers: [reputer('a', 101n), ...four.slice(1)] })).toEqual([
      ['large-reputer', 'A has 25.2 % of the stake that reports'],
    ]);
  });

  it('are fewer than three reputers', () => {
    expect(kinds({ reputers: [reputer('a', 1n), reputer('b', 1n)] })).toEqual([
      ['few-reputers', 'Two reputers report losses'],
      ['large-reputer', 'A has 50.0 % of the stake that reports'],
      ['large-reputer', 'B has 50.0 % of the stake that reports'],
    ]);
  });

  it('are a coefficient near 0 whose stake still weighs', () => {
    const [first, ...others] = SOUND.reputers;
    expect(kinds({ reputers: [{ ...first!, coefficient: Dec.parse('0.04') }, ...others] })).toEqual([
      ['unheard-stake', 'A is hardly listened to, yet 20.0 % of the stake stands behind its losses'],
    ]);
    expect(kinds({ reputers: [reputer('z', 0n, '0'), ...SOUND.reputers] })).toEqual([]);
  });

  it('are an exact hit without a floor under its logarithm', () => {
    const smallestLosses = [{ address: 'b', loss: Dec.parse('-100') }];
    expect(kinds({ smallestLosses })).toEqual([['no-loss-floor', 'B reported a log loss of -100']]);
    expect(kinds({ smallestLosses, logLosses: false })).toEqual([]);
  });

  it('are answers that are copies of one another', () => {
    const answers = ['0', '0', '7', '0'].map((value, i) => ({ address: `${i}`, value }));
    expect(kinds({ answers })).toEqual([['same-answers', '3 of 4 inferers gave the very same value']]);
  });
});
