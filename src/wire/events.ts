import type { DescField, DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { shorten, WireError } from './errors.ts';
import { fromJson } from './json/read.ts';
import type { JsonObject, JsonValue } from './json/values.ts';
import { jsonText } from './json/values.ts';
import { fieldJson } from './json/write.ts';

/** One key and value of an ABCI event; `index` says whether it can be searched for. */
export interface EventAttribute {
  key: string;
  value: string;
  index: boolean;
}

export interface AbciEvent {
  type: string;
  attributes: EventAttribute[];
}

const attributeOrder = new WeakMap<DescMessage, DescField[]>();

/**
 * A typed event: its type is the full name of the message, and every field is one attribute, by name, whose value is the
 * field's own JSON (so a text keeps its quotes). docs/spec/emissions.md (events).
 */
export function typedEvent<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): AbciEvent {
  const message = create(schema, init) as unknown as Record<string, unknown>;
  let fields = attributeOrder.get(schema);
  if (fields === undefined) {
    fields = [...schema.fields].sort((a, b) => (a.name < b.name ? -1 : 1));
    attributeOrder.set(schema, fields);
  }
  return {
    type: schema.typeName,
    attributes: fields.map((field) => ({
      key: field.name,
      value: jsonText(fieldJson(field, message[field.localName])),
      index: true,
    })),
  };
}

/**
 * The message of a typed event. Attributes that are no field (`mode`, `msg_index`) are passed over.
 * @throws WireError when the event is of another type or a value is not the field's JSON
 */
export function readEvent<Desc extends DescMessage>(schema: Desc, event: AbciEvent): MessageShape<Desc> {
  if (event.type !== schema.typeName) throw new WireError(`${schema.typeName}: the event is a ${shorten(event.type)}`);
  const names = new Set(schema.fields.map((field) => field.name));
  const json: JsonObject = {};
  for (const { key, value } of event.attributes) if (names.has(key)) json[key] = parse(key, value);
  return fromJson(schema, json);
}

/** A plain event, as the modules of the Cosmos SDK make them (`transfer`, `message`): attributes in the given order. */
export function event(type: string, attributes: Record<string, string>): AbciEvent {
  return { type, attributes: Object.entries(attributes).map(([key, value]) => ({ key, value, index: true })) };
}

function parse(key: string, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new WireError(`event attribute ${shorten(key)} is not JSON: ${shorten(text)}`);
  }
}
