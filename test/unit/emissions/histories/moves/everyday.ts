import type { MessageInitShape } from '@bufbuild/protobuf';
import { MsgSendSchema } from '../../../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import * as tx from '../../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { type Actor, actorOf, cast, type Dice } from '../cast.ts';
import { type Step, step } from '../step.ts';
import type { KnownStake, KnownTopic, World } from '../world.ts';
import { newTopic } from './setup.ts';

/** Something that somebody could sensibly do now; undefined where nobody could. */
export type Move = (world: World, dice: Dice) => Step | undefined;

const topicOf = ({ topics }: World, dice: Dice): KnownTopic => dice.pick([...topics.values()]);
const actor = (address: string): Actor => actorOf.get(address) as Actor;

/** Someone's stake that fits. */
function stakeWhere(world: World, dice: Dice, fits: (stake: KnownStake) => boolean): KnownStake | undefined {
  const fitting = [...world.stakes.values()].filter((stake) => stake.amount > 0n && fits(stake));
  return fitting.length > 0 ? dice.pick(fitting) : undefined;
}

const own = ({ reputer, delegator }: KnownStake) => reputer === delegator;
const delegated = (stake: KnownStake) => !own(stake);

/** All of a stake, or a part of it. */
const partOf = ({ amount }: KnownStake, dice: Dice) =>
  `${dice.chance(0.3) ? amount : (amount * BigInt(dice.int(1, 9))) / 10n + 1n}`;

const register =
  (isReputer: boolean): Move =>
  (world, dice) => {
    const topic = topicOf(world, dice);
    const there = isReputer ? topic.reputers : topic.workers;
    const absent = (isReputer ? cast.reputers : cast.workers).filter(({ address }) => !there.has(address));
    if (absent.length === 0) return undefined;
    const by = dice.pick(absent);
    const owner = dice.chance(0.7) ? by.address : dice.pick(cast.strangers).address;
    return step(by, tx.RegisterRequestSchema, { sender: by.address, topicId: topic.id, owner, isReputer });
  };

const leave: Move = (world, dice) => {
  const topic = topicOf(world, dice);
  const isReputer = dice.chance(0.4);
  const there = [...(isReputer ? topic.reputers : topic.workers)].sort();
  // Somebody has to stay, or nothing happens any more.
  if (there.length < 4) return undefined;
  const sender = dice.pick(there);
  return step(actor(sender), tx.RemoveRegistrationRequestSchema, { sender, topicId: topic.id, isReputer });
};

const addStake: Move = (world, dice) => {
  const topic = topicOf(world, dice);
  if (topic.reputers.size === 0) return undefined;
  const sender = dice.pick([...topic.reputers].sort());
  const amount = `${dice.int(1, 50_000)}`;
  return step(actor(sender), tx.AddStakeRequestSchema, { sender, topicId: topic.id, amount });
};

const delegate: Move = (world, dice) => {
  const topic = topicOf(world, dice);
  const by = dice.pick([...cast.delegators, ...cast.reputers.slice(0, 2)]);
  const upon = [...topic.reputers].sort().filter((address) => address !== by.address);
  if (upon.length === 0) return undefined;
  const message = { sender: by.address, topicId: topic.id, reputer: dice.pick(upon), amount: `${dice.int(1, 40_000)}` };
  return step(by, tx.DelegateStakeRequestSchema, message);
};

const removeStake: Move = (world, dice) => {
  const stake = stakeWhere(world, dice, own);
  if (!stake) return undefined;
  const { topicId, delegator: sender } = stake;
  return step(actor(sender), tx.RemoveStakeRequestSchema, { sender, topicId, amount: partOf(stake, dice) });
};

const removeDelegated: Move = (world, dice) => {
  const stake = stakeWhere(world, dice, delegated);
  if (!stake) return undefined;
  const { topicId, reputer, delegator: sender } = stake;
  const message = { sender, topicId, reputer, amount: partOf(stake, dice) };
  return step(actor(sender), tx.RemoveDelegateStakeRequestSchema, message);
};

