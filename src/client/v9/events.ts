import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { type AbciEvent, readEvent } from '../../wire/index.ts';
import { currentName } from './version.ts';

/** Whether an event is of a type, in this version or in v9. */
export const isEventOf = (schema: DescMessage, { type }: AbciEvent): boolean => currentName(type) === schema.typeName;

/** The message of an event, in this version or in v9: the fields of both have the same names. @throws WireError */
export const readEventOf = <D extends DescMessage>(schema: D, event: AbciEvent): MessageShape<D> =>
  readEvent(schema, { ...event, type: currentName(event.type) });
