import { leafHash, rootOfHashes } from './merkle.ts';
import { ProtoWriter } from './protowire.ts';

const PART_SIZE = 65_536;

/** A block's name: its header's hash and the set of parts it travels in. */
export interface BlockId {
  readonly hash: Uint8Array;
  readonly parts: { readonly total: number; readonly hash: Uint8Array };
}

/** What stands where there is no block: before the first one. */
export const NO_BLOCK: BlockId = { hash: new Uint8Array(), parts: { total: 0, hash: new Uint8Array() } };

/** tendermint.types.BlockID, and byte for byte CanonicalBlockID. */
export function encodeBlockId(id: BlockId): Uint8Array {
  const parts = new ProtoWriter().varint(1, id.parts.total).bytes(2, id.parts.hash).finish();
  return new ProtoWriter().bytes(1, id.hash).message(2, parts).finish();
}

/** Cuts an encoded block into parts of 64 KiB and names the set by its Merkle root. */
export function partSetOf(block: Uint8Array): BlockId['parts'] {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < block.length; at += PART_SIZE) leaves.push(leafHash(block.subarray(at, at + PART_SIZE)));
  return { total: leaves.length, hash: rootOfHashes(leaves) };
}
