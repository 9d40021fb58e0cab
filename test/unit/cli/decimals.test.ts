import { expect, test } from 'vitest';
import { plainDecimal, shortDecimal } from '../../../src/cli/decimal-text.ts';
import { parseDecimal } from '../../../src/cli/decimals.ts';
import { parsePairs } from '../../../src/cli/pairs.ts';

test.each([
  ['1', '1'],
  [' 3127.50 ', '3127.50'],
  ['-0.4', '-0.4'],
  ['1e-40', '1E-40'],
  ['0', '0'],
])('%s is a decimal of a payload', (text, signed) => expect(parseDecimal(text)).toBe(signed));

test.each(['', ' ', 'NaN', 'Infinity', '-Infinity', '1e41', '1e-41', '1,5', '0x10', 'ten', '1e999999999999'])(
  '"%s" is none',
  (text) => expect(() => parseDecimal(text, '--value')).toThrow('--value:'),
);

test('people read decimals without exponents and idle zeros', () => {
  expect(plainDecimal('10.50000000000000000000000000000000')).toBe('10.5');
  expect(plainDecimal('1E+3')).toBe('1000');
  expect(plainDecimal('100')).toBe('100');
  expect(plainDecimal('-0.000')).toMatch(/^-?0$/);
  expect(shortDecimal('3.14159265358979')).toBe('3.14159');
});

test('pairs of a name and a decimal', () => {
  expect(parsePairs(['sigma=0.1'], '--parameter').sigma?.marshal()).toBe('0.1');
  expect(() => parsePairs(['=1'], '--parameter')).toThrow('is not NAME=VALUE');
});
