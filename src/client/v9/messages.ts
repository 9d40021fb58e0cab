import type { Message } from '@bufbuild/protobuf';
import { InputInferenceForecastBundleSchema } from '../../wire/gen/emissions/v9/input_pb.ts';
import { InsertWorkerPayloadRequestSchema } from '../../wire/gen/emissions/v9/tx_pb.ts';
import {
  type CreateNewTopicRequest,
  InsertWorkerPayloadRequestSchema as CurrentRequestSchema,
  type InsertWorkerPayloadRequest,
  type UpdateParamsRequest,
  type UpdateTopicRequest,
} from '../../wire/gen/emissions/v10/tx_pb.ts';
import { TopicOutputArity, TopicType } from '../../wire/gen/emissions/v10/types_pb.ts';
import { encode, recast, registry, secp256k1, sha256 } from '../../wire/index.ts';
import { ClientError } from '../errors.ts';
import type { Signer } from '../signer.ts';
import { nameIn } from './version.ts';

const unsayable = (what: string): ClientError =>
  new ClientError('rejected', `this network speaks emissions v9, which knows no ${what}`);

/** What v9 cannot say must not be left out in silence. */
const CHECKS: Readonly<Record<string, (message: never) => void>> = {
  'emissions.v10.CreateNewTopicRequest': (topic: CreateNewTopicRequest) => {
    const plain =
      topic.topicType !== TopicType.CLASSIFICATION &&
      topic.outputArity !== TopicOutputArity.MULTI &&
      topic.maxLabelsPerSubmission <= 1n &&
      topic.labelWhitelist.length === 0;
    if (!plain) throw unsayable('labels of topics');
  },
  'emissions.v10.UpdateTopicRequest': ({ labelWhitelist, maxLabelsPerSubmission }: UpdateTopicRequest) => {
    if (labelWhitelist.length > 0 || maxLabelsPerSubmission > 1n) throw unsayable('labels of topics');
  },
  'emissions.v10.UpdateParamsRequest': ({ params }: UpdateParamsRequest) => {
    const labels = [
      params?.maxCanonicalLabelByteLength,
      params?.maxTopicLabelWhitelistSize,
      params?.maxEpochLabelRegistrySize,
    ];
    if (labels.some((values) => (values?.length ?? 0) > 0)) throw unsayable('parameters of labels');
  },
};

/**
 * The messages of a transaction as emissions v9 has them. A worker's payload is signed anew, for v9 signs other bytes.
 * @throws ClientError `rejected` for what v9 cannot say
 */
export function messagesV9(messages: readonly Message[], signer: Signer): Message[] {
  return messages.map((message) => {
    const current = registry.message(message.$typeName);
    const older = registry.message(nameIn('v9', message.$typeName));
    if (!current || !older || current === older) return message;
    CHECKS[message.$typeName]?.(message as never);
    if (older === InsertWorkerPayloadRequestSchema) {
      return workerPayload(message as InsertWorkerPayloadRequest, signer);
    }
    return recast(current, message, older);
  });
}

function workerPayload(request: InsertWorkerPayloadRequest, signer: Signer): Message {
  const { workerDataBundle: said } = request;
  const older = recast(CurrentRequestSchema, request, InsertWorkerPayloadRequestSchema);
  if (!said || !older.workerDataBundle) return older;
  if (said.worker !== signer.address) throw unsayable(`way to sign for ${said.worker}, whose key is not at hand`);
  const bundle = older.workerDataBundle.inferenceForecastsBundle;
  if (!bundle) return older;
  const inference = said.inferenceForecastsBundle?.inference;
  if (bundle.inference && inference) bundle.inference.value = singleValue(inference.values);
  const signed = sha256(encode(InputInferenceForecastBundleSchema, bundle));
  older.workerDataBundle.inferencesForecastsBundleSignature = secp256k1.sign(signed, signer.privateKey);
  return older;
}

function singleValue(values: readonly { label: string; value: string }[]): string {
  const [only, ...others] = values;
  if (!only || others.length > 0 || only.label !== 'y') throw unsayable('inferences with labels');
  return only.value;
}
