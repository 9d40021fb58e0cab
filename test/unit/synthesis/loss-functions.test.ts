import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  findLossFunction,
  LOSS_FUNCTIONS,
  lossFunction,
  squaredLossFloor,
  submittedLoss,
} from '../../../src/protocol/loss-functions/index.ts';
import { d, expectDigits } from './helpers.ts';

const parameters = (given: { readonly [name: string]: string }) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, d(value)]));

describe('loss functions (§10)', () => {
  test.each([
    ['sqe', {}, '100', '95', '25'],
    ['abse', {}, '100', '95', '5'],
    ['huber', { delta: '2' }, '0', '3', '4'],
    ['huber', { delta: '2' }, '0', '1', '0.5'],
    ['logcosh', {}, '0', '1', '0.433781'],
    ['logcosh', {}, '0', '1000', '999.306853'],
    ['bce', {}, '1', '.9', '0.105361'],
    ['bce', {}, '0', '0', '0.000000'],
    ['poisson', {}, '2', '3', '0.802775'],
    ['poisson', {}, '5', '4', '-2.931472'],
    ['ztae', { sigma: '1.5' }, '1', '2', '0.28727871639476'],
    ['zptae', { sigma: '1.5' }, '1', '2', '0.328183094974225'],
  ])('%s %j of truth %s and inference %s is %s', (name, given, truth, inference, printed) => {
    expectDigits(lossFunction(name, parameters(given))(d(truth), d(inference)), printed);
  });

  test('names ignore case and outer spaces, aliases count', () => {
    expect(findLossFunction('  Squared_Error ')?.name).toBe('sqe');
    expect(LOSS_FUNCTIONS.map(({ name }) => name)).toEqual([
      'sqe',
      'abse',
      'huber',
      'logcosh',
      'bce',
      'poisson',
      'ztae',
      'zptae',
    ]);
    expect(() => lossFunction('nothing')).toThrow(/known: sqe/);
  });

  test('an exact hit costs nothing', () => {
    for (const { name } of LOSS_FUNCTIONS.filter(({ mayBeNegative }) => !mayBeNegative)) {
      const loss = lossFunction(name, name.startsWith('z') ? parameters({ sigma: '2' }) : {});
      expectDigits(loss(d('1'), d('1')), '0', '2E-15');
    }
  });

  test('parameters and values are checked', () => {
    const code52 = expect.objectContaining({ codespace: 'emissions', code: 52 });
    expect(() => lossFunction('ztae')).toThrow(code52);
    expect(() => lossFunction('zptae', parameters({ sigma: '0' }))).toThrow(code52);
    expect(() => lossFunction('huber', parameters({ delta: '-1' }))).toThrow(code52);
    expect(() => lossFunction('sqe', parameters({ delta: '1' }))).toThrow(code52);
    expect(() => lossFunction('bce')(d('2'), d('.5'))).toThrow(code52);
    expect(() => lossFunction('poisson')(d('-1'), d('1'))).toThrow(code52);
    expect(() => lossFunction('bce', parameters({ epsilon: '0.5' }))).toThrow(code52);
  });
});

describe('submitted losses (§10)', () => {
  const log = { allowNegative: false };

  test('are logarithms, kept above the floor of the data', () => {
    const floor = squaredLossFloor(d('.02'));
    expect(floor.eq(d('.0001'))).toBe(true);
    expectDigits(submittedLoss(d('25'), log, floor), '1.397940008672037609572522210551');
    expect(submittedLoss(Dec.ZERO, log, floor).eq(d('-4'))).toBe(true);
  });

  test('are raw where the topic allows negative ones', () => {
    expect(submittedLoss(d('-2.9'), { allowNegative: true }).eq(d('-2.9'))).toBe(true);
  });

  test('without a logarithm are an error', () => {
    expect(() => submittedLoss(Dec.ZERO, log)).toThrow(/loss floor/);
    expect(() => submittedLoss(d('-1'), log, d('1'))).toThrow(/allow negative/);
    expect(() => squaredLossFloor(Dec.ZERO)).toThrow(/resolution/);
  });
});
