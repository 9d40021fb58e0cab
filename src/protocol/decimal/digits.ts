const TABLE_SIZE = 1024;
const TABLE: bigint[] = [1n];
for (let k = 1; k < TABLE_SIZE; k++) TABLE.push((TABLE[k - 1] as bigint) * 10n);

/** 10^k for k ≥ 0; small powers come from a table. */
export const pow10 = (k: number): bigint => (k < TABLE_SIZE ? (TABLE[k] as bigint) : 10n ** BigInt(k));

/**
 * Number of decimal digits of |n|; zero has one digit.
 * Found by comparison with powers of ten: no text is made.
 */
export function digitCount(n: bigint): number {
  const m = n < 0n ? -n : n;
  if (m < 10n) return 1;
  let high = 38;
  while (m >= pow10(high)) high *= 2;
  let low = high === 38 ? 1 : high >>> 1;
  // 10^low ≤ m < 10^high
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (m >= pow10(middle)) low = middle;
    else high = middle;
  }
  return high;
}
