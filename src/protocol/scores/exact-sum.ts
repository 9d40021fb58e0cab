import { Dec, PRECISION } from '../decimal/dec.ts';
import { digitCount, pow10 } from '../decimal/digits.ts';

const SLOTS = 128;
const MIDDLE = 64;

/**
 * An exact sum of many numbers whose exponents are close: one integer per exponent, put together at the end, so that no
 * term is aligned to another. The result has the exponent that adding one {@link Dec} after the other gives.
 */
export class ExactSum {
  private readonly slots: bigint[] = new Array<bigint>(SLOTS).fill(0n);
  private base = 0;
  private lowest = 0;
  private empty = true;
  private far = Dec.ZERO;

  clear(): void {
    this.slots.fill(0n);
    this.lowest = 0;
    this.empty = true;
    this.far = Dec.ZERO;
  }

  add(coefficient: bigint, exponent: number): void {
    if (exponent < this.lowest) this.lowest = exponent;
    if (coefficient === 0n) return;
    if (this.empty) {
      this.base = exponent - MIDDLE;
      this.empty = false;
    }
    const slot = exponent - this.base;
    if (slot >= 0 && slot < SLOTS) this.slots[slot] = (this.slots[slot] as bigint) + coefficient;
    else this.far = this.far.add(Dec.finite(coefficient, exponent));
  }

  /**
   * Adds value² cut to 34 digits, for value × 10^exponent.
   * @returns how many digits the square has: a good guess for that of a value that differs little
   */
  addSquare(value: bigint, exponent: number, guess: number): number {
    const square = value * value;
    let digits = guess;
    if (square >= pow10(digits) || square < pow10(digits - 1)) digits = digitCount(square);
    const drop = digits - PRECISION;
    if (drop > 0) this.add(square / pow10(drop), 2 * exponent + drop);
    else this.add(square, 2 * exponent);
    return digits;
  }

  value(): Dec {
    let sum = 0n;
    let above = SLOTS - 1;
    for (let slot = above; slot >= 0; slot--) {
      const part = this.slots[slot] as bigint;
      if (part === 0n) continue;
      sum = sum * pow10(above - slot) + part;
      above = slot;
    }
    const near = this.empty ? Dec.ZERO : Dec.finite(sum, this.base + above);
    return near.add(this.far).add(Dec.finite(0n, this.lowest));
  }
}
