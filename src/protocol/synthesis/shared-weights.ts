import { Dec } from '../decimal/index.ts';
import { plus, scaled, zeros } from './combine.ts';
import type { KeptElement } from './forecast-implied.ts';
import type { LabelVector } from './types.ts';
import { type Curve, type Place, placeOf, ratio } from './weight-curve.ts';

/**
 * The weighted mean of a forecast's elements under a given scale, and the same mean without each single inferer, at the
 * price of one: sums are exact, so taking a product out of them gives every digit that adding up the others would give.
 * Only without the best element all weights change, and even then the exponentials of the others stay.
 */
export class SharedWeights {
  readonly values: LabelVector | undefined;
  private readonly elements: readonly KeptElement[];
  private readonly labels: number;
  private readonly places: readonly Place[];
  private readonly normalised: readonly Dec[];
  private readonly best: number;
  private readonly weights: readonly Dec[];
  private readonly products: readonly LabelVector[];
  private readonly sums: LabelVector;
  private readonly total: Dec;

  constructor(elements: readonly KeptElement[], scale: Dec, curve: Curve, labels: number) {
    this.elements = elements;
    this.labels = labels;
    this.normalised = elements.map(({ regret }) => regret.quo(scale));
    this.places = this.normalised.map((normalised) => placeOf(normalised, curve));
    const all = [...elements.keys()];
    this.best = this.bestOf(all);
    const top = this.places[this.best] as Place;
    this.weights = this.places.map((place) => ratio(top, place));
    this.products = elements.map(({ values }, index) => scaled({ values, weight: this.weights[index] as Dec }));
    const used = all.filter((index) => !this.weights[index]?.isZero());
    this.sums = used.reduce<LabelVector>(
      (sums, index) => plus(sums, this.products[index] as LabelVector),
      zeros(labels),
    );
    this.total = used.reduce((total, index) => total.add(this.weights[index] as Dec), Dec.ZERO);
    this.values = quotients(this.sums, this.total);
  }

  /** The mean without the elements at `left`; undefined when the weights of the others add up to 0. Two must remain. */
  without(left: readonly number[]): LabelVector | undefined {
    if (left.includes(this.best)) return this.recomputed(left);
    let sums: LabelVector = this.sums;
    let total = this.total;
    for (const index of left) {
      const weight = this.weights[index] as Dec;
      if (weight.isZero()) continue;
      sums = sums.map((sum, label) => sum.sub(this.products[index]?.[label] as Dec));
      total = total.sub(weight);
    }
    // The exponent of a zero tells what was added up; only the plain way knows it.
    return sums.some((sum) => sum.isZero()) ? this.recomputed(left) : quotients(sums, total);
  }

  private recomputed(left: readonly number[]): LabelVector | undefined {
    const rest = [...this.elements.keys()].filter((index) => !left.includes(index));
    const top = this.places[this.bestOf(rest)] as Place;
    let sums: LabelVector = zeros(this.labels);
    let total = Dec.ZERO;
    for (const index of rest) {
      const weight = ratio(top, this.places[index] as Place);
      if (weight.isZero()) continue;
      sums = plus(sums, scaled({ values: this.elements[index]?.values as LabelVector, weight }));
      total = total.add(weight);
    }
    return quotients(sums, total);
  }

  private bestOf(indices: readonly number[]): number {
    return indices.reduce((best, index) =>
      (this.normalised[index] as Dec).gt(this.normalised[best] as Dec) ? index : best,
    );
  }
}

const quotients = (sums: LabelVector, total: Dec): LabelVector | undefined =>
  total.isZero() ? undefined : sums.map((sum) => sum.quo(total));
