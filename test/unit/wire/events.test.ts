import { describe, expect, it } from 'vitest';
import * as events from '../../../src/wire/gen/emissions/v10/events_pb.ts';
import { ActorType } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { event, fromJson, readEvent, toJson, typedEvent } from '../../../src/wire/index.ts';
import { sample } from './sample.ts';

const attributes = (made: ReturnType<typeof typedEvent>): Record<string, string> =>
  Object.fromEntries(made.attributes.map(({ key, value }) => [key, value]));

describe('typedEvent', () => {
  const rewards = typedEvent(events.EventRewardsSettledSchema, {
    topicId: 13n,
    blockHeight: 5100955n,
    actorType: ActorType.FORECASTER,
    addresses: ['allo1a'],
    rewards: ['7771369660570293953'],
  });

  it('is named by its message and lists every field by name', () => {
    expect(rewards.type).toBe('emissions.v10.EventRewardsSettled');
    const keys = rewards.attributes.map(({ key }) => key);
    expect(keys).toEqual([...keys].sort());
    expect(rewards.attributes.every(({ index }) => index)).toBe(true);
  });

  it('holds the JSON of each field', () => {
    expect(attributes(rewards)).toMatchObject({
      actor_type: '"ACTOR_TYPE_FORECASTER"',
      addresses: '["allo1a"]',
      block_height: '"5100955"',
      rewards: '["7771369660570293953"]',
      topic_id: '"13"',
    });
  });

  it('writes defaults, absent messages, nested lists and plain booleans', () => {
    const bundle = attributes(
      typedEvent(events.EventNetworkInferenceBundleSchema, { infererValues: '[["1.5"],["2"]]' }),
    );
    expect(bundle).toMatchObject({
      inferer_values: '[["1.5"],["2"]]',
      naive_value: '[]',
      outlier_resistant: 'false',
      nonce: '"0"',
    });
    const params = attributes(typedEvent(events.EventParamsSetSchema, {}));
    expect(params).toEqual({ params: 'null' });
  });
});

describe('readEvent', () => {
  it('reads every event of the module back', () => {
    const schemas = events.file_emissions_v10_events.messages;
    expect(schemas.filter((schema) => schema.name.startsWith('Event')).length).toBe(76);
    for (const schema of schemas) {
      const message = sample(schema) as never;
      const read = readEvent(schema, typedEvent(schema, message));
      expect(toJson(schema, read), schema.typeName).toEqual(toJson(schema, fromJson(schema, toJson(schema, message))));
    }
  });

  it('passes over what is no field, and refuses another event or text that is no JSON', () => {
    const schema = events.EventCreateNewTopicSchema;
    const made = typedEvent(schema, { topic: { id: 4n } });
    made.attributes.push(
      { key: 'mode', value: 'EndBlock', index: true },
      { key: 'msg_index', value: '0', index: true },
    );
    expect(readEvent(schema, made).topic?.id).toBe(4n);
    expect(() => readEvent(events.EventAddStakeSchema, made)).toThrow(
      'the event is a emissions.v10.EventCreateNewTopic',
    );
    expect(() => readEvent(schema, event(schema.typeName, { topic: '{' }))).toThrow(
      'event attribute topic is not JSON',
    );
  });
});

it('event keeps the order of its attributes', () => {
  expect(event('transfer', { recipient: 'b', amount: '1uallo' })).toEqual({
    type: 'transfer',
    attributes: [
      { key: 'recipient', value: 'b', index: true },
      { key: 'amount', value: '1uallo', index: true },
    ],
  });
});
