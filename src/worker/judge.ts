import type { ReputerLosses } from '../client/actions/insert-reputer-payload.ts';
import type { AlloraClient } from '../client/client.ts';
import { networkInferences } from '../client/inferences.ts';
import { hasSeveralLabels } from '../client/labelled.ts';
import { getTopic } from '../client/topics.ts';
import { Dec } from '../protocol/decimal/index.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { type LossParameters, lossFunction, submittedLoss } from '../protocol/loss-functions/index.ts';
import type { NetworkInferenceBundle, Topic } from '../wire/gen/emissions/v10/types_pb.ts';
import { ofOneValue, reputerLosses } from './reputer-losses.ts';

export interface Truth {
  /** What came to pass: one value, or one per label where the topic has several. */
  readonly value: Dec | Readonly<Record<string, Dec>>;
  /** Smallest raw loss; without one an exact hit has no logarithm. */
  readonly floor?: Dec | undefined;
  /** Parameters of the topic's loss function that have no default, by name. */
  readonly parameters?: LossParameters;
}

/**
 * Judges an epoch by its truth: the losses that a reputer submits.
 * @throws ClientError `not-found` where the topic or its inference does not exist; ProtocolError 52 as {@link judge}
 */
export async function judgeEpoch(
  client: AlloraClient,
  topicId: bigint,
  nonce: bigint,
  truth: Truth,
): Promise<ReputerLosses> {
  const [topic, bundle] = await Promise.all([getTopic(client, topicId), networkInferences(client, topicId, nonce)]);
  return judge(topic, bundle, truth);
}

/**
 * Judges every entry of a network inference with the topic's own loss function. Where the topic has several labels, the raw loss of
 * a vector is the mean over the labels of the truth and of the epoch; whichever of the two does not name one has the topic's default.
 * @throws ProtocolError 52 for an unknown loss function, parameters that do not fit, an exact hit without a floor, or a truth of one
 * value where the topic has several labels and the other way round
 */
export function judge(
  topic: Topic,
  bundle: NetworkInferenceBundle,
  { value, parameters, floor }: Truth,
): ReputerLosses {
  const loss = lossFunction(topic.lossMethod, parameters);
  const submitted = (raw: Dec) => submittedLoss(raw, topic, floor);
  if (hasSeveralLabels(topic) === value instanceof Dec) {
    const wanted = hasSeveralLabels(topic) ? 'a value per label' : 'one value';
    throw new ProtocolError('invalidValue', `the truth of topic ${topic.id} is ${wanted}`);
  }
  if (value instanceof Dec)
    return reputerLosses(
      bundle,
      ofOneValue((prediction) => submitted(loss(value, prediction))),
    );
  const fallback = Dec.parse(topic.labelDefaultValue);
  const truth = new Map(Object.entries(value));
  const labels = [...new Set([...truth.keys(), ...bundle.combinedValue.map(({ labelName }) => labelName)])];
  return reputerLosses(bundle, (prediction) => {
    const predicted = new Map(prediction.map((entry) => [entry.labelName, Dec.parse(entry.value)]));
    const losses = labels.map((label) => loss(truth.get(label) ?? fallback, predicted.get(label) ?? fallback));
    return submitted(losses.reduce((sum, one) => sum.add(one)).quo(Dec.of(labels.length)));
  });
}
