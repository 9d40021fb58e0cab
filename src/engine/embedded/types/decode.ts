import { fromBinary } from '@bufbuild/protobuf';
import type { ConsensusParams, FinalizeBlockResponse } from '../../../chain/abci.ts';
import { ResponseFinalizeBlockSchema } from '../../../wire/gen/tendermint/abci/types_pb.ts';
import { BlockSchema } from '../../../wire/gen/tendermint/types/block_pb.ts';
import type { ConsensusParams as ConsensusParamsMessage } from '../../../wire/gen/tendermint/types/params_pb.ts';
import type { BlockID } from '../../../wire/gen/tendermint/types/types_pb.ts';
import type { BlockId } from './block-id.ts';
import type { Commit } from './commit.ts';
import type { Header } from './header.ts';

const NOTHING = new Uint8Array();

export interface DecodedBlock {
  readonly header: Header;
  readonly txs: readonly Uint8Array[];
  readonly lastCommit: Commit;
}

function blockId(id: BlockID | undefined): BlockId {
  const { total = 0, hash = NOTHING } = id?.partSetHeader ?? {};
  return { hash: id?.hash ?? NOTHING, parts: { total, hash } };
}

function nanoseconds(time: { seconds: bigint; nanos: number } | undefined): bigint {
  return (time?.seconds ?? 0n) * 1_000_000_000n + BigInt(time?.nanos ?? 0);
}

/** Reads tendermint.types.Block. */
export function decodeBlock(bytes: Uint8Array): DecodedBlock {
  const block = fromBinary(BlockSchema, bytes);
  const header = block.header!;
  const commit = block.lastCommit!;
  return {
    header: {
      version: { block: header.version?.block ?? 0n, app: header.version?.app ?? 0n },
      chainId: header.chainId,
      height: header.height,
      time: nanoseconds(header.time),
      lastBlockId: blockId(header.lastBlockId),
      lastCommitHash: header.lastCommitHash,
      dataHash: header.dataHash,
      validatorsHash: header.validatorsHash,
      nextValidatorsHash: header.nextValidatorsHash,
      consensusHash: header.consensusHash,
      appHash: header.appHash,
      lastResultsHash: header.lastResultsHash,
      evidenceHash: header.evidenceHash,
      proposerAddress: header.proposerAddress,
    },
    txs: block.data?.txs ?? [],
    lastCommit: {
      height: commit.height,
      round: commit.round,
      blockId: blockId(commit.blockId),
      signatures: commit.signatures.map(({ blockIdFlag, validatorAddress, timestamp, signature }) => ({
        blockIdFlag,
        validatorAddress,
        timestamp: nanoseconds(timestamp),
        signature,
      })),
    },
  };
}

/** Plain values of tendermint.types.ConsensusParams. */
export function consensusParams(params: ConsensusParamsMessage): ConsensusParams {
  return {
    block: { maxBytes: params.block?.maxBytes ?? 0n, maxGas: params.block?.maxGas ?? 0n },
    evidence: {
      maxAgeNumBlocks: params.evidence?.maxAgeNumBlocks ?? 0n,
      maxAgeDuration: nanoseconds(params.evidence?.maxAgeDuration),
      maxBytes: params.evidence?.maxBytes ?? 0n,
    },
    validator: { pubKeyTypes: params.validator?.pubKeyTypes ?? [] },
    version: { app: params.version?.app ?? 0n },
    abci: { voteExtensionsEnableHeight: params.abci?.voteExtensionsEnableHeight ?? 0n },
  };
}

/** Reads tendermint.abci.ResponseFinalizeBlock. */
export function decodeFinalizeBlock(bytes: Uint8Array): FinalizeBlockResponse {
  const response = fromBinary(ResponseFinalizeBlockSchema, bytes);
  const params = response.consensusParamUpdates;
  return {
    events: response.events,
    txResults: response.txResults,
    validatorUpdates: response.validatorUpdates.map(({ pubKey, power }) => ({
      pubKey: pubKey?.sum.case === 'ed25519' ? pubKey.sum.value : NOTHING,
      power,
    })),
    ...(params && { consensusParamUpdates: consensusParams(params) }),
    appHash: response.appHash,
  };
}
