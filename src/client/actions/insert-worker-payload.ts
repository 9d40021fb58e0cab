import { create } from '@bufbuild/protobuf';
import { Dec } from '../../protocol/decimal/index.ts';
import { InputInferenceForecastBundleSchema } from '../../wire/gen/emissions/v10/input_pb.ts';
import {
  type InsertWorkerPayloadRequest,
  InsertWorkerPayloadRequestSchema,
} from '../../wire/gen/emissions/v10/tx_pb.ts';
import { encode, secp256k1, sha256 } from '../../wire/index.ts';
import type { Signer } from '../signer.ts';

/** What a worker says in one epoch: an inference, a forecast, or both. */
export interface WorkerPayload {
  readonly topicId: bigint;
  /** Height that opened the epoch. */
  readonly nonce: bigint;
  /** The answer to the topic's question, as decimal text; a value per label where the topic has several. */
  readonly inference?: string | readonly { readonly label: string; readonly value: string }[];
  /** Expected log10 loss of each inferer. */
  readonly forecast?: readonly { readonly inferer: string; readonly value: string }[];
}

/**
 * Submits a worker's payload, signed with the worker's own key over the bundle's protobuf bytes (`docs/spec/emissions.md` §8.4).
 * The transaction may be sent by anyone; here the worker sends it.
 *
 * @example
 * await client.send(bob, [insertWorkerPayload(bob, { topicId: 1n, nonce: 24n, inference: '3127.5' })]);
 */
export function insertWorkerPayload(worker: Signer, payload: WorkerPayload): InsertWorkerPayloadRequest {
  const { topicId, nonce } = payload;
  const actor = { topicId, blockHeight: nonce };
  const bundle = create(InputInferenceForecastBundleSchema, {
    inference:
      payload.inference === undefined
        ? undefined
        : {
            ...actor,
            inferer: worker.address,
            value: '0',
            values: labelledValues(payload.inference),
          },
    forecast:
      payload.forecast === undefined
        ? undefined
        : {
            ...actor,
            forecaster: worker.address,
            forecastElements: payload.forecast.map(({ inferer, value }) => ({
              inferer,
              value: Dec.parse(value).marshal(),
            })),
          },
  });
  return create(InsertWorkerPayloadRequestSchema, {
    sender: worker.address,
    workerDataBundle: {
      worker: worker.address,
      nonce: { blockHeight: nonce },
      topicId,
      inferenceForecastsBundle: bundle,
      inferencesForecastsBundleSignature: secp256k1.sign(
        sha256(encode(InputInferenceForecastBundleSchema, bundle)),
        worker.privateKey,
      ),
      pubkey: Buffer.from(worker.publicKey).toString('hex'),
    },
  });
}

function labelledValues(inference: NonNullable<WorkerPayload['inference']>): { label: string; value: string }[] {
  const given = typeof inference === 'string' ? [{ label: 'y', value: inference }] : inference;
  return given.map(({ label, value }) => ({ label, value: Dec.parse(value).marshal() }));
}
