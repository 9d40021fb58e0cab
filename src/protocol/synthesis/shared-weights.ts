import { Dec, sum } from '../decimal/index.ts';
import { contributes, meanOf, plus, scaled, zeros } from './combine.ts';
import type { KeptElement } from './forecast-implied.ts';
import { isPlain } from './quotient.ts';
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
  /** Whether exact sums are short enough to take products out of. */
  private readonly plain: boolean;
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
    this.plain = isPlain([...this.weights, ...this.products.flat()]);
    this.values = this.mean(all, this.weights);
    this.sums = this.plain ? this.products.reduce<LabelVector>(plus, zeros(labels)) : zeros(labels);
    this.total = this.plain ? sum(this.weights) : Dec.ZERO;
  }

  /** The mean without the elements at `left`; undefined when the weights of the others add up to 0. Two must remain. */
  without(left: readonly number[]): LabelVector | undefined {
    const rest = () => [...this.elements.keys()].filter((index) => !left.includes(index));
    if (left.includes(this.best)) return this.recomputed(rest());
    if (!this.plain) return this.mean(rest(), this.weights);
    let sums: LabelVector = this.sums;
    let total = this.total;
    for (const index of left) {
      sums = sums.map((running, label) => running.sub(this.products[index]?.[label] as Dec));
      total = total.sub(this.weights[index] as Dec);
    }
    // The exponent of a zero tells what was added up; only adding up again knows it.
    const cancelled = sums.some((running) => running.isZero());
    return cancelled ? this.mean(rest(), this.weights) : sums.map((running) => running.quo(total));
  }

  private recomputed(rest: readonly number[]): LabelVector | undefined {
    const top = this.places[this.bestOf(rest)] as Place;
    return this.mean(
      rest,
      this.places.map((place, index) => (rest.includes(index) ? ratio(top, place) : Dec.ZERO)),
    );
  }

  private mean(indices: readonly number[], weights: readonly Dec[]): LabelVector | undefined {
    const usable = indices
      .map((index) => ({ values: this.elements[index]?.values as LabelVector, weight: weights[index] as Dec }))
      .filter(contributes);
    return usable.length === 0 ? undefined : meanOf(usable, this.labels);
  }

  private bestOf(indices: readonly number[]): number {
    return indices.reduce((best, index) =>
      (this.normalised[index] as Dec).gt(this.normalised[best] as Dec) ? index : best,
    );
  }
}
