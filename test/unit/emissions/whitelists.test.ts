import { describe, expect, test } from 'vitest';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { CreateNewTopicRequestSchema, MsgService } from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { codes, deliver, type Sent, sent } from './sending.ts';
import { type Actor, actors } from './workbench.ts';

const [admin, creator, stranger, target, other] = actors('lister', 5) as [Actor, Actor, Actor, Actor, Actor];

type Method = keyof typeof MsgService.method;

/** A message of any kind; fields that it does not have are left out. */
function message(method: Method, signer: Actor, fields: Record<string, unknown>): Sent {
  const schema = MsgService.method[method].input;
  const known = Object.entries(fields).filter(([name]) => schema.fields.some(({ localName }) => localName === name));
  return sent(signer, schema, { sender: signer.address, ...Object.fromEntries(known) } as never);
}

/** A chain with one admin and one topic, whose creator is not on any list. */
function listed(params: ConstructorParameters<typeof Chain>[1] = {}): Chain {
  const emissions = { core_team_addresses: [admin.address] };
  const chain = new Chain([admin, creator, stranger, target, other], params, { emissions });
  deliver(chain, sent(creator, CreateNewTopicRequestSchema, topicRequest({ creator: creator.address })));
  return chain;
}

/** What each list is called, who is asked whether somebody is on it, and what is told. */
const LISTS = [
  { name: 'WhitelistAdmin', query: 'IsWhitelistAdmin', event: 'WhitelistAdmin', field: 'admin' },
  { name: 'GlobalWhitelist', query: 'IsWhitelistedGlobalActor' },
  { name: 'GlobalWorkerWhitelist', query: 'IsWhitelistedGlobalWorker', bulk: true },
  { name: 'GlobalReputerWhitelist', query: 'IsWhitelistedGlobalReputer', bulk: true },
  { name: 'GlobalAdminWhitelist', query: 'IsWhitelistedGlobalAdmin' },
  { name: 'TopicCreatorWhitelist', query: 'IsWhitelistedTopicCreator' },
  { name: 'TopicWorkerWhitelist', query: 'IsWhitelistedTopicWorker', bulk: true, topicId: 1n },
  { name: 'TopicReputerWhitelist', query: 'IsWhitelistedTopicReputer', bulk: true, topicId: 1n },
] as const satisfies readonly List[];

interface List {
  readonly name: string;
  readonly query: string;
  readonly event?: string;
  readonly field?: string;
  readonly bulk?: true;
  readonly topicId?: bigint;
}

const isOn = (chain: Chain, { query, topicId }: List, address: string): boolean => {
  const schemas = queries as unknown as Record<string, never>;
  const answer = chain.query(query, schemas[`${query}RequestSchema`]!, schemas[`${query}ResponseSchema`]!, {
    address,
    ...(topicId && { topicId }),
  } as never) as Record<string, unknown>;
  return Object.entries(answer).some(([name, value]) => !name.startsWith('$') && value === true);
};

const told = ({ name, event = name, field = 'address', topicId }: List, what: string, address: string) => [
  `${event}${what}`,
  { ...(topicId && { topic_id: `${topicId}` }), [field]: address },
];

