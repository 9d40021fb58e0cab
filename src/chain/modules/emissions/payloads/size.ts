import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { encode } from '../../../../wire/index.ts';
import { errors } from '../errors.ts';

/** Demands that a message has at most `limit` bytes on the wire; 53 otherwise (docs/spec/emissions.md §6.6). */
export function requireSize<D extends DescMessage>(schema: D, message: MessageShape<D>, limit: bigint): void {
  const size = encode(schema, message).length;
  if (BigInt(size) > limit) throw errors.ErrQueryTooLarge(`${size} bytes, at most ${limit} are taken`);
}
