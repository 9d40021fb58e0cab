/** How often something may be asked for: so many times at once, and once more after every interval. */
export interface Rate {
  readonly burst: number;
  readonly everyMs: number;
}

interface Bucket {
  /** Tokens at that time; a part of one counts. */
  left: number;
  at: number;
}

/** Names beyond which those whose buckets are full again are forgotten; where there are none, the oldest. */
const MOST_NAMES = 10_000;

/** A token bucket for every name. */
export class Buckets {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds, of any clock; where it goes back, nobody gains or loses */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes a token of a name: 0 where there was one, else the milliseconds until there is. */
  take(name: string): number {
    const bucket = this.#filled(name);
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) * this.#rate.everyMs);
    bucket.left -= 1;
    return 0;
  }

  /** Gives a token back that was of no use. */
  giveBack(name: string): void {
    const bucket = this.#filled(name);
    bucket.left = Math.min(this.#rate.burst, bucket.left + 1);
  }

  #filled(name: string): Bucket {
    const now = this.#now();
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      if (this.#buckets.size >= MOST_NAMES) this.#forget(now);
      bucket = { left: this.#rate.burst, at: now };
      this.#buckets.set(name, bucket);
    }
    this.#fill(bucket, now);
    return bucket;
  }

  #fill(bucket: Bucket, now: number): void {
    const gained = Math.max(0, now - bucket.at) / this.#rate.everyMs;
    bucket.left = Math.min(this.#rate.burst, bucket.left + gained);
    bucket.at = now;
  }

  #forget(now: number): void {
    for (const [name, bucket] of this.#buckets) {
      this.#fill(bucket, now);
      if (bucket.left >= this.#rate.burst) this.#buckets.delete(name);
    }
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined && this.#buckets.size >= MOST_NAMES) this.#buckets.delete(oldest);
  }
}
