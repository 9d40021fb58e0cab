import { create } from '@bufbuild/protobuf';
import { ReputerValueBundleSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import { EventInsertReputerPayloadSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import {
  type InsertReputerPayloadRequest,
  InsertReputerPayloadRequestSchema,
} from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { sdkErrors } from '../../../errors.ts';
import { amountAt } from '../amounts.ts';
import { eventBundle, storedBundle } from '../epochs/loss-bundles.ts';
import { reputerNonces, workerNonces } from '../epochs/open-nonces.ts';
import { reputerWindow, within } from '../epochs/windows.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { canSubmitReputerPayload } from '../permissions.ts';
import { state } from '../state.ts';
import { admit, reputers } from './admission.ts';
import type { PayFee } from './fees-port.ts';
import { validateReputerBundle } from './reputer-validation.ts';
import { requireSize } from './size.ts';
import { requireSameWorkers } from './worker-lists.ts';

/** Where releases of the chain differ in what they take from a reputer. */
export interface ReputerPayloadRules {
  /** Demand that the lists name exactly the workers of the network's inferences (docs/spec/emissions.md §6.7, item 10). */
  readonly strictWorkerLists: boolean;
}

/**
 * `InsertReputerPayload`: takes a reputer's signed losses for an open nonce. Checks and their order, fee and admission:
 * docs/spec/emissions.md §6.7. Whoever finds the active set full is left out without an error; the fee is kept.
 */
export function insertReputerPayload(
  ctx: Context,
  msg: InsertReputerPayloadRequest,
  payFee: PayFee,
  rules: ReputerPayloadRules = { strictWorkerLists: true },
): Record<string, never> {
  accountAddress(msg.sender, 'sender');
  const bundle = msg.reputerValueBundle;
  if (!bundle) throw sdkErrors.invalidRequest('reputer value bundle is missing');
  const { values, nonce } = validateReputerBundle(bundle);
  const { topicId, reputer } = values;
  if (!canSubmitReputerPayload(ctx, topicId, reputer)) throw errors.ErrNotPermittedToSubmitReputerPayload(reputer);
  const params = state.params.require(ctx);
  requireSize(InsertReputerPayloadRequestSchema, msg, params.maxSerializedMsgLength);
  requireOpenWindow(ctx, topicId, nonce);
  if (!state.topicReputers.has(ctx, [topicId, reputer]))
    throw errors.ErrAddressNotRegistered(`reputer ${reputer} in topic ${topicId}`);
  if (rules.strictWorkerLists) requireSameWorkers(values, state.networkInferences.get(ctx, [topicId, nonce]));
  const stake = amountAt(ctx, state.stakeReputerAuthority, [topicId, reputer]);
  if (stake < BigInt(params.requiredMinimumStake)) {
    throw errors.ErrInsufficientStake(
      `${stake} uallo behind ${reputer} in topic ${topicId}, at least ${params.requiredMinimumStake}`,
    );
  }
  payFee(ctx, msg.sender, topicId, BigInt(params.dataSendingFee));
  const valueBundle = storedBundle(values);
  const { signature, pubkey } = bundle;
  admit(
    ctx,
    reputers,
    params,
    [topicId, reputer],
    create(ReputerValueBundleSchema, { valueBundle, signature, pubkey }),
  );
  emit(ctx, EventInsertReputerPayloadSchema, { topicId, nonce, reputer, bundle: eventBundle(valueBundle) });
  return {};
}

function requireOpenWindow(ctx: Context, topicId: bigint, nonce: bigint): void {
  const topic = state.topics.get(ctx, topicId);
  if (!topic) throw errors.ErrInvalidTopicId(`${topicId}`);
  if (workerNonces.has(ctx, topicId, nonce))
    throw errors.ErrNonceStillUnfulfilled(`worker nonce ${nonce} of topic ${topicId}`);
  if (!reputerNonces.has(ctx, topicId, nonce))
    throw errors.ErrUnfulfilledNonceNotFound(`reputer nonce ${nonce} of topic ${topicId}`);
  const window = reputerWindow(topic, nonce);
  if (!within(window, ctx.height)) {
    throw errors.ErrReputerNonceWindowNotAvailable(
      `height ${ctx.height} is outside ${window.start} to ${window.end} of topic ${topicId}`,
    );
  }
}
