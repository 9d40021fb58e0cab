import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as events from '../../../src/wire/gen/emissions/v10/events_pb.ts';
import { parse, root, sources, walk } from '../../../tools/lib/syntax.mjs';
import { alice, dave, Network, openGenesis } from './network.ts';

const EVENTS = events.file_emissions_v10_events.messages.filter(({ name }) => /^Event(?!ValueBundle)/.test(name));
const MODULE = join(root, 'src', 'chain', 'modules', 'emissions');

interface Node {
  type: string;
  start: number;
  name?: string;
  callee?: Node;
  arguments?: Node[];
  properties?: Node[];
  property?: Node;
  key?: Node;
}

/** A call of `emit`: where it is, the event it names (if it names one), and the fields that it gives one by one (if it does). */
interface Emission {
  readonly place: string;
  readonly event: string | undefined;
  readonly fields: readonly string[] | undefined;
}

function emissionsIn(file: string): Emission[] {
  const found: Emission[] = [];
  const { program, line } = parse(file, readFileSync(file, 'utf8'));
  walk(program, (node: Node) => {
    if (node.type !== 'CallExpression' || node.callee?.name !== 'emit') return;
    const [, schema, content] = node.arguments ?? [];
    const named = schema?.name ?? schema?.property?.name;
    const listed = content?.type === 'ObjectExpression' && content.properties?.every(({ type }) => type === 'Property');
    found.push({
      place: `${relative(root, file)}:${line(node.start)}`,
      event: /^Event\w+Schema$/.test(named ?? '') ? named!.replace(/Schema$/, '') : undefined,
      fields: listed ? content.properties!.map(({ key }) => key?.name ?? '') : undefined,
    });
  });
  return found;
}

const emissions = [...sources(MODULE)].flatMap(emissionsIn);

/** Lists of §6.9: the messages that change them and the events that say so. */
const LISTS = [
  ['addToWhitelistAdmin', 'WhitelistAdminAdded', 'removeFromWhitelistAdmin', 'WhitelistAdminRemoved'],
  ['addToGlobalWhitelist', 'GlobalWhitelistAdded', 'removeFromGlobalWhitelist', 'GlobalWhitelistRemoved'],
  [
    'addToGlobalWorkerWhitelist',
    'GlobalWorkerWhitelistAdded',
    'removeFromGlobalWorkerWhitelist',
    'GlobalWorkerWhitelistRemoved',
  ],
  [
    'addToGlobalReputerWhitelist',
    'GlobalReputerWhitelistAdded',
    'removeFromGlobalReputerWhitelist',
    'GlobalReputerWhitelistRemoved',
  ],
  [
    'addToGlobalAdminWhitelist',
    'GlobalAdminWhitelistAdded',
    'removeFromGlobalAdminWhitelist',
    'GlobalAdminWhitelistRemoved',
  ],
  [
    'addToTopicCreatorWhitelist',
    'TopicCreatorWhitelistAdded',
    'removeFromTopicCreatorWhitelist',
    'TopicCreatorWhitelistRemoved',
  ],
  [
    'addToTopicWorkerWhitelist',
    'TopicWorkerWhitelistAdded',
    'removeFromTopicWorkerWhitelist',
    'TopicWorkerWhitelistRemoved',
  ],
  [
    'addToTopicReputerWhitelist',
    'TopicReputerWhitelistAdded',
    'removeFromTopicReputerWhitelist',
    'TopicReputerWhitelistRemoved',
  ],
  [
    'enableTopicWorkerWhitelist',
    'TopicWorkerWhitelistEnabled',
    'disableTopicWorkerWhitelist',
    'TopicWorkerWhitelistDisabled',
  ],
  [
    'enableTopicReputerWhitelist',
    'TopicReputerWhitelistEnabled',
    'disableTopicReputerWhitelist',
    'TopicReputerWhitelistDisabled',
  ],
] as const;
const LISTED = new Set(LISTS.flatMap(([, added, , removed]) => [`Event${added}`, `Event${removed}`]));

/** Fields that the chain leaves empty: what they held is in others now (docs/spec/emissions.md §12). */
const LEFT_EMPTY: Record<string, readonly string[]> = { EventNetworkLossSet: ['valueBundle'] };

test('there are 75 events', () => {
  expect(EVENTS).toHaveLength(75);
});

describe('every event is emitted', () => {
  test.each(EVENTS.filter(({ name }) => !LISTED.has(name)).map((event) => [event.name, event] as const))(
    '%s, with all its fields',
    (name, event) => {
      const own = emissions.filter((emission) => emission.event === name);
      expect(own.length).toBeGreaterThan(0);
      const given = event.fields
        .map(({ localName }) => localName)
        .filter((field) => !LEFT_EMPTY[name]?.includes(field));
      const wanted = given.sort();
      for (const { place, fields } of own) if (fields) expect([...fields].sort(), place).toEqual(wanted);
    },
  );

  test.each(LISTS)('%s tells %s, %s tells %s', (add, added, remove, removed) => {
    const network = new Network({}, { ...(openGenesis() as object), core_team_addresses: [alice] });
    network.createTopic();
    network.takeEvents();
    const told = (method: typeof add | typeof remove) => {
      network.send(method, { sender: alice, topicId: 1n, address: dave } as never);
      return network.takeEvents().map(([name, attributes]) => [name, Object.entries(attributes).sort()]);
    };
    const fields = (name: string) => {
      const { fields } = EVENTS.find((event) => event.name === `Event${name}`)!;
      return fields.map((field) => [field.name, field.name === 'topic_id' ? '1' : dave]).sort();
    };
    expect(told(add)).toEqual([[added, fields(added)]]);
    expect(told(remove)).toEqual([[removed, fields(removed)]]);
  });
});
