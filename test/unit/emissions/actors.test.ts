import { describe, expect, test } from 'vitest';
import {
  GetWorkerNodeInfoRequestSchema,
  GetWorkerNodeInfoResponseSchema,
  IsWorkerRegisteredInTopicIdRequestSchema,
  IsWorkerRegisteredInTopicIdResponseSchema,
} from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  CreateNewTopicRequestSchema,
  RegisterRequestSchema,
  RemoveRegistrationRequestSchema,
  TransferActorOwnershipRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { codes, deliver, sent } from './sending.ts';
import { type Actor, actors } from './workbench.ts';

const [ann, ben, cem] = actors('registrant', 3) as [Actor, Actor, Actor];

const register = (who: Actor, topicId: bigint, isReputer = false, owner = who.address) =>
  sent(who, RegisterRequestSchema, { sender: who.address, topicId, isReputer, owner });
const leave = (who: Actor, topicId: bigint, isReputer = false) =>
  sent(who, RemoveRegistrationRequestSchema, { sender: who.address, topicId, isReputer });
const transfer = (who: Actor, newOwner: string, isReputer = false) =>
  sent(who, TransferActorOwnershipRequestSchema, { sender: who.address, newOwner, isReputer });

/** Two topics of ann. */
function twoTopics(): Chain {
  const chain = new Chain([ann, ben, cem]);
  const request = topicRequest({ creator: ann.address });
  deliver(chain, sent(ann, CreateNewTopicRequestSchema, request), sent(ann, CreateNewTopicRequestSchema, request));
  return chain;
}

const isWorker = (chain: Chain, address: string, topicId: bigint) =>
  chain.query(
    'IsWorkerRegisteredInTopicId',
    IsWorkerRegisteredInTopicIdRequestSchema,
    IsWorkerRegisteredInTopicIdResponseSchema,
    { topicId, address },
  ).isRegistered;

const ownerOf = (chain: Chain, address: string) =>
  chain.query('GetWorkerNodeInfo', GetWorkerNodeInfoRequestSchema, GetWorkerNodeInfoResponseSchema, { address })
    .nodeInfo?.owner;

describe('registration', () => {
  test('is per role and topic, and answers what is wrong in its order', () => {
    const chain = twoTopics();
    expect(codes(chain, register(ben, 1n, false, 'nobody'), register(ben, 9n), register(ben, 1n))).toEqual([
      'sdk/7',
      'emissions/23',
      'ok',
    ]);
    expect(codes(chain, register(ben, 1n), register(ben, 1n, true), register(ben, 2n))).toEqual([
      'emissions/8',
      'ok',
      'ok',
    ]);
  });

  test('the last registration of a role decides about the owner everywhere', () => {
    const chain = twoTopics();
    deliver(chain, register(ben, 1n, false, ann.address), register(ben, 1n, true, ben.address));
    expect(ownerOf(chain, ben.address)).toBe(ann.address);
    const [again] = deliver(chain, register(ben, 2n, false, cem.address));
    expect(again?.events).toEqual([['WorkerRegistered', { topic_id: '2', worker: ben.address, owner: cem.address }]]);
    expect(ownerOf(chain, ben.address)).toBe(cem.address);
  });

  test('is removed from one topic; the node record stays and the fee is asked for again', () => {
    const chain = twoTopics();
    deliver(chain, register(ben, 1n), register(ben, 2n), register(ben, 2n, true));
    const [worker, reputer] = deliver(chain, leave(ben, 1n), leave(ben, 2n, true));
    expect(worker).toEqual({ code: 'ok', events: [['WorkerUnregistered', { topic_id: '1', worker: ben.address }]] });
    expect(reputer).toEqual({ code: 'ok', events: [['ReputerUnregistered', { topic_id: '2', reputer: ben.address }]] });
    expect([isWorker(chain, ben.address, 1n), isWorker(chain, ben.address, 2n)]).toEqual([false, true]);
    expect(ownerOf(chain, ben.address)).toBe(ben.address);
    expect(codes(chain, register(ben, 1n))).toEqual(['ok']);
  });

  test('is not removed where there is none, or no topic', () => {
    const chain = twoTopics();
    deliver(chain, register(ben, 1n));
    expect(codes(chain, leave(ben, 9n), leave(ben, 1n, true), leave(ben, 2n), leave(cem, 1n))).toEqual([
      'emissions/23',
      'emissions/10',
      'emissions/10',
      'emissions/10',
    ]);
  });
});

describe('ownership', () => {
  test('is handed on by the node itself, also after it left every topic', () => {
    const chain = twoTopics();
    deliver(chain, register(ben, 1n, false, ann.address));
    const [handed] = deliver(chain, transfer(ben, cem.address));
    expect(handed?.events).toEqual([
      [
        'NodeOwnerUpdated',
        { node_address: ben.address, old_owner: ann.address, new_owner: cem.address, is_reputer: false },
      ],
    ]);
    expect(codes(chain, leave(ben, 1n), transfer(ben, ann.address))).toEqual(['ok', 'ok']);
    expect(ownerOf(chain, ben.address)).toBe(ann.address);
  });

  test('belongs to a role; the owner cannot take it, and nobody who never registered', () => {
    const chain = twoTopics();
    deliver(chain, register(ben, 1n, false, ann.address));
    expect(codes(chain, transfer(ben, 'nobody'), transfer(ben, cem.address, true), transfer(ann, cem.address))).toEqual(
      ['sdk/7', 'emissions/13', 'emissions/13'],
    );
  });

  test('is not handed on where the stored record names another node', () => {
    const node = { node_address: ann.address, owner: ann.address };
    const workers = [{ lib_p2p_key: ben.address, offchain_node: node }];
    const chain = new Chain([ann, ben], {}, { emissions: { workers } });
    expect(codes(chain, transfer(ben, ben.address))).toEqual(['emissions/65']);
  });
});
