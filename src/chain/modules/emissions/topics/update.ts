import { create } from '@bufbuild/protobuf';
import { Dec } from '../../../../protocol/decimal/index.ts';
import { EventTopicUpdatedSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { UpdateTopicRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { type Topic, TopicSchema } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { sdkErrors } from '../../../errors.ts';
import { workerNonces } from '../epochs/open-nonces.ts';
import { within, workerWindow } from '../epochs/windows.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { isTopicActive } from './activation.ts';
import { canonicalTopic, requireTopic } from './store.ts';
import { validateTopicUpdate } from './validation.ts';

/**
 * `UpdateTopic`: its creator replaces what may change of a topic (docs/spec/emissions.md §6.2). Every editable field is taken from
 * the message: one that is left out is not kept but emptied, or refused. Nothing is paid, and it holds at once, for open epochs too.
 * Errors, in this order: sdk 7 sender, sdk 18 a field, 23 no such topic, sdk 4 not the creator (admins neither), 94 a label,
 * sdk 29 the topic that would result, 67 when what workers rely on would change while a worker window is open.
 */
export function updateTopic(ctx: Context, msg: UpdateTopicRequest): Record<string, never> {
  accountAddress(msg.sender, 'sender');
  const params = state.params.require(ctx);
  validateTopicUpdate(msg, params);
  const stored = requireTopic(ctx, msg.topicId);
  if (stored.creator !== msg.sender) throw sdkErrors.unauthorized('only its creator may update a topic');
  const topic = canonicalTopic(replaced(stored, msg), params);
  const changed = guardedChanges(stored, topic);
  if (changed.length > 0 && isWorkerWindowOpen(ctx, stored)) {
    throw errors.ErrWorkerNonceWindowNotAvailable(`${changed.join(', ')} cannot change while a worker window is open`);
  }
  state.topics.set(ctx, topic.id, topic);
  emit(ctx, EventTopicUpdatedSchema, { topicId: topic.id, topic });
  return {};
}

function replaced(stored: Topic, msg: UpdateTopicRequest): Topic {
  const text = (decimal: string) => Dec.parse(decimal).marshal();
  return create(TopicSchema, {
    ...stored,
    metadata: msg.metadata,
    lossMethod: msg.lossMethod,
    alphaRegret: text(msg.alphaRegret),
    meritSortitionAlpha: text(msg.meritSortitionAlpha),
    pNorm: text(msg.pNorm),
    cNorm: text(msg.cNorm),
    maxLabelsPerSubmission: msg.maxLabelsPerSubmission,
    labelWhitelist: msg.labelWhitelist,
    labelDefaultValue: text(msg.labelDefaultValue),
  });
}

/** Which of the fields differ that must not change under the hands of workers who submit; decimals by value, not by text. */
function guardedChanges(before: Topic, after: Topic): string[] {
  const differs = {
    merit_sortition_alpha: !Dec.parse(before.meritSortitionAlpha).eq(Dec.parse(after.meritSortitionAlpha)),
    max_labels_per_submission: before.maxLabelsPerSubmission !== after.maxLabelsPerSubmission,
    label_whitelist: !sameList(before.labelWhitelist, after.labelWhitelist),
    label_default_value: !Dec.parse(before.labelDefaultValue).eq(Dec.parse(after.labelDefaultValue)),
  };
  return Object.entries(differs).flatMap(([field, does]) => (does ? [field] : []));
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((label, i) => label === b[i]);
}

/** Whether workers can submit now, for any open nonce; never for an inactive topic, whose old nonces nobody waits for. */
function isWorkerWindowOpen(ctx: Context, topic: Topic): boolean {
  if (!isTopicActive(ctx, topic.id)) return false;
  return workerNonces.list(ctx, topic.id).some((nonce) => within(workerWindow(topic, nonce), ctx.height));
}
