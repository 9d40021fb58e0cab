import { sha256 } from './hash.ts';

/** Root of no leaves at all: SHA-256 of nothing. */
export const EMPTY_HASH: Uint8Array = sha256(new Uint8Array());

const inner = new Uint8Array(65);
inner[0] = 1;

export function leafHash(leaf: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(leaf.length + 1);
  prefixed.set(leaf, 1);
  return sha256(prefixed);
}

function innerHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  inner.set(left, 1);
  inner.set(right, 33);
  return sha256(inner);
}

/** The largest power of two below `count` (which is at least 2). */
function splitPoint(count: number): number {
  return 1 << (31 - Math.clz32(count - 1));
}

/** Merkle root in the manner of RFC 6962 over leaves that are hashed already. */
export function rootOfHashes(hashes: readonly Uint8Array[], from = 0, to = hashes.length): Uint8Array {
  const count = to - from;
  if (count === 0) return EMPTY_HASH;
  if (count === 1) return hashes[from] as Uint8Array;
  const middle = from + splitPoint(count);
  return innerHash(rootOfHashes(hashes, from, middle), rootOfHashes(hashes, middle, to));
}

/** Merkle root in the manner of RFC 6962 over byte strings. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return rootOfHashes(leaves.map(leafHash));
}

export interface MerkleProof {
  readonly total: number;
  readonly index: number;
  readonly leafHash: Uint8Array;
  /** Sibling hashes from the leaf up to the root. */
  readonly aunts: readonly Uint8Array[];
}

/** The proof that `leaves[index]` is under the root of `leaves`. */
export function merkleProof(leaves: readonly Uint8Array[], index: number): MerkleProof {
  const hashes = leaves.map(leafHash);
  const aunts: Uint8Array[] = [];
  let from = 0;
  let to = hashes.length;
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      aunts.unshift(rootOfHashes(hashes, middle, to));
      to = middle;
    } else {
      aunts.unshift(rootOfHashes(hashes, from, middle));
      from = middle;
    }
  }
  return { total: hashes.length, index, leafHash: hashes[index] as Uint8Array, aunts };
}
