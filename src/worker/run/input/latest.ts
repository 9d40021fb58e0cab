import type { AlloraClient } from '../../../client/client.ts';
import { inferenceFamily, type WorkerValue } from '../../../client/inferences.ts';
import type { Labelled } from '../../../client/labelled.ts';
import { orNothing } from '../../../client/optional.ts';

/** What the network inferred last. */
export interface LatestInput {
  readonly nonce: number;
  readonly combined: Labelled;
  readonly naive: Labelled;
  readonly inferers: readonly WorkerValue[];
  readonly forecasters: readonly WorkerValue[];
}

/** Null before the first. */
export async function latestInput(client: AlloraClient, topicId: bigint): Promise<LatestInput | null> {
  const family = await orNothing(inferenceFamily(client, topicId));
  if (!family) return null;
  const { nonce, combined, naive, inferers, forecasters } = family;
  return { nonce, combined, naive, inferers, forecasters };
}
