import { PRECISION } from '../decimal/dec.ts';
import { pow10 } from '../decimal/digits.ts';
import { Dec, sqrt, sum } from '../decimal/index.ts';
import { adjustedStakes, consensusScores, NO_DISTANCE, type ScoreEpsilons } from './consensus.ts';
import { ExactSum } from './exact-sum.ts';
import { isTame, type PreparedColumn, type PreparedMatrix, prepare } from './prepared.ts';

const LIMIT = pow10(PRECISION);
const LEAST = pow10(PRECISION - 1);

/** An integer at a power of ten. */
interface Scaled {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** A reported loss, with what is remembered of it from one evaluation to the next. */
class Loss {
  readonly coefficient: bigint;
  readonly magnitude: bigint;
  readonly exponent: number;
  readonly digits: number;
  /** 1 when the last quotient had its 34 digits one place earlier than the numbers of digits alone tell. */
  private longer = 0;
  private numerator = 0n;
  private numeratorShift = -1;
  private aligned = 0n;
  private alignedBy = -1;
  private squareDigits = PRECISION;

  constructor(loss: Dec) {
    this.coefficient = loss.coefficient;
    this.magnitude = loss.coefficient < 0n ? -loss.coefficient : loss.coefficient;
    this.exponent = loss.exponent;
    this.digits = loss.digits;
  }

  /**
   * |loss|·stake / total, the product cut to 34 digits and so the quotient. The shift is guessed from the last evaluation,
   * from which stakes differ little, and put right when the quotient does not have 34 digits.
   */
  share(stake: Dec, total: Dec): Scaled {
    const whole = stake === Dec.ONE && this.digits <= PRECISION;
    let product = this.magnitude;
    let digits = this.digits;
    let exponent = this.exponent - total.exponent;
    if (!whole) {
      product *= stake.coefficient;
      digits += stake.digits;
      if (product < pow10(digits - 1)) digits--;
      exponent += stake.exponent;
      if (digits > PRECISION) {
        product /= pow10(digits - PRECISION);
        exponent += digits - PRECISION;
        digits = PRECISION;
      }
    }
    let shift = PRECISION + total.digits - digits - this.longer;
    let quotient = (whole ? this.wholeNumerator(shift) : product * pow10(shift)) / total.coefficient;
    if (quotient >= LIMIT) {
      quotient /= 10n;
      shift--;
      this.longer = 1;
    } else if (quotient < LEAST) {
      shift++;
      quotient = (product * pow10(shift)) / total.coefficient;
      this.longer = 0;
    }
    return { coefficient: this.coefficient < 0n ? -quotient : quotient, exponent: exponent - shift };
  }

  private wholeNumerator(shift: number): bigint {
    if (shift !== this.numeratorShift) {
      this.numerator = this.magnitude * pow10(shift);
      this.numeratorShift = shift;
    }
    return this.numerator;
  }

  /** Adds the square of the distance to the consensus. */
  addDistance(consensus: Scaled, squares: ExactSum): void {
    const by = this.exponent - consensus.exponent;
    if (by < 0) {
      const distance = this.coefficient - consensus.coefficient * pow10(-by);
      this.squareDigits = squares.addSquare(distance, this.exponent, this.squareDigits);
      return;
    }
    if (by !== this.alignedBy) {
      this.aligned = this.coefficient * pow10(by);
      this.alignedBy = by;
    }
    this.squareDigits = squares.addSquare(this.aligned - consensus.coefficient, consensus.exponent, this.squareDigits);
  }
}

/** One component: the losses that enter its consensus, and what each reputer is held against it with. */
class Column {
  private readonly reported: readonly (readonly [number, Loss])[];
  private readonly row: readonly Loss[];
  private readonly zero = new Loss(Dec.ZERO);
  private squareDigits = PRECISION;
  readonly group: number;
  /** Per reputer, whether the loss only stands in for one that was not reported; undefined where all reported it. */
  private readonly standsIn: readonly boolean[] | undefined;
  private readonly smallest: Dec;

