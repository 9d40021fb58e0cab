import type { DescMessage } from '@bufbuild/protobuf';
import { fromJson, type JsonValue } from '../wire/index.ts';
import { AlloError } from './errors.ts';

/**
 * A request as a person types it: JSON that fits the protobuf message, checked before anything is sent.
 * @throws AlloError badValue, naming the fields that the message has
 */
export function parseRequest(schema: DescMessage, text: string): JsonValue {
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new AlloError('badValue', `The request is not JSON: ${(cause as Error).message}`, { cause });
  }
  try {
    fromJson(schema, json);
    return json;
  } catch (cause) {
    const fields = schema.fields.map(({ name }) => name).join(', ') || 'no fields';
    throw new AlloError('badValue', `The request does not fit ${schema.typeName}: ${(cause as Error).message}`, {
      hint: `Its fields are: ${fields}.`,
      cause,
    });
  }
}
