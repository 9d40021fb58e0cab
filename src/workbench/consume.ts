import type { AlloraClient } from '../client/client.ts';
import { orNothing } from '../client/optional.ts';
import { confidenceIntervals } from '../protocol/synthesis/index.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { inferencesOf } from './explainable.ts';
import { readEpoch } from './read-epoch.ts';

/** A network inference as its consumer wants it; decimals as the chain keeps them. */
export interface ConsumedInference {
  readonly topicId: string;
  readonly nonce: number;
  readonly value: string;
  /** The same with outlying inferences left out; null where the chain has none. */
  readonly outlierResistant: string | null;
  /** Percentiles of the weighted inferences; empty while nobody has a weight (`docs/spec/synthesis.md` §7). */
  readonly confidence: readonly { readonly percentile: string; readonly value: string }[];
}

/** @throws ClientError `not-found` */
export async function consume(client: AlloraClient, topicId: bigint, nonce?: bigint): Promise<ConsumedInference> {
  const facts = await readEpoch(client, topicId, nonce);
  const { bundle } = facts;
  const at = { topicId, blockHeightLastInference: bundle.nonce };
  const resistant = await orNothing(client.query(QueryService.method.getNetworkInferencesAtBlockOutlierResistant, at));
  const { percentiles, values } = confidenceIntervals(inferencesOf(facts));
  return {
    topicId: topicId.toString(),
    nonce: Number(bundle.nonce),
    value: bundle.combinedValue[0]?.value ?? '0',
    outlierResistant: resistant?.networkInferences?.combinedValue[0]?.value ?? null,
    confidence: percentiles.map((percentile, i) => ({
      percentile: percentile.toString(),
      value: values[i]?.[0]?.marshal() ?? '0',
    })),
  };
}
