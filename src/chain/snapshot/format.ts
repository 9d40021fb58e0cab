import { innerHash, leafHash } from '../store/node-hash.ts';
import { RecordReader } from '../store/node-record.ts';
import type { TreeNode } from '../store/tree-node.ts';
import { putVarint } from '../store/varint.ts';

/** The form of chunks that this file describes. */
export const SNAPSHOT_FORMAT = 1;

/** About how large a chunk becomes; one record is never divided. */
export const CHUNK_BYTES = 1 << 20;

/*
 * A chunk is a row of records; together they are the state at a height (docs/node.md, Snapshots). Numbers are base-128
 * varints. STATE: height, block time (8 bytes each), first of all. STORE: name; the nodes of its tree follow, children
 * before their parent. LEAF: version, key, value with their lengths. INNER: version; its sides are the two trees before it,
 * and its key is the smallest on the right.
 */
const STATE = 3;
const STORE = 2;
const INNER = 1;
const LEAF = 0;

export type SnapshotRecord =
  | { readonly kind: 'state'; readonly height: bigint; readonly time: bigint }
  | { readonly kind: 'store'; readonly name: string }
  | { readonly kind: 'leaf'; readonly version: number; readonly key: string; readonly value: Uint8Array }
  | { readonly kind: 'inner'; readonly version: number };

export function stateRecord(height: bigint, time: bigint): Buffer {
  const out = Buffer.alloc(17);
  out[0] = STATE;
  out.writeBigInt64BE(height, 1);
  out.writeBigInt64BE(time, 9);
  return out;
}

export function storeRecord(name: string): Buffer {
  const out = Buffer.alloc(6 + name.length);
  out[0] = STORE;
  const at = putVarint(out, 1, name.length);
  return out.subarray(0, at + out.write(name, at, 'latin1'));
}

export function nodeRecord({ key, value, version }: TreeNode): Buffer {
  const out = Buffer.alloc(24 + (value ? key.length + value.length : 0));
  out[0] = value ? LEAF : INNER;
  let at = putVarint(out, 1, version);
  if (!value) return out.subarray(0, at);
  at = putVarint(out, at, key.length);
  at += out.write(key, at, key.length, 'latin1');
  at = putVarint(out, at, value.length);
  out.set(value, at);
  return out.subarray(0, at + value.length);
}

/** The records of a chunk. @throws RangeError where it ends too early or holds something else */
export function* readRecords(chunk: Uint8Array): Generator<SnapshotRecord> {
  const reader = new RecordReader(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  while (!reader.done) yield readRecord(reader);
}

function readRecord(reader: RecordReader): SnapshotRecord {
  const kind = reader.bytes[reader.at++];
  if (kind === LEAF) {
    const version = reader.varint();
    const key = reader.text(reader.varint());
    return { kind: 'leaf', version, key, value: Buffer.from(reader.text(reader.varint()), 'latin1') };
  }
  if (kind === INNER) return { kind: 'inner', version: reader.varint() };
  if (kind === STORE) return { kind: 'store', name: reader.text(reader.varint()) };
  if (kind !== STATE) throw new RangeError(`a snapshot has no record of kind ${kind}`);
  const fields = Buffer.from(reader.text(16), 'latin1');
  return { kind: 'state', height: fields.readBigInt64BE(0), time: fields.readBigInt64BE(8) };
}

/** Gives a node that was put together from its sides or its value the hash that it had. */
export function hashRestored(node: TreeNode): void {
  const { key, value, version, height, size, left, right } = node;
  node.hash = value ? leafHash(key, value, version) : innerHash(height, size, version, left!.hash, right!.hash);
}
