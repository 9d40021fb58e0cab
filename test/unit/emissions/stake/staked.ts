import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  AddStakeRequestSchema,
  CancelRemoveDelegateStakeRequestSchema,
  CancelRemoveStakeRequestSchema,
  CreateNewTopicRequestSchema,
  DelegateStakeRequestSchema,
  RegisterRequestSchema,
  RemoveDelegateStakeRequestSchema,
  RemoveRegistrationRequestSchema,
  RemoveStakeRequestSchema,
  RewardDelegateStakeRequestSchema,
} from '../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { Chain } from '../chain.ts';
import { topicRequest } from '../network.ts';
import { deliver, type Sent, sent } from '../sending.ts';
import { type Actor, actors } from '../workbench.ts';

/** The reputers and delegators of these tests; all of them have accounts. */
export const [rita, rolf, dana, dora] = actors('staker', 4) as [Actor, Actor, Actor, Actor];

/** A weight that no topic reaches, so that nothing but stake happens. */
export const QUIET = { minTopicWeight: `${10n ** 30n}` };

/** A chain with topic 1, where rita and rolf are reputers; stake leaves after three blocks unless said otherwise. */
export function stakedChain(
  params: ConstructorParameters<typeof Chain>[1] = {},
  beginning: ConstructorParameters<typeof Chain>[2] = {},
): Chain {
  const chain = new Chain([rita, rolf, dana, dora], { ...QUIET, removeStakeDelayWindow: 3n, ...params }, beginning);
  deliver(chain, sent(rita, CreateNewTopicRequestSchema, topicRequest({ creator: rita.address })));
  deliver(chain, register(rita), register(rolf));
  return chain;
}

type Over = Record<string, unknown>;

function of<D extends Parameters<typeof sent>[1]>(signer: Actor, schema: D, fields: Over): Sent {
  return sent(signer, schema, { sender: signer.address, topicId: 1n, ...fields } as unknown as MessageInitShape<D>);
}

export const register = (by: Actor, over: Over = {}) =>
  of(by, RegisterRequestSchema, { owner: by.address, isReputer: true, ...over });
export const unregister = (by: Actor) => of(by, RemoveRegistrationRequestSchema, { isReputer: true });
export const add = (by: Actor, amount: bigint | string, over: Over = {}) =>
  of(by, AddStakeRequestSchema, { amount: `${amount}`, ...over });
export const delegate = (by: Actor, reputer: Actor, amount: bigint | string, over: Over = {}) =>
  of(by, DelegateStakeRequestSchema, { reputer: reputer.address, amount: `${amount}`, ...over });
export const remove = (by: Actor, amount: bigint | string, over: Over = {}) =>
  of(by, RemoveStakeRequestSchema, { amount: `${amount}`, ...over });
export const cancel = (by: Actor, over: Over = {}) => of(by, CancelRemoveStakeRequestSchema, over);
export const removeDelegated = (by: Actor, reputer: Actor, amount: bigint | string, over: Over = {}) =>
  of(by, RemoveDelegateStakeRequestSchema, { reputer: reputer.address, amount: `${amount}`, ...over });
export const cancelDelegated = (by: Actor, reputer: Actor, over: Over = {}) =>
  of(by, CancelRemoveDelegateStakeRequestSchema, { reputer: reputer.address, delegator: by.address, ...over });
export const claim = (by: Actor, reputer: Actor, over: Over = {}) =>
  of(by, RewardDelegateStakeRequestSchema, { reputer: reputer.address, ...over });
