import { hash } from 'node:crypto';
import { putVarint } from './varint.ts';

/*
 * Hashes are kept as binary strings of 32 characters: the fastest form that the one-shot hash hands out, and a third
 * of the memory of a Buffer. One scratch buffer serves every preimage; views of it are made once per length.
 */
let scratch = Buffer.allocUnsafe(4096);
let views: Buffer[] = [];

function room(length: number): Buffer {
  if (scratch.length < length) {
    scratch = Buffer.allocUnsafe(length * 2);
    views = [];
  }
  return scratch;
}

function digest(length: number): string {
  let view = views[length];
  if (!view) {
    view = scratch.subarray(0, length);
    views[length] = view;
  }
  return hash('sha256', view, 'binary');
}

/** Zigzag varint of a safe integer that is not negative. */
const varint = (out: Buffer, offset: number, value: number): number => putVarint(out, offset, value * 2);

/** sha256 of bytes or of a binary string, as a binary string. */
export function sha256(data: Uint8Array | string): string {
  if (typeof data !== 'string') return hash('sha256', data, 'binary');
  room(data.length).write(data, 0, data.length, 'latin1');
  return digest(data.length);
}

/** Hash of a leaf of the tree, as cosmos/iavl 1.x: height 0, size 1, version, key, sha256 of the value. */
export function leafHash(key: string, value: Uint8Array, version: number): string {
  const valueHash = sha256(value);
  const out = room(key.length + 64);
  out[0] = 0;
  let at = varint(out, varint(out, 1, 1), version);
  at = putVarint(out, at, key.length);
  at += out.write(key, at, key.length, 'latin1');
  at = putVarint(out, at, 32);
  at += out.write(valueHash, at, 32, 'latin1');
  return digest(at);
}

/** Hash of an inner node, as cosmos/iavl 1.x: height, number of leaves, version, hash of the left, hash of the right. */
export function innerHash(height: number, size: number, version: number, left: string, right: string): string {
  const out = room(128);
  let at = varint(out, varint(out, varint(out, 0, height), size), version);
  at = putVarint(out, at, 32);
  at += out.write(left, at, 32, 'latin1');
  at = putVarint(out, at, 32);
  at += out.write(right, at, 32, 'latin1');
  return digest(at);
}

/** What a node's preimage begins with: height, number of leaves, version. */
export function treeHead(height: number, size: number, version: number): string {
  const out = room(32);
  return out.toString('latin1', 0, varint(out, varint(out, varint(out, 0, height), size), version));
}

/** Hash of a tree without keys. */
export const EMPTY_HASH = sha256('');

/** One store's leaf of the app hash: `name → sha256(root)` in the key-value form of the SDK's store, with its mark. */
export function storeLeafHash(name: string, root: string): string {
  const rootHash = sha256(root);
  const out = room(name.length + 64);
  out[0] = 0;
  let at = putVarint(out, 1, name.length);
  at += out.write(name, at, name.length, 'latin1');
  at = putVarint(out, at, 32);
  at += out.write(rootHash, at, 32, 'latin1');
  return digest(at);
}

/** CometBFT's simple Merkle tree over leaf hashes: split at the largest power of two below the count. */
export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return EMPTY_HASH;
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const left = merkleRoot(leaves.slice(0, split));
  const right = merkleRoot(leaves.slice(split));
  return sha256(`\x01${left}${right}`);
}
