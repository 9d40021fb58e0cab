import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, parseAmount, UALLO_PER_ALLO } from '../../../src/cli/amounts.ts';
import { formatDuration, parseDuration } from '../../../src/cli/durations.ts';

describe('amounts', () => {
  it('reads both units exactly', () => {
    expect(parseAmount('5allo')).toBe(5n * UALLO_PER_ALLO);
    expect(parseAmount('0.25 ALLO')).toBe(UALLO_PER_ALLO / 4n);
    expect(parseAmount('200uallo')).toBe(200n);
    expect(parseAmount('0.000000000000000001allo')).toBe(1n);
  });

  it.each(['', '5', '-1allo', '1.5uallo', '0.0000000000000000001allo', '1e3allo', 'allo', '5 eth', '١allo'])(
    'refuses %j with the unit in the hint',
    (text) => expect(() => parseAmount(text)).toThrow(expect.objectContaining({ code: 'ALLO2005', exitCode: 2 })),
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 28n }), (uallo) => {
        expect(parseAmount(formatAmount(uallo))).toBe(uallo);
      }),
    );
  });
});

describe('durations', () => {
  it('reads units and their sums', () => {
    expect(parseDuration('2h')).toBe(7_200_000_000_000n);
    expect(parseDuration('1h30m')).toBe(5_400_000_000_000n);
    expect(parseDuration('1.5s')).toBe(1_500_000_000n);
    expect(parseDuration('500ms')).toBe(500_000_000n);
  });

  it.each(['', '2', 'h', '2 weeks', '-1s', '1s!', '1.1234567s'])('refuses %j', (text) =>
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'ALLO2006' })),
  );

  it('writes the two largest units', () => {
    expect(formatDuration(7_500_000_000_000n)).toBe('2h 5m');
    expect(formatDuration(0n)).toBe('0s');
    expect(formatDuration(250_000_000n)).toBe('250ms');
  });
});
