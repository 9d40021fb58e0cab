import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capBounded, Dec, legacyDecText, parseBounded, sdkLegacyDec } from '../../../src/protocol/decimal/index.ts';
import { decimals } from './arbitraries.ts';

const d = Dec.parse;

describe('text forms', () => {
  test('marshal keeps coefficient, exponent and sign', () => {
    fc.assert(
      fc.property(decimals, (x) => {
        const back = d(x.marshal());
        expect([back.coefficient, back.exponent, back.signBit]).toEqual([x.coefficient, x.exponent, x.signBit]);
      }),
      { numRuns: 1000 },
    );
  });
  test('the positional form keeps the value', () => {
    fc.assert(fc.property(decimals, (x) => d(x.toString()).eq(x)));
  });
  test.each([
    ['100000', '100000', '100000'],
    ['1E+5', '1E+5', '100000'],
    ['1.50E+3', '1.50E+3', '1500'],
    ['0.000001', '0.000001', '0.000001'],
    ['0.0000001', '1E-7', '0.0000001'],
    ['-12.5E-9', '-1.25E-8', '-0.0000000125'],
    ['0E+5', '0E+5', '000000'],
    ['-0.000', '-0.000', '-0.000'],
    ['0E-9', '0.000000000', '0.000000000'],
    ['', '0', '0'],
    ['.5', '0.5', '0.5'],
    ['5.', '5', '5'],
    ['+007', '7', '7'],
    ['1.5e-9', '1.5E-9', '0.0000000015'],
  ])('%j', (text, marshalled, positional) => {
    expect(d(text).marshal()).toBe(marshalled);
    expect(d(text).toString()).toBe(positional);
  });
  test('a zero is written out down to the exponent −2000', () => {
    expect(d('0E-2000').marshal()).toBe(`0.${'0'.repeat(2000)}`);
    expect(d('0E-2001').marshal()).toBe('0E-2001');
  });
  test('NaN', () => {
    expect([Dec.NAN.marshal(), d('nan').marshal(), d('sNaN').marshal(), Dec.NAN.toString()]).toEqual([
      'NaN',
      'NaN',
      'sNaN',
      'NaN',
    ]);
    expect([Dec.NAN.hasNaNFlag(), d('NaN').hasNaNFlag(), Dec.NAN.isFinite(), d('NaN').isFinite()]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
  test('JSON and numbers', () => {
    expect(JSON.stringify({ v: d('1E-7') })).toBe('{"v":"0.0000001"}');
    expect(d('-2.5E-3').toNumber()).toBe(-0.0025);
  });
  test.each(['x', ' 1', '1 ', '1_000', '1,000', '--1', '+-1', '.', 'e5', '1e', '1e+', '1.2.3', '0x10', '١'])(
    'refuses %j',
    (text) => expect(() => d(text)).toThrow(expect.objectContaining({ codespace: 'math', code: 1 })),
  );
  test.each(['inf', '-Infinity'])('refuses %j as infinite', (text) => {
    expect(() => d(text)).toThrow(expect.objectContaining({ codespace: 'math', code: 4 }));
  });
  test.each(['1e100001', '1e-100001', '10E+100000', '1e999999999999999999999'])(
    'refuses the exponent of %j',
    (text) => {
      expect(() => d(text)).toThrow(/exponent out of range/);
    },
  );
  test('of takes bigints, whole numbers and texts', () => {
    expect([Dec.of(12n), Dec.of(-3), Dec.of('1.0')].map((x) => x.marshal())).toEqual(['12', '-3', '1.0']);
    expect(() => Dec.of(0.5)).toThrow(/not a safe integer/);
  });
});

describe('bounded inputs', () => {
  test.each(['0', '1e-40', '-1E+40', '1.00', '0E+5'])('accepts %s', (text) => {
    expect(parseBounded(text).marshal()).toBe(d(text).marshal());
  });
  test.each(['9.9E-41', '-1.1E+40', 'NaN', '1E+41'])('refuses %s', (text) => {
    expect(() => parseBounded(text)).toThrow(expect.objectContaining({ codespace: 'math', code: 8 }));
  });
  test.each([
    ['a hundred digits', `1.${'3'.repeat(99)}`, true],
    ['one digit more', `1.${'3'.repeat(100)}`, false],
    ['a zero with an exponent of -100', '0E-100', true],
    ['a zero with a smaller exponent', '0E-101', false],
    ['a zero with a large exponent', '0E+99000', false],
    ['a text of ninety thousand digits', `1.${'0'.repeat(90_000)}`, false],
    ['a long text that says one', `${'0'.repeat(300)}1`, false],
  ])('%s: small enough to calculate with is %s', (_, text, holds) => {
    const read = () => parseBounded(text);
    if (holds) expect(read().marshal()).toBe(d(text).marshal());
    else expect(read).toThrow(expect.objectContaining({ codespace: 'math', code: 8 }));
  });
  test('capped values keep their sign', () => {
    const capped = (text: string) => capBounded(d(text)).marshal();
    expect(['1E+50', '-1E+50', '1E-50', '-1E-50', '0', '2.50'].map(capped)).toEqual([
      '1E+40',
      '-1E+40',
      '1E-40',
      '-1E-40',
      '0',
      '2.50',
    ]);
    expect(() => capBounded(Dec.NAN)).toThrow(/finite/);
  });
});

describe('fixed point', () => {
  test('18 places', () => {
    expect(legacyDecText(sdkLegacyDec(d('-1.72')))).toBe('-1.720000000000000000');
    expect(legacyDecText(sdkLegacyDec(d('7E+3')))).toBe('7000.000000000000000000');
    expect(sdkLegacyDec(d('1E-18'))).toBe(1n);
  });
  test('more places, too many bits and NaN are refused', () => {
    expect(() => sdkLegacyDec(d('1.0000000000000000000'))).toThrow(/decimal places/);
    expect(() => sdkLegacyDec(d('1E+90'))).toThrow(/out of range/);
    expect(() => sdkLegacyDec(d('1E+1000'))).toThrow(/out of range/);
    expect(() => sdkLegacyDec(Dec.NAN)).toThrow(/NaN/);
  });
});
