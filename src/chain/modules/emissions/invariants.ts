import { Dec } from '../../../protocol/decimal/index.ts';
import type { Context } from '../../context.ts';
import { moduleAccountAddress } from '../../module-accounts.ts';
import type { StateMap } from '../../store/collections.ts';
import { brokenSupplies } from '../bank/invariants.ts';
import type { BankKeeper } from '../bank/keeper.ts';
import { amountAt, DENOM, decAt } from './amounts.ts';
import { type ActorKind, forecasters, inferers, reputers } from './scores/kinds.ts';
import { STAKING, totalStake } from './stake/books.ts';
import { PENDING_REWARDS } from './stake/delegations.ts';
import { state } from './state.ts';
import { totalSumPreviousTopicWeights } from './topics/weight.ts';

/**
 * Every broken invariant of docs/spec/emissions.md §14, as text; none on a sound state, between blocks. Coins are counted over all accounts.
 * The caps on active sets and on topics per block hold unless a parameter was lowered while more were there. Reads the whole state of stakes.
 */
export function brokenInvariants(ctx: Context, bank: Pick<BankKeeper, 'balance'>): string[] {
  return [
    ...brokenSupplies(ctx),
    ...brokenStakes(ctx, bank),
    ...brokenQueues(ctx),
    ...brokenDelegations(ctx, bank),
    ...brokenTopics(ctx),
    ...brokenActiveSets(ctx),
  ];
}

/** Sums by a part of their keys. */
class Sums {
  readonly #sums = new Map<string, bigint>();

