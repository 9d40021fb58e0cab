import { PubKeySchema } from '../../../wire/gen/cosmos/crypto/ed25519/keys_pb.ts';
import { BondStatus, type Validator } from '../../../wire/gen/cosmos/staking/v1beta1/staking_pb.ts';
import { decode } from '../../../wire/index.ts';
import type { ValidatorUpdate } from '../../abci.ts';
import type { Context } from '../../context.ts';
import { validators } from './state.ts';

/** uallo for one unit of voting power, docs/spec/chain.md §1.1. */
export const POWER_REDUCTION = 10n ** 18n;

/** The ed25519 key (32 bytes) with which a validator signs blocks. */
export function consensusKey(validator: Validator): Uint8Array {
  const packed = validator.consensusPubkey;
  if (packed?.typeUrl !== `/${PubKeySchema.typeName}`) {
    throw new Error(`validator ${validator.operatorAddress} has no ed25519 consensus key`);
  }
  return decode(PubKeySchema, packed.value).key;
}

export function votingPower(validator: Validator): bigint {
  return BigInt(validator.tokens) / POWER_REDUCTION;
}

/** The bonded validators with their power, greatest first, as CometBFT wants to hear of them. */
export function bondedSet(ctx: Context): ValidatorUpdate[] {
  const bonded = [...validators.values(ctx)].filter(
    (validator) => validator.status === BondStatus.BONDED && !validator.jailed && votingPower(validator) > 0n,
  );
  bonded.sort((a, b) => {
    const difference = votingPower(b) - votingPower(a);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
    return a.operatorAddress < b.operatorAddress ? -1 : 1;
  });
  return bonded.map((validator) => ({ pubKey: consensusKey(validator), power: votingPower(validator) }));
}

/** uallo of all validators, bonded or not. */
export function tokensOf(ctx: Context, bonded: boolean): bigint {
  let sum = 0n;
  for (const validator of validators.values(ctx)) {
    if ((validator.status === BondStatus.BONDED) === bonded) sum += BigInt(validator.tokens);
  }
  return sum;
}
