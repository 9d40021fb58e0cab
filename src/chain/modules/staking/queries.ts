import type { MessageInitShape } from '@bufbuild/protobuf';
import { Query } from '../../../wire/gen/cosmos/staking/v1beta1/query_pb.ts';
import {
  BondStatus,
  type Delegation,
  type DelegationResponseSchema,
  type Validator,
} from '../../../wire/gen/cosmos/staking/v1beta1/staking_pb.ts';
import { queriedAccount, queriedValidator } from '../../addresses.ts';
import type { Context } from '../../context.ts';
import { grpcErrors } from '../../errors.ts';
import { type BoundService, implement } from '../../module.ts';
import { tokensOf } from './keeper.ts';
import { delegations, delegators, params, validators } from './state.ts';

function validatorOf(ctx: Context, operator: string): Validator {
  const validator = validators.get(ctx, queriedValidator(operator));
  if (!validator) throw grpcErrors.notFound(`validator ${operator} not found`);
  return validator;
}

/** A delegation with what its shares are worth: tokens of the validator in proportion. */
function response(ctx: Context, delegation: Delegation): MessageInitShape<typeof DelegationResponseSchema> {
  const validator = validatorOf(ctx, delegation.validatorAddress);
  const shares = BigInt(validator.delegatorShares);
  const amount = shares === 0n ? 0n : (BigInt(delegation.shares) * BigInt(validator.tokens)) / shares;
  return { delegation, balance: { denom: params.require(ctx).bondDenom, amount: amount.toString() } };
}

function delegationOf(ctx: Context, delegator: string, operator: string): Delegation {
  const delegation = delegations.get(ctx, [queriedAccount(delegator), queriedValidator(operator)]);
  if (!delegation) {
    throw grpcErrors.notFound(`delegation with delegator ${delegator} not found for validator ${operator}`);
  }
  return delegation;
}

const STATUSES: ReadonlyMap<string, BondStatus> = new Map([
  ['BOND_STATUS_BONDED', BondStatus.BONDED],
  ['BOND_STATUS_UNBONDED', BondStatus.UNBONDED],
  ['BOND_STATUS_UNBONDING', BondStatus.UNBONDING],
]);

/** A status text that a filter may hold, or nothing for all. */
function queriedStatus(status: string): BondStatus | undefined {
  if (status === '') return undefined;
  const found = STATUSES.get(status);
  if (found === undefined) throw grpcErrors.invalidArgument(`invalid validator status ${status}`);
  return found;
}

export const queries: BoundService = implement(Query, {
  validators(ctx, request) {
    const status = queriedStatus(request.status);
    const { entries, pagination } = validators.page(
      ctx,
      request.pagination,
      undefined,
      (_, validator) => status === undefined || validator.status === status,
    );
    return { validators: entries.map(([, validator]) => validator), pagination };
  },
  validator: (ctx, request) => ({ validator: validatorOf(ctx, request.validatorAddr) }),
  validatorDelegations(ctx, request) {
    const { operatorAddress } = validatorOf(ctx, request.validatorAddr);
    const { entries, pagination } = delegators.page(ctx, request.pagination, [operatorAddress]);
    const found = entries.map(([operator, delegator]) => response(ctx, delegationOf(ctx, delegator, operator)));
    return { delegationResponses: found, pagination };
  },
  delegation: (ctx, request) => ({
    delegationResponse: response(ctx, delegationOf(ctx, request.delegatorAddr, request.validatorAddr)),
  }),
  delegatorDelegations(ctx, request) {
    const { entries, pagination } = delegations.page(ctx, request.pagination, [queriedAccount(request.delegatorAddr)]);
    return { delegationResponses: entries.map(([, delegation]) => response(ctx, delegation)), pagination };
  },
  delegatorValidators(ctx, request) {
    const { entries, pagination } = delegations.page(ctx, request.pagination, [queriedAccount(request.delegatorAddr)]);
    return { validators: entries.map(([[, operator]]) => validatorOf(ctx, operator)), pagination };
  },
  delegatorValidator: (ctx, request) => ({
    validator: validatorOf(ctx, delegationOf(ctx, request.delegatorAddr, request.validatorAddr).validatorAddress),
  }),
  // Nothing can be unbonded or moved yet, so there is never anything under way.
  validatorUnbondingDelegations: (ctx, request) => {
    validatorOf(ctx, request.validatorAddr);
    return { unbondingResponses: [], pagination: {} };
  },
  unbondingDelegation(_ctx, request) {
    queriedAccount(request.delegatorAddr);
    queriedValidator(request.validatorAddr);
    throw grpcErrors.notFound(
      `unbonding delegation with delegator ${request.delegatorAddr} not found for validator ${request.validatorAddr}`,
    );
  },
  delegatorUnbondingDelegations(_ctx, request) {
    queriedAccount(request.delegatorAddr);
    return { unbondingResponses: [], pagination: {} };
  },
  redelegations(_ctx, { delegatorAddr, srcValidatorAddr: from, dstValidatorAddr: to }) {
    // Without a delegator, those of the validator that they came from.
    if (delegatorAddr !== '' || from === '') queriedAccount(delegatorAddr);
    for (const operator of [from, to]) if (operator !== '') queriedValidator(operator);
    if (delegatorAddr !== '' && from !== '' && to !== '') {
      throw grpcErrors.notFound(
        `redelegation not found for delegator address ${delegatorAddr} from validator address ${from}`,
      );
    }
    return { redelegationResponses: [], pagination: {} };
  },
  pool: (ctx) => ({
    pool: { bondedTokens: tokensOf(ctx, true).toString(), notBondedTokens: tokensOf(ctx, false).toString() },
  }),
  params: (ctx) => ({ params: params.require(ctx) }),
});
