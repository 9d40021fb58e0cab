import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { FinalizeBlockRequest } from '../../../chain/abci.ts';
import { RequestFinalizeBlockSchema, VoteInfoSchema } from '../../../wire/gen/tendermint/abci/types_pb.ts';
import type { BlockIDFlag } from '../../../wire/gen/tendermint/types/validator_pb.ts';
import { splitTime } from '../types/time.ts';

const SECOND = 1_000_000_000n;

/** tendermint.abci.RequestFinalizeBlock. Misbehavior is left out: nobody misbehaves in one process. */
export function encodeRequest(request: FinalizeBlockRequest): Uint8Array {
  const { txs, decidedLastCommit, hash, height, time, nextValidatorsHash, proposerAddress } = request;
  const votes = decidedLastCommit.votes.map(({ address, power, blockIdFlag }) =>
    create(VoteInfoSchema, { validator: { address, power }, blockIdFlag: blockIdFlag as BlockIDFlag }),
  );
  return toBinary(
    RequestFinalizeBlockSchema,
    create(RequestFinalizeBlockSchema, {
      txs,
      decidedLastCommit: { round: decidedLastCommit.round, votes },
      hash,
      height,
      time: create(TimestampSchema, splitTime(time)),
      nextValidatorsHash,
      proposerAddress,
    }),
  );
}

/** Reads tendermint.abci.RequestFinalizeBlock. */
export function decodeRequest(bytes: Uint8Array): FinalizeBlockRequest {
  const { txs, decidedLastCommit, hash, height, time, nextValidatorsHash, proposerAddress } = fromBinary(
    RequestFinalizeBlockSchema,
    bytes,
  );
  return {
    txs,
    decidedLastCommit: {
      round: decidedLastCommit?.round ?? 0,
      votes: (decidedLastCommit?.votes ?? []).map(({ validator, blockIdFlag }) => ({
        address: validator?.address ?? new Uint8Array(),
        power: validator?.power ?? 0n,
        blockIdFlag,
      })),
    },
    misbehavior: [],
    hash,
    height,
    time: (time?.seconds ?? 0n) * SECOND + BigInt(time?.nanos ?? 0),
    nextValidatorsHash,
    proposerAddress,
  };
}
