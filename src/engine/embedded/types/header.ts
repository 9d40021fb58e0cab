import { type BlockId, encodeBlockId } from './block-id.ts';
import { leafHash, rootOfHashes } from './merkle.ts';
import { ProtoWriter } from './protowire.ts';
import { encodeTime } from './time.ts';

/** CometBFT 0.38's block protocol. */
export const BLOCK_PROTOCOL = 11n;

export interface Header {
  readonly version: { readonly block: bigint; readonly app: bigint };
  readonly chainId: string;
  readonly height: bigint;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly lastBlockId: BlockId;
  readonly lastCommitHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly consensusHash: Uint8Array;
  /** What executing the block before this one resulted in. */
  readonly appHash: Uint8Array;
  readonly lastResultsHash: Uint8Array;
  readonly evidenceHash: Uint8Array;
  readonly proposerAddress: Uint8Array;
}

function encodeVersion(version: Header['version']): Uint8Array {
  return new ProtoWriter().varint(1, version.block).varint(2, version.app).finish();
}

/** tendermint.types.Header. */
export function encodeHeader(header: Header): Uint8Array {
  return new ProtoWriter()
    .message(1, encodeVersion(header.version))
    .string(2, header.chainId)
    .varint(3, header.height)
    .message(4, encodeTime(header.time))
    .message(5, encodeBlockId(header.lastBlockId))
    .bytes(6, header.lastCommitHash)
    .bytes(7, header.dataHash)
    .bytes(8, header.validatorsHash)
    .bytes(9, header.nextValidatorsHash)
    .bytes(10, header.consensusHash)
    .bytes(11, header.appHash)
    .bytes(12, header.lastResultsHash)
    .bytes(13, header.evidenceHash)
    .bytes(14, header.proposerAddress)
    .finish();
}

const bytesLeaf = (value: Uint8Array): Uint8Array => leafHash(new ProtoWriter().bytes(1, value).finish());

/** Leaves of what seldom changes from block to block, by the identity of the value. */
const steady = new WeakMap<Uint8Array, Uint8Array>();

function steadyLeaf(value: Uint8Array): Uint8Array {
  let leaf = steady.get(value);
  if (leaf === undefined) {
    leaf = bytesLeaf(value);
    steady.set(value, leaf);
  }
  return leaf;
}

/**
 * The block's hash: a Merkle root over the header's fields, each encoded alone (scalars in google.protobuf's wrapper
 * messages). The byte arrays of a header must not be changed afterwards.
 */
export function hashHeader(header: Header): Uint8Array {
  return rootOfHashes([
    leafHash(encodeVersion(header.version)),
    leafHash(new ProtoWriter().string(1, header.chainId).finish()),
    leafHash(new ProtoWriter().varint(1, header.height).finish()),
    leafHash(encodeTime(header.time)),
    leafHash(encodeBlockId(header.lastBlockId)),
    bytesLeaf(header.lastCommitHash),
    steadyLeaf(header.dataHash),
    steadyLeaf(header.validatorsHash),
    steadyLeaf(header.nextValidatorsHash),
    steadyLeaf(header.consensusHash),
    bytesLeaf(header.appHash),
    steadyLeaf(header.lastResultsHash),
    steadyLeaf(header.evidenceHash),
    steadyLeaf(header.proposerAddress),
  ]);
}
