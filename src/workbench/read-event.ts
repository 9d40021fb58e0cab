import { type AbciEvent, type JsonValue, readEvent, registry, toJson } from '../wire/index.ts';

/** An event as people and scripts read it: under its short name, with its fields by their protocol names. */
export interface ReadEvent {
  /** `ScoresSet` for `emissions.v10.EventScoresSet`; any other event keeps its own type. */
  readonly name: string;
  readonly type: string;
  readonly data: Readonly<Record<string, JsonValue>>;
  /** The topic that it is about; of several none. */
  readonly topicId: string | null;
}

const TYPED = /^emissions\.v\d+\.Event(\w+)$/;

/** Whether an event is one of the emissions module. */
export const isEmissionsEvent = ({ type }: AbciEvent): boolean => TYPED.test(type);

/** Reads an event by its protobuf type; one whose type is not known keeps its attributes as they are, parsed where they are JSON. */
export function read(event: AbciEvent): ReadEvent {
  const schema = registry.message(event.type);
  const data = schema
    ? (toJson(schema, readEvent(schema, event)) as Record<string, JsonValue>)
    : Object.fromEntries(event.attributes.map(({ key, value }) => [key, parsed(value)]));
  const topic = data.topic_id;
  return {
    name: TYPED.exec(event.type)?.[1] ?? event.type,
    type: event.type,
    data,
    topicId: typeof topic === 'string' || typeof topic === 'number' ? `${topic}` : null,
  };
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** Whether an event is about a topic. */
export function concerns({ topicId, data }: ReadEvent, topic: bigint): boolean {
  const listed = data.topic_ids;
  if (Array.isArray(listed)) return listed.some((id) => `${id}` === `${topic}`);
  const created = data.topic as Record<string, JsonValue> | undefined;
  return topicId === `${topic}` || (topicId === null && created !== undefined && `${created.id}` === `${topic}`);
}