describe('lists', () => {
  test.each(LISTS)('$name takes an address and loses it, twice without harm', (list: List) => {
    const chain = listed();
    const fields = { address: target.address, topicId: list.topicId };
    const add = message(`addTo${list.name}` as Method, admin, fields);
    const remove = message(`removeFrom${list.name}` as Method, admin, fields);
    expect(isOn(chain, list, target.address)).toBe(false);
    for (const { code, events } of deliver(chain, add, add)) {
      expect([code, events]).toEqual(['ok', [told(list, 'Added', target.address)]]);
    }
    expect(isOn(chain, list, target.address)).toBe(true);
    for (const { code, events } of deliver(chain, remove, remove)) {
      expect([code, events]).toEqual(['ok', [told(list, 'Removed', target.address)]]);
    }
    expect(isOn(chain, list, target.address)).toBe(false);
  });

  const bulks: List[] = LISTS.filter((list: List) => list.bulk);
  test.each(bulks)('$name takes and loses many at once, an event each, and all or none', (list) => {
    const chain = listed();
    const both = [target.address, other.address];
    const bulk = (what: string, addresses: string[]) =>
      message(`bulk${what}${list.name}` as Method, admin, { addresses, topicId: list.topicId });
    const [added] = deliver(chain, bulk('AddTo', both));
    expect(added).toEqual({ code: 'ok', events: both.map((address) => told(list, 'Added', address)) });
    const [half, none] = deliver(chain, bulk('RemoveFrom', [target.address, 'nobody']), bulk('RemoveFrom', []));
    expect([half?.code, none]).toEqual(['sdk/7', { code: 'ok', events: [] }]);
    expect(both.map((address) => isOn(chain, list, address))).toEqual([true, true]);
    const [removed] = deliver(chain, bulk('RemoveFrom', both));
    expect(removed).toEqual({ code: 'ok', events: both.map((address) => told(list, 'Removed', address)) });
    expect(both.map((address) => isOn(chain, list, address))).toEqual([false, false]);
  });

  test.each(['Worker', 'Reputer'])("a topic's list of %ss is switched on and off, and keeps who is on it", (role) => {
    const chain = listed();
    const list = LISTS.find(({ name }) => name === `Topic${role}Whitelist`)!;
    const toggle = (what: string) => message(`${what}Topic${role}Whitelist` as Method, creator, { topicId: 1n });
    const enabled = { ...list, query: `IsTopic${role}WhitelistEnabled` };
    deliver(chain, message(`addTo${list.name}` as Method, creator, { address: target.address, topicId: 1n }));
    const outcomes = deliver(chain, toggle('enable'), toggle('enable'));
    for (const { events } of outcomes) expect(events).toEqual([[`Topic${role}WhitelistEnabled`, { topic_id: '1' }]]);
    expect(isOn(chain, enabled, '')).toBe(true);
    const [off] = deliver(chain, toggle('disable'));
    expect(off?.events).toEqual([[`Topic${role}WhitelistDisabled`, { topic_id: '1' }]]);
    expect([isOn(chain, enabled, ''), isOn(chain, list, target.address)]).toEqual([false, true]);
  });

  test('nothing keeps the last admin from leaving, and then nobody can do anything about it', () => {
    const chain = listed();
    const leave = message('removeFromWhitelistAdmin', admin, { address: admin.address });
    const back = message('addToWhitelistAdmin', admin, { address: admin.address });
    expect(codes(chain, leave, back, message('updateParams', admin, {}))).toEqual([
      'ok',
      'emissions/85',
      'emissions/28',
    ]);
  });
});

describe('checks come in order', () => {
  test.each(LISTS)('$name: address, topic, permission', (list: List) => {
    const chain = listed();
    const add = (address: string, topicId: bigint) =>
      message(`addTo${list.name}` as Method, stranger, { address, topicId });
    const [badAddress, badTopic, notPermitted] = codes(
      chain,
      add('nobody', 9n),
      add(target.address, 9n),
      add(target.address, 1n),
    );
    expect(badAddress).toBe('sdk/7');
    expect(badTopic).toBe(list.topicId ? 'emissions/23' : notPermitted);
    expect(notPermitted).toMatch(/^emissions\/8[5-9]$/);
  });

  test.each(LISTS.filter((list: List) => list.bulk))(
    '$name, many: topic, permission, count, addresses',
    (list: List) => {
      const chain = listed({ maxWhitelistInputArrayLength: 2n });
      const bulk = (what: string, signer: Actor, addresses: string[], topicId = 1n) =>
        message(`bulk${what}${list.name}` as Method, signer, { addresses, topicId });
      const three = ['nobody', target.address, other.address];
      const refused = list.topicId ? 'emissions/100' : 'emissions/86';
      const unknown = list.topicId ? 'emissions/23' : refused;
      // One message of the reference counts before it asks who may.
      const first = list.name === 'GlobalWorkerWhitelist' ? 'emissions/90' : refused;
      expect(
        codes(
          chain,
          bulk('RemoveFrom', stranger, three, 9n),
          bulk('AddTo', stranger, three),
          bulk('RemoveFrom', stranger, three),
          bulk('AddTo', admin, three),
          bulk('AddTo', admin, three.slice(0, 2)),
          bulk('AddTo', admin, three.slice(1)),
        ),
      ).toEqual([unknown, first, refused, 'emissions/90', 'sdk/7', 'ok']);
    },
  );

  test('switches: topic, permission', () => {
    const chain = listed();
    const toggles = ['enable', 'disable'].flatMap((what) =>
      ['Worker', 'Reputer'].flatMap((role) =>
        [9n, 1n].map((topicId) => message(`${what}Topic${role}Whitelist` as Method, stranger, { topicId })),
      ),
    );
    expect(codes(chain, ...toggles)).toEqual(Array(4).fill(['emissions/23', 'emissions/100']).flat());
  });
});
