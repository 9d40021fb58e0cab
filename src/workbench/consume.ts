import type { AlloraClient } from '../client/client.ts';
import { hasSeveralLabels, type Labelled, labelled, labelledBy } from '../client/labelled.ts';
import { orNothing } from '../client/optional.ts';
import { confidenceIntervals } from '../protocol/synthesis/index.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { inferencesOf } from './explainable.ts';
import { readEpoch } from './read-epoch.ts';

/** A network inference as its consumer wants it; decimals as the chain keeps them. */
export interface ConsumedInference {
  readonly topicId: string;
  readonly nonce: number;
  readonly value: Labelled;
  /** The same with outlying inferences left out; null where the chain has none, as for topics with several labels. */
  readonly outlierResistant: string | null;
  /** Percentiles of the weighted inferences; empty while nobody has a weight (`docs/spec/synthesis.md` §7). */
  readonly confidence: readonly { readonly percentile: string; readonly value: Labelled }[];
}

/** @throws ClientError `not-found` */
export async function consume(client: AlloraClient, topicId: bigint, nonce?: bigint): Promise<ConsumedInference> {
  const facts = await readEpoch(client, topicId, nonce);
  const { bundle, topic } = facts;
  const at = { topicId, blockHeightLastInference: bundle.nonce };
  const resistant = hasSeveralLabels(topic)
    ? undefined
    : await orNothing(client.query(QueryService.method.getNetworkInferencesAtBlockOutlierResistant, at));
  const named = labelledBy(topic, bundle);
  const { percentiles, values } = confidenceIntervals(inferencesOf(facts));
  return {
    topicId: topicId.toString(),
    nonce: Number(bundle.nonce),
    value: labelled(topic, bundle.combinedValue),
    outlierResistant: resistant?.networkInferences?.combinedValue[0]?.value ?? null,
    confidence: percentiles.map((percentile, i) => ({
      percentile: percentile.toString(),
      value: named(values[i] ?? []),
    })),
  };
}
