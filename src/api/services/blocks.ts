import type { MessageInitShape } from '@bufbuild/protobuf';
import type { BlockSchema as SdkBlockSchema } from '../../wire/gen/cosmos/base/tendermint/v1beta1/types_pb.ts';
import type { BlockSchema } from '../../wire/gen/tendermint/types/block_pb.ts';
import type { EvidenceSchema } from '../../wire/gen/tendermint/types/evidence_pb.ts';
import type {
  BlockIDSchema,
  CommitSchema,
  HeaderSchema,
  SignedMsgType,
  VoteSchema,
} from '../../wire/gen/tendermint/types/types_pb.ts';
import type { BlockIDFlag } from '../../wire/gen/tendermint/types/validator_pb.ts';
import { timestampOf, valconsAddress } from '../../wire/index.ts';
import type { RpcBlock, RpcBlockId, RpcCommit, RpcEvidence, RpcHeader, RpcVote } from '../rpc-types.ts';
import { bytes, hexBytes } from './bytes.ts';

export const blockIdOf = ({ hash, parts }: RpcBlockId): MessageInitShape<typeof BlockIDSchema> => ({
  hash: hexBytes(hash),
  partSetHeader: { total: parts.total, hash: hexBytes(parts.hash) },
});

const headerOf = (header: RpcHeader) =>
  ({
    version: { block: BigInt(header.version.block), app: BigInt(header.version.app ?? '0') },
    chainId: header.chain_id,
    height: BigInt(header.height),
    time: timestampOf(header.time),
    lastBlockId: blockIdOf(header.last_block_id),
    lastCommitHash: hexBytes(header.last_commit_hash),
    dataHash: hexBytes(header.data_hash),
    validatorsHash: hexBytes(header.validators_hash),
    nextValidatorsHash: hexBytes(header.next_validators_hash),
    consensusHash: hexBytes(header.consensus_hash),
    appHash: hexBytes(header.app_hash),
    lastResultsHash: hexBytes(header.last_results_hash),
    evidenceHash: hexBytes(header.evidence_hash),
    proposerAddress: hexBytes(header.proposer_address),
  }) satisfies MessageInitShape<typeof HeaderSchema>;

const commitOf = ({ height, round, block_id, signatures }: RpcCommit): MessageInitShape<typeof CommitSchema> => ({
  height: BigInt(height),
  round,
  blockId: blockIdOf(block_id),
  signatures: signatures.map((one) => ({
    blockIdFlag: one.block_id_flag as BlockIDFlag,
    validatorAddress: hexBytes(one.validator_address),
    timestamp: timestampOf(one.timestamp),
    signature: bytes(one.signature),
  })),
});

const voteOf = (vote: RpcVote): MessageInitShape<typeof VoteSchema> => ({
  type: vote.type as SignedMsgType,
  height: BigInt(vote.height),
  round: vote.round,
  blockId: blockIdOf(vote.block_id),
  timestamp: timestampOf(vote.timestamp),
  validatorAddress: hexBytes(vote.validator_address),
  validatorIndex: vote.validator_index,
  signature: bytes(vote.signature),
});

/** Double votes; attacks on light clients, which nobody can make in a network of this size, are left out. */
function evidenceOf({ type, value }: RpcEvidence): MessageInitShape<typeof EvidenceSchema>[] {
  const { vote_a: a, vote_b: b, TotalVotingPower, ValidatorPower, Timestamp } = value;
  if (type !== 'tendermint/DuplicateVoteEvidence' || !a || !b) return [];
  const votes = { voteA: voteOf(a), voteB: voteOf(b) };
  const powers = { totalVotingPower: BigInt(TotalVotingPower ?? '0'), validatorPower: BigInt(ValidatorPower ?? '0') };
  const timestamp = timestampOf(Timestamp ?? a.timestamp);
  return [{ sum: { case: 'duplicateVoteEvidence', value: { ...votes, ...powers, timestamp } } }];
}

/** A block as CometBFT's own message has it. */
export function blockOf({ block }: RpcBlock) {
  return {
    header: headerOf(block.header),
    data: { txs: (block.data.txs ?? []).map(bytes) },
    evidence: { evidence: (block.evidence.evidence ?? []).flatMap(evidenceOf) },
    ...(block.last_commit && { lastCommit: commitOf(block.last_commit) }),
  } satisfies MessageInitShape<typeof BlockSchema>;
}

/** The same as the SDK has it: who proposed it is told as an address. */
export function sdkBlockOf(found: RpcBlock): MessageInitShape<typeof SdkBlockSchema> {
  const { header, ...rest } = blockOf(found);
  const own = headerOf(found.block.header);
  return { ...rest, header: { ...own, proposerAddress: valconsAddress(own.proposerAddress) } };
}
