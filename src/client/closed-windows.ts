import {
  EventReputerSubmissionWindowClosedSchema,
  EventWorkerSubmissionWindowClosedSchema,
} from '../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../wire/gen/emissions/v10/types_pb.ts';
import type { AlloraClient } from './client.ts';
import { orNothing } from './optional.ts';
import { newestBlockEvents } from './search.ts';
import type { SubmissionWindow } from './windows.ts';

/**
 * The newest nonce of a topic whose window of this kind has been closed; 0 where none is known. Epochs are not counted back: a
 * topic that was inactive, or had no place in a block, opened none. The chain says when it closes a window, and keeps the
 * last one in which something was committed (`docs/spec/emissions.md` §5.5, §5.7); a window in which nobody took part is known
 * from a node's index only.
 * @param height of the chain now
 */
export async function lastClosedNonce(
  client: AlloraClient,
  topic: Topic,
  kind: SubmissionWindow['kind'],
  height: bigint,
): Promise<bigint> {
  const { id: topicId, epochLastEnded, workerSubmissionWindow } = topic;
  // The newest epoch is known without an index; the block that ends its window closes it.
  if (kind === 'worker' && epochLastEnded > 0n && epochLastEnded + workerSubmissionWindow <= height) {
    return epochLastEnded;
  }
  const { getTopicLastReputerCommitInfo, getTopicLastWorkerCommitInfo } = QueryService.method;
  const [commit, closed] = await Promise.all([
    orNothing(
      client.query(kind === 'worker' ? getTopicLastWorkerCommitInfo : getTopicLastReputerCommitInfo, { topicId }),
    ),
    newestBlockEvents(
      client,
      kind === 'worker' ? EventWorkerSubmissionWindowClosedSchema : EventReputerSubmissionWindowClosedSchema,
      { topic_id: topicId },
    ),
  ]);
  const known = [commit?.lastCommit?.nonce?.blockHeight ?? 0n, ...closed.map((event) => event.nonceBlockHeight)];
  return known.reduce((newest, nonce) => (nonce > newest ? nonce : newest), 0n);
}
