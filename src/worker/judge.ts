import type { ReputerLosses } from '../client/actions/insert-reputer-payload.ts';
import type { AlloraClient } from '../client/client.ts';
import { networkInferences } from '../client/inferences.ts';
import { hasSeveralLabels } from '../client/labelled.ts';
import { getTopic } from '../client/topics.ts';
import { Dec } from '../protocol/decimal/index.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { type LossParameters, lossFunction, submittedLoss } from '../protocol/loss-functions/index.ts';
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
 * Judges an epoch by its truth with the topic's own loss function: the losses that a reputer submits. Where the topic has several
 * labels, a vector's raw loss is the mean over the labels of the truth and of the epoch; who does not name one has the topic's default.
 * @throws ProtocolError 52 for an unknown loss function, parameters that do not fit, an exact hit without a floor, or a truth of one
 * value where the topic has several labels and the other way round
 * @throws ClientError `not-found` where the topic or its inference does not exist
 */
export async function judgeEpoch(
  client: AlloraClient,
  topicId: bigint,
  nonce: bigint,
  truth: Truth,
): Promise<ReputerLosses> {
  const [topic, bundle] = await Promise.all([getTopic(client, topicId), networkInferences(client, topicId, nonce)]);
  const loss = lossFunction(topic.lossMethod, truth.parameters);
  const submitted = (raw: Dec) => submittedLoss(raw, topic, truth.floor);
  const { value } = truth;
  if (hasSeveralLabels(topic) === value instanceof Dec) {
    const wanted = hasSeveralLabels(topic) ? 'a value per label' : 'one value';
    throw new ProtocolError('invalidValue', `the truth of topic ${topicId} is ${wanted}`);
  }
  if (value instanceof Dec)
    return reputerLosses(
      bundle,
      ofOneValue((prediction) => submitted(loss(value, prediction))),
    );
  const fallback = Dec.parse(topic.labelDefaultValue);
  const named = new Map(Object.entries(value));
  const labels = [...new Set([...named.keys(), ...bundle.combinedValue.map(({ labelName }) => labelName)])];
  return reputerLosses(bundle, (prediction) => {
    const predicted = new Map(prediction.map((entry) => [entry.labelName, Dec.parse(entry.value)]));
    const losses = labels.map((label) => loss(named.get(label) ?? fallback, predicted.get(label) ?? fallback));
    return submitted(losses.reduce((sum, one) => sum.add(one)).quo(Dec.of(labels.length)));
  });
}