  add(key: string, amount: bigint): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0n) + amount);
  }

  /** What differs between these sums and those that the state keeps, both ways. */
  *against<K>(ctx: Context, what: string, kept: StateMap<K, bigint>): Generator<string> {
    const open = new Map(this.#sums);
    for (const [key, amount] of kept.entries(ctx)) {
      const sum = open.get(String(key)) ?? 0n;
      open.delete(String(key));
      if (sum !== amount) yield `${what} of ${String(key)} is kept as ${amount}, it adds up to ${sum}`;
    }
    for (const [key, sum] of [...open].sort()) {
      if (sum !== 0n) yield `${what} of ${key} is not kept, it adds up to ${sum}`;
    }
  }

  entries(): [string, bigint][] {
    return [...this.#sums].sort();
  }
}

/** §14, 1 and 2. */
function* brokenStakes(ctx: Context, bank: Pick<BankKeeper, 'balance'>): Generator<string> {
  const total = totalStake(ctx);
  const coins = bank.balance(ctx, moduleAccountAddress(STAKING), DENOM);
  if (coins !== total) yield `${STAKING} holds ${coins}, the total stake is ${total}`;
  const byTopic = new Sums();
  for (const [[topicId, reputer], authority] of state.stakeReputerAuthority.entries(ctx)) {
    byTopic.add(String(topicId), authority);
    if (authority < 0n) yield `the authority of ${topicId},${reputer} is ${authority}`;
  }
  yield* byTopic.against(ctx, 'the stake', state.topicStake);
  const topics = [...state.topicStake.values(ctx)].reduce((sum, stake) => sum + stake, 0n);
  if (topics !== total) yield `the stakes of the topics add up to ${topics}, the total stake is ${total}`;
}

/** §14, 3: both queues together, since both are paid out of the same stake. */
function* brokenQueues(ctx: Context): Generator<string> {
  const queued = new Sums();
  let all = 0n;
  const own = [...state.stakeRemovalsByBlock.values(ctx)];
  const delegated = [...state.delegateStakeRemovalsByBlock.values(ctx)];
  for (const { topicId, amount } of [...own, ...delegated]) {
    queued.add(String(topicId), BigInt(amount));
    all += BigInt(amount);
  }
  const byReputer = [...state.stakeRemovalsByBlock.by.reputer.pairs(ctx)].length;
  if (byReputer !== own.length) yield `${own.length} removals by block, ${byReputer} by actor`;
  const byDelegation = [...state.delegateStakeRemovalsByBlock.by.delegation.pairs(ctx)].length;
  if (byDelegation !== delegated.length)
    yield `${delegated.length} delegate removals by block, ${byDelegation} by actor`;
  if (all > totalStake(ctx)) yield `${all} are queued for removal, the total stake is ${totalStake(ctx)}`;
  for (const [topicId, amount] of queued.entries()) {
    const stake = amountAt(ctx, state.topicStake, BigInt(topicId));
    if (amount > stake) yield `${amount} are queued for removal in topic ${topicId}, its stake is ${stake}`;
  }
}

/** §14, 4 and 5, and that nobody has more delegated stake than stake. */
function* brokenDelegations(ctx: Context, bank: Pick<BankKeeper, 'balance'>): Generator<string> {
  const byDelegator = new Sums();
  const byReputer = new Sums();
  let owed = Dec.ZERO;
  for (const [[topicId, delegator, reputer], { amount: text, rewardDebt }] of state.delegatedStakes.entries(ctx)) {
    const amount = Dec.parse(text);
    byDelegator.add(String([topicId, delegator]), amount.trunc());
    byReputer.add(String([topicId, reputer]), amount.trunc());
    const share = decAt(ctx, state.delegateRewardPerShare, [topicId, reputer]);
    const pending = amount.mul(share).sub(Dec.parse(rewardDebt));
    if (pending.lt(Dec.ZERO)) yield `${topicId},${delegator} upon ${reputer} has earned ${pending.marshal()}`;
    owed = owed.add(pending);
  }
  yield* byDelegator.against(ctx, 'the delegated stake', state.stakeSumFromDelegator);
  yield* byReputer.against(ctx, 'the stake delegated upon', state.stakeFromDelegatorsUponReputer);
  // Whole uallo are paid; debts are rounded at the 34th digit, which can make the sum a little larger than what was given.
  const held = bank.balance(ctx, moduleAccountAddress(PENDING_REWARDS), DENOM);
  if (owed.trunc() > held) yield `delegators have earned ${owed.marshal()}, ${PENDING_REWARDS} holds ${held}`;
  for (const [[topicId, reputer], upon] of state.stakeFromDelegatorsUponReputer.entries(ctx)) {
    const authority = amountAt(ctx, state.stakeReputerAuthority, [topicId, reputer]);
    if (upon > authority) yield `${upon} are delegated upon ${topicId},${reputer}, whose authority is ${authority}`;
  }
}

/** §14, 6: weights and churn slots. */
function* brokenTopics(ctx: Context): Generator<string> {
  let weights = Dec.ZERO;
  const slots = new Map<bigint, bigint[]>();
  const most = state.params.require(ctx).maxActiveTopicsPerBlock;
  for (const [block, { topicIds }] of state.blockToActiveTopics.entries(ctx)) {
    for (const topicId of topicIds) slots.set(topicId, [...(slots.get(topicId) ?? []), block]);
    if (BigInt(topicIds.length) > most) yield `${topicIds.length} topics churn at ${block}, ${most} may`;
  }
  for (const topicId of state.activeTopics.entries(ctx)) {
    weights = weights.add(decAt(ctx, state.previousTopicWeight, topicId));
    const blocks = slots.get(topicId) ?? [];
    slots.delete(topicId);
    const next = state.topicToNextPossibleChurningBlock.get(ctx, topicId);
    if (blocks.length !== 1 || blocks[0] !== next)
      yield `topic ${topicId} churns at ${next}, it is listed at ${blocks.join(', ') || 'no block'}`;
  }
  for (const [topicId, blocks] of [...slots].sort())
    yield `inactive topic ${topicId} is listed at ${blocks.join(', ')}`;
  const kept = totalSumPreviousTopicWeights(ctx);
  if (!kept.eq(weights))
    yield `the weights of the active topics add up to ${weights.marshal()}, kept is ${kept.marshal()}`;
}

/**
 * §14, 6: active sets. Who is in one has submitted, and nobody else has. The lowest score is one of the set; of inferers it is the least
 * average, while a new forecaster or reputer counts as 0 there and its average says otherwise (§7.2).
 */
function* brokenActiveSets(ctx: Context): Generator<string> {
  const params = state.params.require(ctx);
  const kinds: readonly ActorKind[] = [inferers, forecasters, reputers];
  for (const kind of kinds) {
    const sets = new Map<bigint, string[]>();
    for (const [topicId, address] of kind.active.entries(ctx))
      sets.set(topicId, [...(sets.get(topicId) ?? []), address]);
    yield* differing(
      `submissions of kind ${kind.type}`,
      [...kind.active.entries(ctx)].map(String),
      Array.from(kind.submissions.entries(ctx), ([key]) => String(key)),
    );
    for (const [topicId, addresses] of sets) {
      const where = `the active set of kind ${kind.type} in topic ${topicId}`;
      if (BigInt(addresses.length) > kind.cap(params)) yield `${where} has ${addresses.length} members`;
      const lowest = kind.lowest.get(ctx, topicId);
      if (!lowest || !addresses.includes(lowest.address)) {
        yield `${where} has its lowest score from ${lowest?.address ?? 'nobody'}`;
        continue;
      }
      const averages = addresses
        .map((address) => kind.emas.get(ctx, [topicId, address])?.score ?? '0')
        .map((score) => Dec.parse(score));
      const least = averages.reduce((least, score) => (score.lt(least) ? score : least));
      if (kind.comparesInitial && !least.eq(Dec.parse(lowest.score)))
        yield `${where} has the lowest score ${lowest.score}, the least average is ${least.marshal()}`;
    }
  }
}

function* differing(what: string, active: readonly string[], submitted: readonly string[]): Generator<string> {
  const [members, senders] = [new Set(active), new Set(submitted)];
  for (const key of active) if (!senders.has(key)) yield `${what}: there is none of ${key}, who is active`;
  for (const key of submitted) if (!members.has(key)) yield `${what}: there is one of ${key}, who is not active`;
}
