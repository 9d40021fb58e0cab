import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { decode } from './decode.ts';
import { encode } from './encode.ts';

/**
 * A message as another version of it, by its bytes: fields keep their numbers from one version to the next, so what both know
 * stays, what only the first knows is left out, and what only the second knows has its zero.
 */
export function recast<A extends DescMessage, B extends DescMessage>(
  from: A,
  message: MessageInitShape<A>,
  to: B,
): MessageShape<B> {
  return decode(to, encode(from, create(from, message)));
}
