import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { type GenesisState, GenesisStateSchema } from '../../../src/wire/gen/emissions/v10/genesis_pb.ts';
import { fromJson, type JsonValue, toJson } from '../../../src/wire/index.ts';
import { alice, bob, carol, Network, openGenesis } from './network.ts';
import { codeOf } from './workbench.ts';

/** A genesis in which every field holds something, each entry with keys of its own. */
function fullGenesis(): GenesisState {
  const genesis = fromJson(GenesisStateSchema, openGenesis() as JsonValue);
  const seed = new Network();
  for (let i = 0; i < 2; i++) seed.createTopic();
  const topics = [...state.topics.entries(seed.ctx)].map(([topicId, topic]) => ({ topicId, topic }));
  const filled: Record<string, unknown> = {};
  for (const field of GenesisStateSchema.fields) {
    const name = field.localName;
    if (field.fieldKind !== 'list') continue;
    if (field.listKind === 'scalar') filled[name] = field.scalar === 9 ? [alice, bob] : [1n, 2n];
    else if (field.listKind === 'message') filled[name] = [sample(field.message, 1), sample(field.message, 2)];
  }
  const unmigrated = {
    networkInferences: [],
    outlierResistantNetworkInferences: [],
    rewardableTopics: [],
    coreTeamAddresses: [],
  };
  const numbers = {
    nextTopicId: 3n,
    totalStake: '11',
    previousPercentageRewardToStakedReputers: '0.25',
    totalSumPreviousTopicWeights: '12.5',
    rewardCurrentBlockEmission: '13',
    monthlyReputerRewards: '14',
    monthlyTopicRewards: '15',
  };
  return create(GenesisStateSchema, { ...genesis, ...filled, ...unmigrated, ...numbers, topics } as never);
}

type Descriptor = (typeof GenesisStateSchema)['fields'][number] extends infer F
  ? F extends { message: infer M }
    ? NonNullable<M>
    : never
  : never;

/** A message of this kind, filled down to its leaves; `n` tells entries apart. Addresses: alice (1), bob (2); second actors: carol. */
function sample(schema: Descriptor, n: number): unknown {
  const message: Record<string, unknown> = {};
  for (const field of schema.fields) {
    const one = (): unknown => {
      if (field.message) return sample(field.message as Descriptor, n);
      return leaf(field.name, field.proto.type === 9 ? 'string' : 'number', n);
    };
    message[field.localName] = field.fieldKind === 'list' ? [one()] : one();
  }
  return create(schema, message as never);
}

const ACTORS = /actor|reputer|delegator|inferer|forecaster|worker|address|lib_p2p|owner|pubkey/;

function leaf(name: string, kind: 'string' | 'number', n: number): unknown {
  if (kind === 'string') {
    if (name === 'actor_id2' || name === 'reputer') return n === 1 ? bob : carol;
    if (ACTORS.test(name) && !/value|weight/.test(name)) return n === 1 ? alice : bob;
    return `${n}`;
  }
  if (name === 'id' || name === 'label_id') return n;
  if (/bytes|extra_data|signature/.test(name)) return Uint8Array.of(n);
  return BigInt(n);
}

describe('genesis', () => {
  test('the default one starts an empty network with the default parameters', () => {
    const network = new Network({}, new Network().module.defaultGenesis());
    expect(network.module.exportGenesis(network.ctx)).toEqual(network.module.defaultGenesis());
    expect(network.query('canCreateTopic', { address: alice })).toEqual({ canCreateTopic: false });
  });

  test('whatever state it brings comes out again, field by field', () => {
    const genesis = toJson(GenesisStateSchema, fullGenesis()) as Record<string, unknown>;
    const empty = Object.keys(genesis).filter((field) => (genesis[field] as unknown[] | string).length === 0);
    expect(empty).toEqual([
      'core_team_addresses',
      'rewardable_topics',
      'network_inferences',
      'outlier_resistant_network_inferences',
    ]);
    const network = new Network({}, genesis);
    const exported = network.module.exportGenesis(network.ctx) as Record<string, unknown>;
    for (const field of Object.keys(genesis)) expect.soft(exported[field], field).toEqual(genesis[field]);
  });

  test('the state of a network that has run is exported, imported and exported unchanged', () => {
    const network = new Network();
    network.createTopic({ enableReputerWhitelist: true });
    state.topicReputerWhitelist.add(network.ctx, [1n, bob]);
    network.send('register', { sender: bob, topicId: 1n, owner: carol, isReputer: true });
    network.send('addStake', { sender: bob, topicId: 1n, amount: '20000' });
    network.send('delegateStake', { sender: carol, topicId: 1n, reputer: bob, amount: '300' });
    network.advanceTo(20n);
    const exported = network.module.exportGenesis(network.ctx);
    const again = new Network({}, JSON.parse(JSON.stringify(exported)));
    expect(again.module.exportGenesis(again.ctx)).toEqual(exported);
  });

  test('counts topics from 1, and makes the core team whitelist admins', () => {
    const network = new Network({}, { next_topic_id: '0', core_team_addresses: [carol] });
    expect(network.query('getNextTopicId', {})).toEqual({ nextTopicId: 1n });
    expect(network.query('isWhitelistAdmin', { address: carol })).toEqual({ isAdmin: true });
    expect(network.query('canUpdateParams', { address: bob })).toEqual({ canUpdateParams: false });
  });

  test('refuses bad parameters, addresses, topics, entries without a value, and what was not migrated', () => {
    const start = (fields: object) => codeOf(() => new Network({}, { ...(openGenesis() as object), ...fields }));
    const { params } = openGenesis() as { params: object };
    expect(start({ params: { ...params, blocks_per_month: '0' } })).toBe('undefined/1');
    expect(start({ core_team_addresses: ['cosmos1xyz'] })).toBe('sdk/7');
    expect(start({ topics: [{ topic_id: '1', topic: { id: '1' } }] })).toBe('sdk/29');
    expect(start({ workers: [{ lib_p2p_key: alice }] })).toBe('sdk/18');
    expect(start({ network_inferences: [{ topic_id: '1' }] })).toBe('sdk/18');
  });
});
