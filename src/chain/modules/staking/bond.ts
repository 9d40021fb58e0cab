import { create } from '@bufbuild/protobuf';
import { PubKeySchema } from '../../../wire/gen/cosmos/crypto/ed25519/keys_pb.ts';
import {
  BondStatus,
  type Delegation,
  DelegationSchema,
  type Validator,
  ValidatorSchema,
} from '../../../wire/gen/cosmos/staking/v1beta1/staking_pb.ts';
import { accBytes, packAny, toJson, valoperAddress } from '../../../wire/index.ts';
import { moduleAccountAddress } from '../../module-accounts.ts';

/** A validator that a genesis begins with. */
export interface GenesisValidator {
  moniker: string;
  /** ed25519 consensus key, 32 bytes. */
  pubKey: Uint8Array;
  /** The account (`allo1…`) that operates it and whose delegation it is. */
  operator: string;
  /** uallo bonded; 10^18 are one unit of voting power. */
  tokens: bigint;
}

/** A whole number as the SDK's 18-digit decimal on the wire. */
const decimal = (whole: bigint): string => (whole * 10n ** 18n).toString();
const TEN_PERCENT = (10n ** 17n).toString();

function validatorOf({ moniker, pubKey, operator, tokens }: GenesisValidator): Validator {
  return create(ValidatorSchema, {
    operatorAddress: valoperAddress(accBytes(operator)),
    consensusPubkey: packAny(PubKeySchema, create(PubKeySchema, { key: pubKey })),
    status: BondStatus.BONDED,
    tokens: tokens.toString(),
    delegatorShares: decimal(tokens),
    description: { moniker },
    unbondingTime: {},
    commission: {
      commissionRates: { rate: TEN_PERCENT, maxRate: decimal(1n), maxChangeRate: TEN_PERCENT },
      updateTime: {},
    },
    minSelfDelegation: '1',
  });
}

function delegationOf({ operator, tokens }: GenesisValidator): Delegation {
  return create(DelegationSchema, {
    delegatorAddress: operator,
    validatorAddress: valoperAddress(accBytes(operator)),
    shares: decimal(tokens),
  });
}

type Part = Record<string, unknown>;

/**
 * The `app_state` with bonded validators added to it: their records and self-delegations in `staking`, what they have
 * bonded in the pool of `bank`. Both parts must be there already, as `defaultGenesis` gives them.
 */
export function bondValidators(appState: Readonly<Part>, genesisValidators: readonly GenesisValidator[]): Part {
  const staking = appState.staking as Part;
  const bank = appState.bank as Part;
  const bonded = genesisValidators.reduce((sum, { tokens }) => sum + tokens, 0n);
  const denom = ((staking.params as Part | undefined)?.bond_denom as string | undefined) ?? 'uallo';
  const pool = { address: moduleAccountAddress('bonded_tokens_pool'), coins: [{ denom, amount: bonded.toString() }] };
  return {
    ...appState,
    staking: {
      ...staking,
      validators: genesisValidators.map((validator) => toJson(ValidatorSchema, validatorOf(validator))),
      delegations: genesisValidators.map((validator) => toJson(DelegationSchema, delegationOf(validator))),
    },
    bank: { ...bank, balances: [...((bank.balances as unknown[] | undefined) ?? []), pool] },
  };
}
