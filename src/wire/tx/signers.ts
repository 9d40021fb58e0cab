import type { DescMessage } from '@bufbuild/protobuf';
import { getOption } from '@bufbuild/protobuf';
import type { Typed } from '../codec/any.ts';
import { signer } from '../gen/cosmos/msg/v1/msg_pb.ts';

const known = new WeakMap<DescMessage, string[]>();

/** The names of the fields that hold a message's signers; none for what is not a message of a transaction. */
export function signerFields(schema: DescMessage): string[] {
  let fields = known.get(schema);
  if (fields === undefined) {
    fields = getOption(schema, signer);
    known.set(schema, fields);
  }
  return fields;
}

/** The bech32 addresses that must sign a message, in order, each once. A signer field may name messages with signers of their own. */
export function messageSigners({ schema, message }: Typed): string[] {
  const found: string[] = [];
  collect(schema, message as unknown as Record<string, unknown>, found);
  return [...new Set(found)];
}

function collect(schema: DescMessage, message: Record<string, unknown>, found: string[]): void {
  for (const name of signerFields(schema)) {
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (field === undefined) continue;
    const value = message[field.localName];
    const items = field.fieldKind === 'list' ? (value as unknown[]) : [value];
    for (const item of items) {
      if (field.message === undefined) found.push(item as string);
      else if (item !== undefined) collect(field.message, item as Record<string, unknown>, found);
    }
  }
}
