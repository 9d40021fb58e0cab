import { Dec, sum } from '../decimal/index.ts';

/** Significant digits of a quotient. */
const DIGITS = 34;
/** Beyond this many digits from the first of a sum to its last, adding up takes the long way round. */
const PLAIN_SPAN = 600;
/** What lies so many digits below a partial sum, and all that lies below that, cannot change its first digits or sign. */
const NEGLIGIBLE = 200;

/** coefficient × 10^exponent without limits; `top` is the exponent of the first digit. */
interface Term {
  readonly coefficient: bigint;
  readonly exponent: number;
  readonly top: number;
}

/**
 * Σ numerators / Σ denominators (denominators not negative), digit for digit what exact sums and one quotient give.
 *
 * A weight may be as small as 10^−100000, and an exact sum of it and 1 has as many digits. Then the quotient is found from
 * the leading part of both sums, and the exact sign of N − g·D tells whether its last digit stands (docs/spec/synthesis.md §4).
 */
export const quotientOfSums = (numerators: readonly Dec[], denominators: readonly Dec[]): Dec =>
  dividedBy(denominators)(numerators);

/** {@link quotientOfSums} for many numerators over the same denominators, whose sum is made once. */
export function dividedBy(denominators: readonly Dec[]): (numerators: readonly Dec[]) => Dec {
  const total = isPlain(denominators) ? sum(denominators) : undefined;
  return (numerators) =>
    total !== undefined && isPlain(numerators) ? sum(numerators).quo(total) : longQuotient(numerators, denominators);
}

function longQuotient(numerators: readonly Dec[], denominators: readonly Dec[]): Dec {
  const below = leading(terms(denominators));
  const above = leading(terms(numerators));
  if (above === undefined || below === undefined) return sum(numerators).quo(sum(denominators));
  const negative = above.coefficient < 0n;
  const size = terms(numerators).map((term) => (negative ? opposite(term) : term));
  const guess = shiftedQuotient(negative ? opposite(above) : above, below);
  const quotient = settle(guess, size, terms(denominators));
  return Dec.finite(negative ? -quotient.coefficient : quotient.coefficient, quotient.exponent, DIGITS);
}

/** Whether Σ values < bound. */
export function sumIsBelow(values: readonly Dec[], bound: Dec): boolean {
  const all = [...values, bound];
  if (isPlain(all)) return sum(values).lt(bound);
  const difference = leading([...terms(values), ...terms([bound]).map(opposite)]);
  return difference !== undefined && difference.coefficient < 0n;
}

/** Whether the exact sum of these has a manageable number of digits. */
export function isPlain(values: readonly Dec[]): boolean {
  let top = -Infinity;
  let bottom = Infinity;
  for (const value of values) {
    if (value.exponent < bottom) bottom = value.exponent;
    if (!value.isZero() && value.exponent + value.digits > top) top = value.exponent + value.digits;
  }
  return top - bottom <= PLAIN_SPAN;
}

const terms = (values: readonly Dec[]): Term[] =>
  values.flatMap((value) =>
    value.isZero()
      ? []
      : [{ coefficient: value.coefficient, exponent: value.exponent, top: value.exponent + value.digits }],
  );

const opposite = (term: Term): Term => ({ ...term, coefficient: -term.coefficient });

/** Sum of the greatest terms, as far down as it matters; undefined when all of them cancel. */
function leading(list: readonly Term[]): Term | undefined {
  let total: Term | undefined;
  for (const term of list.toSorted((a, b) => b.top - a.top)) {
    if (total === undefined) total = term;
    else if (term.top < total.top - NEGLIGIBLE) break;
    else total = plus(total, term);
  }
  return total;
}

function plus(a: Term, b: Term): Term | undefined {
  const exponent = a.exponent < b.exponent ? a.exponent : b.exponent;
  const scaled = (term: Term) => term.coefficient * 10n ** BigInt(term.exponent - exponent);
  const coefficient = scaled(a) + scaled(b);
  return coefficient === 0n ? undefined : termOf(coefficient, exponent);
}

const termOf = (coefficient: bigint, exponent: number): Term => ({
  coefficient,
  exponent,
  top: exponent + Dec.finite(coefficient, 0).digits,
});

/** a / b to 34 digits, toward zero, without regard to the limits of exponents. */
function shiftedQuotient(a: Term, b: Term): Term {
  const quotient = Dec.finite(a.coefficient, 0).quo(Dec.finite(b.coefficient, 0));
  return termOf(quotient.coefficient, quotient.exponent + a.exponent - b.exponent);
}

/** The greatest number of 34 digits that times D is not above N; `guess` is at most one unit off. */
function settle(guess: Term, numerator: readonly Term[], denominator: readonly Term[]): Term {
  const reaches = (candidate: Term): boolean => {
    const parts = denominator.map(({ coefficient, exponent }) =>
      termOf(-coefficient * candidate.coefficient, exponent + candidate.exponent),
    );
    const difference = leading([...numerator, ...parts]);
    return difference === undefined || difference.coefficient > 0n;
  };
  if (!reaches(guess)) return previous(guess);
  const following = next(guess);
  return reaches(following) ? following : guess;
}

const SMALLEST = 10n ** BigInt(DIGITS - 1);

const previous = ({ coefficient, exponent }: Term): Term =>
  coefficient === SMALLEST ? termOf(SMALLEST * 10n - 1n, exponent - 1) : termOf(coefficient - 1n, exponent);

const next = ({ coefficient, exponent }: Term): Term =>
  coefficient === SMALLEST * 10n - 1n ? termOf(SMALLEST, exponent + 1) : termOf(coefficient + 1n, exponent);
