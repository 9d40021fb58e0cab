import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotEncodable, normalized, toUint256 } from '../../../src/consumer/evm/uint256.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';

const uint = (text: string) => toUint256(Dec.parse(text)).toString();

describe('a decimal as a uint256 with 18 decimals', () => {
  it.each([
    ['3365.485208027959', '3365485208027959000000'],
    ['2.28', '2280000000000000000'],
    ['1E+3', `1${'0'.repeat(21)}`],
    ['1E-18', '1'],
    ['0', '0'],
    ['-0', '0'],
    ['0E+90000', '0'],
    ['1.000000000000000001', '1000000000000000001'],
  ])('%s is %s', (decimal, expected) => expect(uint(decimal)).toBe(expected));

  it.each([
    ['1.0000000000000000019', '1000000000000000001'],
    ['0.9999999999999999999', '999999999999999999'],
    ['9.99E-19', '0'],
    ['1E-99999', '0'],
  ])('%s is cut to %s', (decimal, expected) => expect(uint(decimal)).toBe(expected));

  it('refuses a negative number, however small, and what does not fit', () => {
    for (const text of ['-1', '-1E-19', '-1E-90000', 'NaN', '1E+60', '1E+90000']) {
      expect(() => uint(text), text).toThrow(NotEncodable);
    }
    const most = ((1n << 256n) - 1n).toString();
    const withPoint = (digits: string) => `${digits.slice(0, -18)}.${digits.slice(-18)}`;
    expect(uint(withPoint(most))).toBe(most);
    expect(() => uint(withPoint((1n << 256n).toString()))).toThrow(NotEncodable);
  });

  it('is never more than the decimal and less than 1e-18 below it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 34n }),
        fc.integer({ min: -60, max: 20 }),
        (coefficient, exponent) => {
          const decimal = Dec.finite(coefficient, exponent);
          const written = Dec.finite(toUint256(decimal), -18);
          expect(written.lte(decimal)).toBe(true);
          expect(decimal.sub(written).lt(Dec.parse('1E-18'))).toBe(true);
        },
      ),
    );
  });
});

describe('the number that a uint256 stands for', () => {
  it.each([
    [0n, '0'],
    [1n, '0.000000000000000001'],
    [2_280_000_000_000_000_000n, '2.28'],
    [50n * 10n ** 18n, '50'],
    [3_365_485_208_027_959_000_000n, '3365.485208027959'],
  ])('%s is %s', (value, expected) => expect(normalized(value)).toBe(expected));

  it('leads back to it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), (value) => {
        expect(toUint256(Dec.parse(normalized(value)))).toBe(value);
      }),
    );
  });
});
