import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Duration, Timestamp } from '@bufbuild/protobuf/wkt';
import type {
  AbciEvent,
  ConsensusParams,
  ExecTxResult,
  FinalizeBlockRequest,
  Misbehavior,
  ValidatorUpdate,
  VoteInfo,
} from '../../chain/abci.ts';
import type * as Wire from '../../wire/gen/tendermint/abci/types_pb.ts';
import { MisbehaviorType, type RequestFinalizeBlockSchema } from '../../wire/gen/tendermint/abci/types_pb.ts';
import type { ConsensusParams as WireParams } from '../../wire/gen/tendermint/types/params_pb.ts';
import type { BlockIDFlag } from '../../wire/gen/tendermint/types/validator_pb.ts';

const SECOND = 1_000_000_000n;
const NOTHING = new Uint8Array(0);

/** Nanoseconds since the Unix epoch; an absent time is Go's zero, the year 1. */
export function nanoseconds(time: Timestamp | undefined): bigint {
  return time ? time.seconds * SECOND + BigInt(time.nanos) : -62_135_596_800n * SECOND;
}

/** A point in time as protobuf has it, its nanoseconds never negative. */
function timestamp(time: bigint): { seconds: bigint; nanos: number } {
  const nanos = ((time % SECOND) + SECOND) % SECOND;
  return { seconds: (time - nanos) / SECOND, nanos: Number(nanos) };
}

function durationNanoseconds(duration: Duration | undefined): bigint {
  return duration ? duration.seconds * SECOND + BigInt(duration.nanos) : 0n;
}

export function readParams(params: WireParams | undefined): ConsensusParams {
  const { block, evidence, validator, version, abci } = params ?? {};
  return {
    block: { maxBytes: block?.maxBytes ?? 0n, maxGas: block?.maxGas ?? 0n },
    evidence: {
      maxAgeNumBlocks: evidence?.maxAgeNumBlocks ?? 0n,
      maxAgeDuration: durationNanoseconds(evidence?.maxAgeDuration),
      maxBytes: evidence?.maxBytes ?? 0n,
    },
    validator: { pubKeyTypes: [...(validator?.pubKeyTypes ?? [])] },
    version: { app: version?.app ?? 0n },
    abci: { voteExtensionsEnableHeight: abci?.voteExtensionsEnableHeight ?? 0n },
  };
}

export function writeParams({ block, evidence, validator, version, abci }: ConsensusParams) {
  const age = evidence.maxAgeDuration;
  return {
    block: { ...block },
    evidence: { ...evidence, maxAgeDuration: { seconds: age / SECOND, nanos: Number(age % SECOND) } },
    validator: { pubKeyTypes: [...validator.pubKeyTypes] },
    version: { ...version },
    abci: { ...abci },
  };
}

/** @throws Error for a key that is not ed25519 */
export function readValidator({ pubKey, power }: Wire.ValidatorUpdate): ValidatorUpdate {
  if (pubKey?.sum.case !== 'ed25519') throw new Error('a validator key must be ed25519');
  return { pubKey: pubKey.sum.value, power };
}

export const writeValidator = ({ pubKey, power }: ValidatorUpdate) => ({
  pubKey: { sum: { case: 'ed25519' as const, value: pubKey } },
  power,
});

export const readVote = ({ validator, blockIdFlag }: Wire.VoteInfo): VoteInfo => ({
  address: validator?.address ?? NOTHING,
  power: validator?.power ?? 0n,
  blockIdFlag,
});

/** @throws Error for evidence of a kind that CometBFT 0.38 does not know */
export function readMisbehavior({ type, validator, height, time, totalVotingPower }: Wire.Misbehavior): Misbehavior {
  const kinds = {
    [MisbehaviorType.DUPLICATE_VOTE]: 'duplicate-vote',
    [MisbehaviorType.LIGHT_CLIENT_ATTACK]: 'light-client-attack',
  } as const;
  const kind = (kinds as Record<number, Misbehavior['type'] | undefined>)[type];
  if (kind === undefined) throw new Error(`evidence of an unknown kind, ${type}`);
  return {
    type: kind,
    address: validator?.address ?? NOTHING,
    power: validator?.power ?? 0n,
    height,
    time: nanoseconds(time),
    totalVotingPower,
  };
}

/** What the application is asked to execute. @throws Error as `readMisbehavior` */
export function readFinalize(request: Wire.RequestFinalizeBlock): FinalizeBlockRequest {
  const { txs, hash, height, nextValidatorsHash, proposerAddress, decidedLastCommit, misbehavior, time } = request;
  return {
    txs,
    decidedLastCommit: { round: decidedLastCommit?.round ?? 0, votes: (decidedLastCommit?.votes ?? []).map(readVote) },
    misbehavior: misbehavior.map(readMisbehavior),
    hash,
    height,
    time: nanoseconds(time),
    nextValidatorsHash,
    proposerAddress,
  };
}

export function writeFinalize(request: FinalizeBlockRequest): MessageInitShape<typeof RequestFinalizeBlockSchema> {
  const { decidedLastCommit, misbehavior, time, ...same } = request;
  return {
    ...same,
    decidedLastCommit: {
      round: decidedLastCommit.round,
      votes: decidedLastCommit.votes.map(({ address, power, blockIdFlag }) => ({
        validator: { address, power },
        blockIdFlag: blockIdFlag as BlockIDFlag,
      })),
    },
    misbehavior: misbehavior.map(({ type, address, power, time: seen, ...rest }) => ({
      ...rest,
      type: type === 'duplicate-vote' ? MisbehaviorType.DUPLICATE_VOTE : MisbehaviorType.LIGHT_CLIENT_ATTACK,
      validator: { address, power },
      time: timestamp(seen),
    })),
    time: timestamp(time),
  };
}

const writeEvent = ({ type, attributes }: AbciEvent) => ({ type, attributes: attributes.map((one) => ({ ...one })) });

export const writeEvents = (events: readonly AbciEvent[]) => events.map(writeEvent);

export const writeTxResult = (result: ExecTxResult) => ({ ...result, events: writeEvents(result.events) });