  constructor({ reported, losses, gaps, smallest, group }: PreparedColumn) {
    this.row = losses.map((loss) => new Loss(loss));
    this.reported = reported.map((reputer) => [reputer, this.row[reputer] as Loss]);
    this.standsIn = gaps ? losses.map((_, reputer) => !reported.includes(reputer)) : undefined;
    this.smallest = smallest;
    this.group = group;
  }

  consensus(stakes: readonly Dec[], total: Dec): Scaled {
    let coefficient = 0n;
    let exponent = 0;
    for (const [reputer, loss] of this.reported) {
      const stake = stakes[reputer] as Dec;
      const nothing = loss.magnitude === 0n || stake.coefficient === 0n;
      const share = nothing
        ? { coefficient: 0n, exponent: loss.exponent + stake.exponent - total.exponent }
        : loss.share(stake, total);
      const by = share.exponent - exponent;
      if (by === 0) coefficient += share.coefficient;
      else if (by > 0) coefficient += share.coefficient * pow10(by);
      else {
        coefficient = coefficient * pow10(-by) + share.coefficient;
        exponent = share.exponent;
      }
    }
    return { coefficient, exponent };
  }

  addNorm({ coefficient, exponent }: Scaled, squares: ExactSum): void {
    this.squareDigits = squares.addSquare(coefficient, exponent, this.squareDigits);
  }

  addDistances(consensus: Scaled, sums: readonly ExactSum[]): void {
    const far = this.standsIn !== undefined && this.isFar(consensus) ? this.standsIn : undefined;
    for (let reputer = 0; reputer < sums.length; reputer++) {
      const loss = far?.[reputer] === true ? this.zero : (this.row[reputer] as Loss);
      loss.addDistance(consensus, sums[reputer] as ExactSum);
    }
  }

  /** Whether no reported loss is close enough to stand in. */
  private isFar({ coefficient, exponent }: Scaled): boolean {
    return Dec.finite(coefficient, exponent).sub(this.smallest).lte(NO_DISTANCE);
  }
}

/** The scores of all reputers for given coefficients. */
export type Scorer = (coefficients: readonly Dec[]) => Dec[];

/**
 * Makes {@link consensusScores} for the many evaluations of a descent on one matrix: the same to the last digit, but
 * losses are taken apart once, nothing is aligned or counted twice, and no number is wrapped between the operations.
 * What is out of the ordinary (a negative adjusted stake, a component without stake, exponents near the limits) is left to the
 * plain functions, which also give the errors.
 */
export function createScorer(
  rows: readonly (readonly Dec[])[],
  stakes: readonly Dec[],
  epsilons: ScoreEpsilons,
): Scorer {
  const plain: Scorer = (coefficients) => consensusScores(rows, stakes, coefficients, epsilons);
  const prepared = rows.length === stakes.length ? prepare(rows) : undefined;
  if (prepared === undefined) return plain;
  const evaluate = evaluator(prepared, rows.length, epsilons);
  return (coefficients) => evaluate(adjustedStakes(stakes, coefficients)) ?? plain(coefficients);
}

function evaluator({ columns: prepared, groups }: PreparedMatrix, reputers: number, epsilons: ScoreEpsilons) {
  const columns = prepared.map((column) => new Column(column));
  const norms = new ExactSum();
  const sums = Array.from({ length: reputers }, () => new ExactSum());
  return (stakes: readonly Dec[]): Dec[] | undefined => {
    if (stakes.some((stake) => stake.isNegative() || !isTame(stake))) return undefined;
    const totals = groups.map((group) => sum(group.map((reputer) => stakes[reputer] as Dec)));
    if (!totals.every((total) => total.isPositive())) return undefined;
    for (const squares of [norms, ...sums]) squares.clear();
    for (const column of columns) {
      const consensus = column.consensus(stakes, totals[column.group] as Dec);
      column.addNorm(consensus, norms);
      column.addDistances(consensus, sums);
    }
    const length = sqrt(norms.value());
    const norm = length.isZero() ? epsilons.epsilonSafeDiv : length;
    return sums.map((squares) => Dec.ONE.quo(sqrt(squares.value()).quo(norm).add(epsilons.epsilonReputer)));
  };
}
