import type { ConsensusParams } from '../../../chain/abci.ts';
import { sha256 } from './hash.ts';
import { ProtoWriter } from './protowire.ts';

const SECOND = 1_000_000_000n;

/** The header's `consensus_hash`: only the block's size and gas limits enter it. */
export function paramsHash(params: ConsensusParams): Uint8Array {
  return sha256(new ProtoWriter().varint(1, params.block.maxBytes).varint(2, params.block.maxGas).finish());
}

/** tendermint.types.ConsensusParams. */
export function encodeConsensusParams(params: ConsensusParams): Uint8Array {
  const { block, evidence, validator, version, abci } = params;
  const age = evidence.maxAgeDuration;
  const duration = new ProtoWriter()
    .varint(1, age / SECOND)
    .varint(2, age % SECOND)
    .finish();
  const keyTypes = new ProtoWriter();
  for (const type of validator.pubKeyTypes) keyTypes.string(1, type);
  return new ProtoWriter()
    .message(1, new ProtoWriter().varint(1, block.maxBytes).varint(2, block.maxGas).finish())
    .message(
      2,
      new ProtoWriter().varint(1, evidence.maxAgeNumBlocks).message(2, duration).varint(3, evidence.maxBytes).finish(),
    )
    .message(3, keyTypes.finish())
    .message(4, new ProtoWriter().varint(1, version.app).finish())
    .message(5, new ProtoWriter().varint(1, abci.voteExtensionsEnableHeight).finish())
    .finish();
}
