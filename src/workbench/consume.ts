import type { AlloraClient } from '../client/client.ts';
import { networkInferences } from '../client/inferences.ts';
import { orNothing } from '../client/optional.ts';
import { confidenceIntervals } from '../protocol/synthesis/index.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { explainable } from './explain-epoch.ts';
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
  const bundle = await networkInferences(client, topicId, nonce);
  const at = { topicId, blockHeightLastInference: bundle.nonce };
  const [facts, resistant] = await Promise.all([
    readEpoch(client, topicId, bundle.nonce),
    orNothing(client.query(QueryService.method.getNetworkInferencesAtBlockOutlierResistant, at)),
  ]);
  const { percentiles, values } = confidenceIntervals(explainable(facts).inferences);
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