const cancel: Move = (world, dice) => {
  const stake = stakeWhere(world, dice, (one) => own(one) && one.leaving);
  if (!stake) return undefined;
  const { topicId, delegator: sender } = stake;
  return step(actor(sender), tx.CancelRemoveStakeRequestSchema, { sender, topicId });
};

const cancelDelegated: Move = (world, dice) => {
  const stake = stakeWhere(world, dice, (one) => delegated(one) && one.leaving);
  if (!stake) return undefined;
  const { topicId, reputer, delegator: sender } = stake;
  const message = { sender, topicId, reputer, delegator: sender };
  return step(actor(sender), tx.CancelRemoveDelegateStakeRequestSchema, message);
};

const claim: Move = (world, dice) => {
  const stake = stakeWhere(world, dice, delegated);
  if (!stake) return undefined;
  const { topicId, reputer, delegator: sender } = stake;
  return step(actor(sender), tx.RewardDelegateStakeRequestSchema, { sender, topicId, reputer });
};

const fund: Move = (world, dice) => {
  const by = dice.pick([...cast.creators, ...cast.delegators]);
  const message = { sender: by.address, topicId: topicOf(world, dice).id, amount: `${10 ** dice.int(1, 9)}` };
  return step(by, tx.FundTopicRequestSchema, message);
};

const create: Move = (world, dice) => {
  if (world.topics.size >= 6) return undefined;
  const by = dice.pick(cast.creators);
  const over = { enableWorkerWhitelist: dice.chance(0.5), enableReputerWhitelist: dice.chance(0.5) };
  return step(by, tx.CreateNewTopicRequestSchema, newTopic(by, dice, over));
};

const update: Move = (world, dice) => {
  const { id, creator, labels } = topicOf(world, dice);
  const message: MessageInitShape<typeof tx.UpdateTopicRequestSchema> = {
    sender: creator.address,
    topicId: id,
    metadata: `as of ${world.height}`,
    lossMethod: dice.pick(['mse', 'mae']),
    alphaRegret: dice.pick(['0.1', '0.3']),
    meritSortitionAlpha: dice.pick(['0.1', '0.2']),
    pNorm: dice.pick(['3', '2.5', '1']),
    cNorm: dice.pick(['0.75', '0']),
    maxLabelsPerSubmission: labels ? 4n : 1n,
    labelWhitelist: [...(labels ?? [])],
    labelDefaultValue: '0',
  };
  return step(creator, tx.UpdateTopicRequestSchema, message);
};

const handOn: Move = (_world, dice) => {
  const isReputer = dice.chance(0.4);
  const by = dice.pick(isReputer ? cast.reputers : cast.workers);
  const newOwner = dice.pick(cast.all).address;
  return step(by, tx.TransferActorOwnershipRequestSchema, { sender: by.address, newOwner, isReputer });
};

const give: Move = (_world, dice) => {
  const [from, to] = [dice.pick(cast.all.slice(0, -1)), dice.pick(cast.all)];
  const amount = [{ denom: 'uallo', amount: `${dice.int(1, 1_000_000)}` }];
  return step(from, MsgSendSchema, { fromAddress: from.address, toAddress: to.address, amount });
};

/** The moves, each as often as it is to come. */
export const everyday: readonly Move[] = [
  ...Array(4).fill(addStake),
  ...Array(4).fill(delegate),
  ...Array(3).fill(fund),
  ...Array(2).fill(removeStake),
  ...Array(3).fill(removeDelegated),
  ...Array(2).fill(cancel),
  ...Array(2).fill(cancelDelegated),
  ...Array(3).fill(claim),
  ...Array(2).fill(register(false)),
  register(true),
  leave,
  create,
  ...Array(2).fill(update),
  handOn,
  ...Array(2).fill(give),
] satisfies readonly Move[];
