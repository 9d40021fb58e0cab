import type { AlloraClient } from '../../client/client.ts';
import { searchTxEvents } from '../../client/search.ts';
import {
  EventReputerRegisteredSchema,
  EventReputerUnregisteredSchema,
  EventWorkerRegisteredSchema,
  EventWorkerUnregisteredSchema,
} from '../../wire/gen/emissions/v10/events_pb.ts';
import type { ActorCounts, GenesisActors } from './genesis-actors.ts';

/**
 * How many workers and reputers are registered in a topic. The chain keeps no list that can be asked for, so to those of the
 * genesis is added what the transactions say that the node has indexed: nobody registers twice without having left in between.
 */
export async function registeredActors(
  client: AlloraClient,
  genesis: GenesisActors,
  topicId: bigint,
): Promise<ActorCounts> {
  const { workers, reputers } = await genesis.of(topicId);
  const counts = await Promise.all(
    [
      EventWorkerRegisteredSchema,
      EventWorkerUnregisteredSchema,
      EventReputerRegisteredSchema,
      EventReputerUnregisteredSchema,
    ].map(async (schema) => (await searchTxEvents(client, schema, { topic_id: topicId })).length),
  );
  const [workersIn = 0, workersOut = 0, reputersIn = 0, reputersOut = 0] = counts;
  return {
    workers: Math.max(0, workers + workersIn - workersOut),
    reputers: Math.max(0, reputers + reputersIn - reputersOut),
  };
}
