import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { typedEvent } from '../../../wire/index.ts';
import type { Context } from '../../context.ts';

/** Emits a typed event of this module (docs/spec/emissions.md §12): `emit(ctx, EventAddStakeSchema, { topicId, … })`. */
export function emit<S extends DescMessage>(ctx: Context, schema: S, event: MessageInitShape<S>): void {
  ctx.emit(typedEvent(schema, event));
}
