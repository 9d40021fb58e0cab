import type { Distribution } from '../../../../protocol/rewards/index.ts';
import type { AttributedValue } from '../../../../protocol/synthesis/index.ts';
import { EventRewardsSettledSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import type { StateMap } from '../../../store/collections.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { DENOM } from '../amounts.ts';
import { logFailure } from '../epochs/failure.ts';
import { errors } from '../errors.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import { type ActorKind, forecasters, inferers, reputers } from '../scores/kinds.ts';
import { addReputerStake, STAKING } from '../stake/books.ts';
import { state } from '../state.ts';
import { REWARDS } from './accounts.ts';

/** Gives one actor its reward, whole uallo above zero. */
type Pay = (address: string, amount: bigint) => void;

/**
 * Pays the actors of an epoch, reputers first: a reputer's reward is added to its stake, a worker's goes to the owner of its node and counts
 * as one more inclusion (docs/spec/emissions.md §11.8). Less than one uallo is not paid. One who cannot be paid does not keep the others
 * from being paid; the events name those who were, with their rewards before truncation.
 * @returns whether nobody was left out by an error
 */
export function payOut(
  ctx: Context,
  bank: BankKeeper,
  topicId: bigint,
  nonce: bigint,
  distribution: Distribution,
): boolean {
  const toStake: Pay = (reputer, amount) => {
    bank.sendFromModuleToModule(ctx, REWARDS, STAKING, DENOM, amount);
    addReputerStake(ctx, topicId, reputer, amount);
  };
  const toOwner =
    (inclusions: StateMap<readonly [bigint, string], bigint>): Pay =>
    (worker, amount) => {
      const node = state.workers.get(ctx, worker);
      if (!node) throw errors.ErrAddressNotRegistered(`worker ${worker} has no node`);
      bank.sendFromModuleToAccount(ctx, REWARDS, node.owner, DENOM, amount);
      inclusions.set(ctx, [topicId, worker], (inclusions.get(ctx, [topicId, worker]) ?? 0n) + 1n);
    };
  const own = distribution.reputers.split.map(({ reputer, own }) => ({ worker: reputer, value: own }));
  const payments: [ActorKind, PaidRewards][] = [
    [reputers, payEach(ctx, topicId, own, toStake)],
    [inferers, payEach(ctx, topicId, distribution.inferers.rewards, toOwner(state.countInfererInclusionsInTopic))],
    [
      forecasters,
      payEach(ctx, topicId, distribution.forecasters.rewards, toOwner(state.countForecasterInclusionsInTopic)),
    ],
  ];
  for (const [{ type }, { paid }] of payments.toSorted(([a], [b]) => a.type - b.type)) {
    if (paid.length === 0) continue;
    emit(ctx, EventRewardsSettledSchema, {
      actorType: type,
      topicId,
      blockHeight: nonce,
      addresses: paid.map(({ worker }) => worker),
      rewards: paid.map(({ value }) => eventDec(value)),
      blockHeightTx: ctx.height,
    });
  }
  return payments.every(([, { complete }]) => complete);
}

interface PaidRewards {
  readonly paid: AttributedValue[];
  readonly complete: boolean;
}

function payEach(ctx: Context, topicId: bigint, rewards: readonly AttributedValue[], pay: Pay): PaidRewards {
  const paid: AttributedValue[] = [];
  let complete = true;
  for (const reward of rewards) {
    const { worker, value } = reward;
    try {
      if (value.isNegative() && !value.isZero()) throw errors.ErrInvalidReward(`${value.marshal()} is negative`);
      const amount = value.trunc();
      if (amount === 0n) continue;
      pay(worker, amount);
      paid.push(reward);
    } catch (error) {
      complete = false;
      logFailure(ctx, `topic ${topicId}: ${worker} is not paid`, error);
    }
  }
  return { paid, complete };
}
