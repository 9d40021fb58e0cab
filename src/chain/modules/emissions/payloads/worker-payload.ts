import { create } from '@bufbuild/protobuf';
import { ForecastSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import {
  EventInsertForecasterPayloadSchema,
  EventInsertInfererPayloadSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type {
  InputForecast,
  InputInference,
  InputWorkerDataBundle,
} from '../../../../wire/gen/emissions/v10/input_pb.ts';
import {
  type InsertWorkerPayloadRequest,
  InsertWorkerPayloadRequestSchema,
} from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { InferenceSchema, type Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { sdkErrors } from '../../../errors.ts';
import { workerNonces } from '../epochs/open-nonces.ts';
import { within, workerWindow } from '../epochs/windows.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { denseValues, labelledValues } from '../labels/submission.ts';
import { canSubmitWorkerPayload } from '../permissions.ts';
import { emaOf } from '../scores/ema.ts';
import { state } from '../state.ts';
import { admit, forecasters, inferers } from './admission.ts';
import type { PayFee } from './fees-port.ts';
import { trimForecast } from './forecast-trim.ts';
import { requireSize } from './size.ts';
import { validateWorkerBundle } from './worker-validation.ts';

/** A bundle that passed every check: what the two parts of it need to know. */
interface Accepted {
  readonly topic: Topic;
  readonly params: Params;
  readonly nonce: bigint;
  readonly worker: string;
}

/**
 * `InsertWorkerPayload`: takes a worker's signed inference, forecast or both for an open nonce. Checks and their order, fee and
 * admission: docs/spec/emissions.md §6.6. Whoever finds the active set full is left out without an error; the fee is kept.
 */
export function insertWorkerPayload(
  ctx: Context,
  msg: InsertWorkerPayloadRequest,
  payFee: PayFee,
): Record<string, never> {
  accountAddress(msg.sender, 'sender');
  const bundle = msg.workerDataBundle;
  if (!bundle) throw sdkErrors.invalidRequest('worker data bundle is missing');
  const accepted = accept(ctx, msg, bundle);
  payFee(ctx, msg.sender, accepted.topic.id, BigInt(accepted.params.dataSendingFee));
  const parts = bundle.inferenceForecastsBundle;
  if (parts?.inference) insertInference(ctx, accepted, parts.inference);
  if (parts?.forecast) insertForecast(ctx, accepted, parts.forecast);
  return {};
}

function accept(ctx: Context, msg: InsertWorkerPayloadRequest, bundle: InputWorkerDataBundle): Accepted {
  const { worker, topicId } = bundle;
  accountAddress(worker, 'worker');
  if (!canSubmitWorkerPayload(ctx, topicId, worker)) throw errors.ErrNotPermittedToSubmitWorkerPayload(worker);
  const nonce = validateWorkerBundle(bundle);
  const params = state.params.require(ctx);
  requireSize(InsertWorkerPayloadRequestSchema, msg, params.maxSerializedMsgLength);
  const topic = state.topics.get(ctx, topicId);
  if (!topic) throw errors.ErrInvalidTopicId(`${topicId}`);
  if (!workerNonces.has(ctx, topicId, nonce))
    throw errors.ErrUnfulfilledNonceNotFound(`worker nonce ${nonce} of topic ${topicId}`);
  const window = workerWindow(topic, nonce);
  if (!within(window, ctx.height)) {
    throw errors.ErrWorkerNonceWindowNotAvailable(
      `height ${ctx.height} is outside ${window.start} to ${window.end} of topic ${topicId}`,
    );
  }
  if (!state.topicWorkers.has(ctx, [topicId, worker]))
    throw errors.ErrAddressNotRegistered(`worker ${worker} in topic ${topicId}`);
  return { topic, params, nonce, worker };
}

/** The values of who is not admitted are never looked at, and teach the epoch no label (docs/spec/emissions.md §9.2). */
function insertInference(ctx: Context, { topic, params, nonce, worker }: Accepted, inference: InputInference): void {
  const { extraData, proof } = inference;
  const labelled = labelledValues(topic, params, inference);
  const key = [topic.id, worker] as const;
  const stored = create(InferenceSchema, { topicId: topic.id, blockHeight: nonce, inferer: worker, extraData, proof });
  if (admit(ctx, inferers, params, key, stored)) {
    const values = denseValues(ctx, topic, params, nonce, { inference, labelled });
    state.inferences.set(ctx, key, { ...stored, values });
  }
  emit(ctx, EventInsertInfererPayloadSchema, {
    inferer: worker,
    nonce,
    topicId: topic.id,
    value: inference.value,
    extraData,
    values: labelled,
  });
}

function insertForecast(ctx: Context, { topic, params, nonce, worker }: Accepted, forecast: InputForecast): void {
  const { extraData } = forecast;
  const elements = trimForecast(
    forecast.forecastElements,
    params.maxElementsPerForecast,
    (inferer) => emaOf(ctx, inferers, topic.id, inferer).score,
  );
  if (elements.length > 0) {
    const forecastElements = elements.map(({ inferer, value }) => ({ inferer, value }));
    const stored = create(ForecastSchema, {
      topicId: topic.id,
      blockHeight: nonce,
      forecaster: worker,
      forecastElements,
      extraData,
    });
    admit(ctx, forecasters, params, [topic.id, worker], stored);
  }
  emit(ctx, EventInsertForecasterPayloadSchema, {
    forecaster: worker,
    nonce,
    topicId: topic.id,
    infererAddresses: elements.map((element) => element.inferer),
    infererValues: elements.map((element) => element.value),
    extraData,
  });
}
