import fc from 'fast-check';
import { Dec } from '../../../src/protocol/decimal/index.ts';

/** Decimals of up to 45 digits with exponents of both signs, zeros with exponents and signed zeros among them. */
export const decimals: fc.Arbitrary<Dec> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n }), fc.integer({ min: -60, max: 60 }))
      .map(([coefficient, exponent]) => Dec.finite(coefficient, exponent)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -4, max: 2 }))
      .map(([coefficient, exponent]) => Dec.finite(BigInt(coefficient), exponent)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: -50, max: 50 }), fc.boolean())
      .map(([exponent, negative]) => Dec.zero(exponent, negative)),
  },
);

export const nonZero = decimals.filter((x) => !x.isZero());

/** Values that e^x keeps inside the exponent limits with room to spare. */
export const moderate: fc.Arbitrary<Dec> = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n), max: 10n ** 34n }), fc.integer({ min: -40, max: -31 }))
  .map(([coefficient, exponent]) => Dec.finite(coefficient, exponent));

const SCALE = 300;

/** The value as an integer count of 10^-300: an arithmetic of its own to judge by. */
export const scaled = (x: Dec): bigint => x.coefficient * 10n ** BigInt(x.exponent + SCALE);

/** One unit in the n-th digit of x. */
export const unitInDigit = (x: Dec, n: number): Dec => Dec.finite(1n, x.exponent + x.digits - n);
