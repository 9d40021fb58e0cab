import { describe, expect, test } from 'vitest';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { GenesisStateSchema } from '../../../src/wire/gen/emissions/v10/genesis_pb.ts';
import { toJson } from '../../../src/wire/index.ts';
import { fullGenesis } from './full-genesis.ts';
import { alice, bob, carol, Network, openGenesis } from './network.ts';
import { codeOf } from './workbench.ts';

describe('genesis', () => {
  test('the default one starts an empty network with the default parameters', () => {
    const network = new Network({}, new Network().module.defaultGenesis());
    expect(network.module.exportGenesis(network.ctx)).toEqual(network.module.defaultGenesis());
    expect(network.query('canCreateTopic', { address: alice })).toEqual({ canCreateTopic: false });
  });

  test('whatever state it brings comes out again, field by field', () => {
    const genesis = toJson(GenesisStateSchema, fullGenesis()) as Record<string, unknown>;
    const empty = Object.keys(genesis).filter((field) => (genesis[field] as unknown[] | string).length === 0);
    expect(empty).toEqual(['core_team_addresses', 'network_inferences', 'outlier_resistant_network_inferences']);
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

  test('takes topics that are older than the bounds that parameters set now', () => {
    const network = new Network();
    network.createTopic({ metadata: 'warm', labelWhitelist: ['y', 'why'] });
    const exported = network.module.exportGenesis(network.ctx) as { params: object };
    const bounds = { min_epoch_length: '13', max_string_length: '3' };
    const labels = { max_canonical_label_byte_length: '2', max_topic_label_whitelist_size: '1' };
    const tightened = { ...exported, params: { ...exported.params, ...bounds, ...labels } };
    const again = new Network({}, tightened);
    expect(again.module.exportGenesis(again.ctx)).toEqual(tightened);
  });

  test('keeps the places of a sum that came to nothing', () => {
    const sum = { total_sum_previous_topic_weights: '0.0000' };
    const network = new Network({}, { ...(openGenesis() as object), ...sum });
    expect(network.module.exportGenesis(network.ctx)).toMatchObject(sum);
  });

  test('counts topics from 1, and makes the core team whitelist admins', () => {
    const network = new Network({}, { next_topic_id: '0', core_team_addresses: [carol] });
    expect(network.query('getNextTopicId', {})).toEqual({ nextTopicId: 1n });
    expect(network.query('isWhitelistAdmin', { address: carol })).toEqual({ isAdmin: true });
    expect(network.query('canUpdateParams', { address: bob })).toEqual({ canUpdateParams: false });
  });

  const start = (fields: object) => () => new Network({}, { ...(openGenesis() as object), ...fields });

  test('refuses bad parameters, addresses, topics, entries without a value, and what was not migrated', () => {
    const { params } = openGenesis() as { params: object };
    expect(codeOf(start({ params: { ...params, blocks_per_month: '0' } }))).toBe('undefined/1');
    expect(codeOf(start({ core_team_addresses: ['cosmos1xyz'] }))).toBe('sdk/7');
    expect(codeOf(start({ next_topic_id: '2', topics: [{ topic_id: '1', topic: { id: '1' } }] }))).toBe('sdk/29');
    expect(codeOf(start({ workers: [{ lib_p2p_key: alice }] }))).toBe('sdk/18');
    expect(codeOf(start({ network_inferences: [{ topic_id: '1' }] }))).toBe('sdk/18');
  });

  /** A network's own genesis with topic 1, spoilt in one place. */
  function spoilt(fields: object) {
    const network = new Network();
    network.createTopic();
    return start({ ...(network.module.exportGenesis(network.ctx) as object), ...fields });
  }

  const score = { topic_id: '1', block_height: '1', address: bob, score: '1' };

  test.each([
    [
      {
        topic_workers: [
          { topic_id: '1', actor_id: bob },
          { topic_id: '1', actor_id: 'allo1' },
        ],
      },
      'topic_workers[1]',
    ],
    [{ topic_workers: [{ topic_id: '2', actor_id: bob }] }, 'topic_workers[0]: there is no topic 2'],
    [{ topic_workers: Array(2).fill({ topic_id: '1', actor_id: bob }) }, `topic_workers[1]: 1, ${bob} is there twice`],
    [{ active_topics: ['1', '1'] }, 'active_topics[1]: 1 is there twice'],
    [{ active_topics: ['7'] }, 'active_topics[0]: there is no topic 7'],
    [{ global_whitelist: [''] }, 'global_whitelist[0]: invalid actor address'],
    [{ topic_stake: [{ topic_id: '1', int: '-1' }] }, 'topic_stake[0]: the amount -1 is negative'],
    [{ topic_stake: [{ topic_id: '1', int: '1.5' }] }, 'topic_stake[0]'],
    [{ previous_topic_weight: [{ topic_id: '1', dec: 'much' }] }, 'previous_topic_weight[0]'],
    [{ last_drip_block: [{ topic_id: '1', block_height: '-5' }] }, 'last_drip_block[0]: the height -5 is negative'],
    [{ inferer_score_emas: [{ topic_id: '1', actor_id: bob }] }, 'inferer_score_emas[0]: score is missing'],
    [
      { lowest_inferer_score_ema: [alice, bob].map((actor_id) => ({ topic_id: '1', actor_id, score })) },
      'is there twice',
    ],
    [{ next_topic_id: '1' }, 'topics[0]: the id 1 is not below next_topic_id, 1'],
    [{ total_stake: '-3' }, 'total_stake: -3 is negative'],
    [{ total_stake: 'all' }, 'total_stake'],
    [{ topics: 'many' }, 'topics'],
    [{ topicz: [] }, 'topicz'],
  ])('says what is wrong with %j', (fields, message) => {
    expect(spoilt(fields)).toThrow(message);
  });

  test('lets lists be of topics that are still to come, as an administrator can', () => {
    expect(codeOf(spoilt({ topic_worker_whitelist: [{ topic_id: '9', actor_id: bob }] }))).toBe('ok');
  });

  test('every collection of the state is exported: the store is the same, key by key, after an import', () => {
    const genesis = {
      ...(toJson(GenesisStateSchema, fullGenesis()) as object),
      experiments: { adjusted_stakes: true },
    };
    const before = new Network({}, genesis);
    const keys = rawState(before);
    const empty = Object.entries(state).filter(([, collection]) => size(before, collection) === 0);
    expect(empty.map(([name]) => name)).toEqual([]);
    const exported = before.module.exportGenesis(before.ctx);
    const after = new Network({}, JSON.parse(JSON.stringify(exported)));
    expect(rawState(after)).toEqual(keys);
  });
});

/** The module's keys and values as the store has them. */
function rawState(network: Network): Map<string, string> {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const entries = network.ctx.store.iterate('emissions', { start: '', end: undefined });
  return new Map(Array.from(entries, ([key, value]) => [Buffer.from(key, 'latin1').toString('hex'), hex(value)]));
}

/** How many entries a collection holds. */
function size(network: Network, collection: (typeof state)[keyof typeof state]): number {
  if ('entries' in collection) return [...collection.entries(network.ctx)].length;
  return collection.has(network.ctx) ? 1 : 0;
}
