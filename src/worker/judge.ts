import type { ReputerLosses } from '../client/actions/insert-reputer-payload.ts';
import type { AlloraClient } from '../client/client.ts';
import { networkInferences } from '../client/inferences.ts';
import { getTopic } from '../client/topics.ts';
import type { Dec } from '../protocol/decimal/index.ts';
import { type LossParameters, lossFunction, submittedLoss } from '../protocol/loss-functions/index.ts';
import { reputerLosses } from './reputer-losses.ts';

export interface Truth {
  readonly value: Dec;
  /** Smallest raw loss; without one an exact hit has no logarithm. */
  readonly floor?: Dec | undefined;
  /** Parameters of the topic's loss function that have no default, by name. */
  readonly parameters?: LossParameters;
}

/**
 * Judges an epoch by its truth with the topic's own loss function: the losses that a reputer submits.
 * @throws ProtocolError 52 for an unknown loss function, parameters that do not fit, or an exact hit without a floor
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
  return reputerLosses(bundle, (prediction) => submittedLoss(loss(truth.value, prediction), topic, truth.floor));
}
