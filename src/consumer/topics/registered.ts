import type { AlloraClient } from '../../client/client.ts';
import { searchTxEvents } from '../../client/search.ts';
import {
  EventReputerRegisteredSchema,
  EventReputerUnregisteredSchema,
  EventWorkerRegisteredSchema,
  EventWorkerUnregisteredSchema,
} from '../../wire/gen/emissions/v10/events_pb.ts';

/**
 * How many workers and reputers are registered in a topic. The chain keeps no list that can be asked for, so they are counted
 * in the transactions that the node has indexed: nobody registers twice without having left in between.
 */
export async function registeredActors(
  client: AlloraClient,
  topicId: bigint,
): Promise<{ workers: number; reputers: number }> {
  const counts = await Promise.all(
    [
      EventWorkerRegisteredSchema,
      EventWorkerUnregisteredSchema,
      EventReputerRegisteredSchema,
      EventReputerUnregisteredSchema,
    ].map(async (schema) => (await searchTxEvents(client, schema, { topic_id: topicId })).length),
  );
  const [workersIn = 0, workersOut = 0, reputersIn = 0, reputersOut = 0] = counts;
  return { workers: Math.max(0, workersIn - workersOut), reputers: Math.max(0, reputersIn - reputersOut) };
}
