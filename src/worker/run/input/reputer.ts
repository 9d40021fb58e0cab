import { type InferenceFamily, inferenceFamily } from '../../../client/inferences.ts';
import { QueryService } from '../../../wire/gen/emissions/v10/query_pb.ts';
import { type Asked, type CommonInput, commonInput } from './common.ts';

export interface ReputerInput extends CommonInput {
  /** What is to be judged: everything that the network inferred for this nonce. */
  readonly inferences: Omit<InferenceFamily, 'topicId' | 'nonce'>;
  /** Stake behind this reputer, uallo. */
  readonly stake: string;
}

/** What a reputer's program reads. @throws ClientError `not-found` where the epoch has no network inference */
export async function reputerInput(asked: Asked): Promise<ReputerInput> {
  const { client, topic, window, actor } = asked;
  const [common, { topicId: _, nonce: __, ...inferences }, stake] = await Promise.all([
    commonInput(asked),
    inferenceFamily(client, topic.id, window.nonce),
    client.query(QueryService.method.getStakeReputerAuthority, { topicId: topic.id, reputer: actor }),
  ]);
  return { ...common, inferences, stake: stake.authority || '0' };
}
