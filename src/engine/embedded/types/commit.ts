import { type BlockId, encodeBlockId, NO_BLOCK } from './block-id.ts';
import { merkleRoot } from './merkle.ts';
import { ProtoWriter } from './protowire.ts';
import { encodeTime } from './time.ts';

/** tendermint.types.BlockIDFlag: what a validator's vote was for. */
export const BlockIdFlag = { ABSENT: 1, COMMIT: 2, NIL: 3 } as const;

export interface CommitSig {
  readonly blockIdFlag: number;
  /** Empty where the validator is absent; so is the signature. */
  readonly validatorAddress: Uint8Array;
  readonly timestamp: bigint;
  readonly signature: Uint8Array;
}

export interface Commit {
  readonly height: bigint;
  readonly round: number;
  readonly blockId: BlockId;
  /** In the order of the validator set. */
  readonly signatures: readonly CommitSig[];
}

/** What the first block carries. */
export const NO_COMMIT: Commit = { height: 0n, round: 0, blockId: NO_BLOCK, signatures: [] };

function encodeCommitSig(sig: CommitSig): Uint8Array {
  return new ProtoWriter()
    .varint(1, sig.blockIdFlag)
    .bytes(2, sig.validatorAddress)
    .message(3, encodeTime(sig.timestamp))
    .bytes(4, sig.signature)
    .finish();
}

/** tendermint.types.Commit together with its hash (over the signatures alone). */
export function sealCommit(commit: Commit): { encoded: Uint8Array; hash: Uint8Array } {
  const signatures = commit.signatures.map(encodeCommitSig);
  const writer = new ProtoWriter()
    .varint(1, commit.height)
    .varint(2, commit.round)
    .message(3, encodeBlockId(commit.blockId));
  for (const signature of signatures) writer.message(4, signature);
  return { encoded: writer.finish(), hash: merkleRoot(signatures) };
}

const PRECOMMIT = 2;

/** The part of a precommit's sign bytes before its timestamp; the same for every validator of a round. */
function encodeVoteHead(height: bigint, round: number, blockId: BlockId): ProtoWriter {
  const writer = new ProtoWriter().varint(1, PRECOMMIT).sfixed64(2, height).sfixed64(3, BigInt(round));
  return blockId.hash.length === 0 ? writer : writer.message(4, encodeBlockId(blockId));
}

/**
 * The bytes that a validator signs to precommit a block: a length-delimited tendermint.types.CanonicalVote.
 * An empty block id is a vote for nil.
 */
export function precommitSignBytes(
  chainId: string,
  vote: { height: bigint; round: number; blockId: BlockId; timestamp: bigint },
): Uint8Array {
  return encodeVoteHead(vote.height, vote.round, vote.blockId)
    .message(5, encodeTime(vote.timestamp))
    .string(6, chainId)
    .finishDelimited();
}
