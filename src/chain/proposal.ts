/** Bytes of a transaction inside a block's data: its tag, its length and itself. */
function sizeInBlock(tx: Uint8Array): number {
  let size = 2 + tx.length;
  for (let rest = tx.length >>> 7; rest > 0; rest >>>= 7) size++;
  return size;
}

/** The first transactions, in order, that fit together. */
export function withinBytes(txs: readonly Uint8Array[], maxTxBytes: bigint): Uint8Array[] {
  let left = maxTxBytes;
  const chosen: Uint8Array[] = [];
  for (const tx of txs) {
    left -= BigInt(sizeInBlock(tx));
    if (left < 0n) break;
    chosen.push(tx);
  }
  return chosen;
}
