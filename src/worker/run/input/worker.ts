import { type Asked, type CommonInput, commonInput } from './common.ts';
import { type LatestInput, latestInput } from './latest.ts';

export interface WorkerInput extends CommonInput {
  readonly latest: LatestInput | null;
}

/** What a worker's program reads. @throws ClientError */
export async function workerInput(asked: Asked): Promise<WorkerInput> {
  const [common, latest] = await Promise.all([commonInput(asked), latestInput(asked.client, asked.topic.id)]);
  return { ...common, latest };
}
