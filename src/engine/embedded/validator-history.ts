import type { ValidatorSet } from './types/validator-set.ts';

const CHECKPOINT = 1_000;

/** The validator set of every height: kept where it changes and now and then, turned forward in between. */
export class ValidatorHistory {
  #kept: { height: bigint; set: ValidatorSet }[] = [];

  /** Heights come one after another. Turning keeps a set's cached hash, an update makes a new one: that is a change. */
  add(height: bigint, set: ValidatorSet): void {
    const last = this.#kept.at(-1);
    if (last && last.set.hash() === set.hash() && height - last.height < CHECKPOINT) return;
    this.#kept.push({ height, set });
  }

  at(height: bigint): ValidatorSet | undefined {
    const found = this.#kept.findLast((kept) => kept.height <= height);
    if (!found) return undefined;
    let { set } = found;
    for (let at = found.height; at < height; at++) set = set.rotate();
    return set;
  }

  /** Forgets what only heights below `base` need. */
  prune(base: bigint): void {
    const first = this.#kept.findLastIndex((kept) => kept.height <= base);
    if (first > 0) this.#kept = this.#kept.slice(first);
  }
}
