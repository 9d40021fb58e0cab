import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import type { Typed } from '../../../../src/wire/index.ts';
import type { Actor } from './cast.ts';

/** How a transaction is wrong besides its messages; all but `gas` never get as far as these. */
export type Fault = 'chain' | 'sequence' | 'fee' | 'gas' | 'timeout' | 'bytes';

/** A transaction that somebody is about to sign. */
export interface Step {
  readonly signer: Actor;
  readonly messages: readonly Typed[];
  readonly fault?: Fault;
}

export const typed = <D extends DescMessage>(schema: D, message: MessageInitShape<D>): Typed =>
  ({ schema, message: create(schema, message) }) as unknown as Typed;

type Fields = Record<string, unknown>;

/** A message's fields as something to make another message of. */
export const fieldsOf = (message: object): Fields => {
  const { $typeName: _, ...fields } = message as Fields;
  return fields;
};

/** A message with other values in some fields. */
export const changed = ({ schema, message }: Typed, fields: Fields): Typed =>
  typed(schema as DescMessage, { ...fieldsOf(message), ...fields } as never);

/** A transaction of one message. */
export const step = <D extends DescMessage>(signer: Actor, schema: D, message: MessageInitShape<D>): Step => ({
  signer,
  messages: [typed(schema, message)],
});
