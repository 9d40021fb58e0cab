import { hollowNode, type TreeNode } from './tree-node.ts';
import { putVarint } from './varint.ts';

/*
 * A node's record. Leaf: 0, key, value to the end. Inner node: 1, key, then of either side height, size, version, nonce
 * and hash: so a node is hashed, balanced and proven without its neighbours. Lengths and numbers are base-128 varints.
 */
const LEAF = 0;
const INNER = 1;
const HASH_BYTES = 32;
const KEY_BYTES = 10;

let scratch = Buffer.alloc(1 << 14);
const keyScratch = Buffer.alloc(KEY_BYTES);

/** The name of a node on the disk: version, then nonce, big-endian. What it returns is reused by the next call. */
export function nodeKey(version: number, nonce: number): Buffer {
  keyScratch.writeUIntBE(version, 0, 6);
  keyScratch.writeUInt32BE(nonce, 6);
  return keyScratch;
}

/** Reads what `putVarint` wrote, one number after the other. */
export class RecordReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('a number ends too early');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  text(length: number): string {
    const end = this.at + length;
    if (end > this.bytes.length) throw new RangeError('a text ends too early');
    const text = this.bytes.toString('latin1', this.at, end);
    this.at = end;
    return text;
  }
}

function putSide(out: Buffer, at: number, { height, size, version, nonce, hash }: TreeNode): number {
  let offset = at;
  out[offset++] = height;
  offset = putVarint(out, putVarint(out, putVarint(out, offset, size), version), nonce);
  return offset + out.write(hash, offset, HASH_BYTES, 'latin1');
}

/** The record of a node. What it returns is reused by the next call. */
export function encodeNode({ key, value, left, right }: TreeNode): Buffer {
  const room = key.length + (value ? value.length : 0) + 160;
  if (scratch.length < room) scratch = Buffer.alloc(room * 2);
  const out = scratch;
  out[0] = value ? LEAF : INNER;
  let at = putVarint(out, 1, key.length);
  at += out.write(key, at, key.length, 'latin1');
  if (value) {
    out.set(value, at);
    return out.subarray(0, at + value.length);
  }
  return out.subarray(0, putSide(out, putSide(out, at, left!), right!));
}

/** Small values share blocks of memory: a buffer of its own costs more than most values. */
const BLOCK = 8192;
let block = new ArrayBuffer(BLOCK);
let taken = 0;

function ownCopy(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length > BLOCK >> 3) return new Uint8Array(bytes);
  if (taken + length > BLOCK) {
    block = new ArrayBuffer(BLOCK);
    taken = 0;
  }
  const copy = new Uint8Array(block, taken, length);
  copy.set(bytes);
  taken += length;
  return copy;
}

function readSide(reader: RecordReader): TreeNode {
  const height = reader.varint();
  const size = reader.varint();
  const version = reader.varint();
  const nonce = reader.varint();
  return hollowNode(version, nonce, height, size, reader.text(HASH_BYTES));
}

/** Gives a hollow node what its record says. Its hash stays as it is. */
export function decodeNode(node: TreeNode, record: Buffer): void {
  const reader = new RecordReader(record, 1);
  node.key = reader.text(reader.varint());
  if (record[0] === LEAF) {
    node.value = ownCopy(record.subarray(reader.at));
    node.height = 0;
    node.size = 1;
  } else {
    const left = readSide(reader);
    const right = readSide(reader);
    node.left = left;
    node.right = right;
    node.height = (left.height > right.height ? left.height : right.height) + 1;
    node.size = left.size + right.size;
  }
  node.hollow = false;
}
