import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import type { NetworkInferenceBundle } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import type { ServiceImpl } from '../../../module.ts';
import type { StateMap } from '../../../store/collections.ts';
import { hasSeveralLabels, labelNames } from '../labels/registry.ts';
import { state } from '../state.ts';
import { queriedTopic } from './topics.ts';

type TopicHeight = readonly [topicId: bigint, nonce: bigint];
type Bundles = StateMap<TopicHeight, NetworkInferenceBundle>;

function committed<V>(ctx: Context, map: StateMap<TopicHeight, V>, topicId: bigint, nonce: bigint, what: string): V {
  queriedTopic(ctx, topicId);
  const value = map.get(ctx, [topicId, nonce]);
  if (value === undefined) throw grpcErrors.notFound(`no ${what} of topic ${topicId} for nonce ${nonce}`);
  return value;
}

/** The entry with the highest nonce of a topic. */
function latest<V>(
  ctx: Context,
  map: StateMap<TopicHeight, V>,
  topicId: bigint,
): { nonce: bigint; value: V } | undefined {
  for (const [[, nonce], value] of map.entries(ctx, { prefix: [topicId], reverse: true, limit: 1 }))
    return { nonce, value };
  return undefined;
}

function latestBundle(ctx: Context, bundles: Bundles, topicId: bigint) {
  const found = latest(ctx, bundles, topicId);
  if (!found) throw grpcErrors.notFound(`no network inference of topic ${topicId} yet`);
  return { networkInferences: found.value, inferenceBlockHeight: found.nonce };
}

/** Outliers are told apart on topics with one output only (docs/spec/synthesis.md §6). */
function requireSingleOutput(ctx: Context, topicId: bigint): void {
  if (hasSeveralLabels(queriedTopic(ctx, topicId))) {
    throw grpcErrors.failedPrecondition(`topic ${topicId} has several labels: no outlier-resistant inference`);
  }
}

/** What workers and reputers committed and what the network made of it, by nonce (docs/spec/emissions.md §16). */
export const workQueries = {
  /**
   * The inference that waits in the open window: one value, or a value per label that the epoch knew when it was sent, also for
   * those that the worker left to the default.
   */
  getWorkerLatestInputInferenceByTopicId(ctx, { topicId, workerAddress }) {
    accountAddress(workerAddress, 'worker');
    const topic = queriedTopic(ctx, topicId);
    const inference = state.inferences.get(ctx, [topicId, workerAddress]);
    if (!inference) throw grpcErrors.notFound(`no inference of ${workerAddress} in topic ${topicId}'s open window`);
    const { blockHeight, inferer, extraData, proof, values } = inference;
    const names = hasSeveralLabels(topic) ? labelNames(ctx, topicId, blockHeight) : [];
    const shown = hasSeveralLabels(topic)
      ? { value: '0', values: values.map((value, slot) => ({ label: names[slot] ?? '', value })) }
      : { value: values[0] ?? '0' };
    return { latestInputInference: { topicId, blockHeight, inferer, extraData, proof, ...shown } };
  },
  getInferencesAtBlock: (ctx, { topicId, blockHeight }) => ({
    inferences: committed(ctx, state.allInferences, topicId, blockHeight, 'inferences'),
  }),
  getLatestTopicInferences(ctx, { topicId }) {
    queriedTopic(ctx, topicId);
    const found = latest(ctx, state.allInferences, topicId);
    return { inferences: found?.value ?? { inferences: [] }, blockHeight: found?.nonce ?? 0n };
  },
  getForecastsAtBlock: (ctx, { topicId, blockHeight }) => ({
    forecasts: committed(ctx, state.allForecasts, topicId, blockHeight, 'forecasts'),
  }),
  getNetworkLossBundleAtBlock: (ctx, { topicId, blockHeight }) => ({
    lossBundle: committed(ctx, state.networkLossBundles, topicId, blockHeight, 'network losses'),
  }),
  getReputerLossBundlesAtBlock(ctx, { topicId, blockHeight }) {
    const { reputerValueBundles } = committed(ctx, state.allLossBundles, topicId, blockHeight, 'reputer losses');
    return { lossBundles: reputerValueBundles.flatMap(({ valueBundle }) => (valueBundle ? [valueBundle] : [])) };
  },
  getNetworkInferencesAtBlock: (ctx, { topicId, blockHeightLastInference }) => ({
    networkInferences: committed(ctx, state.networkInferences, topicId, blockHeightLastInference, 'network inference'),
  }),
  getNetworkInferencesAtBlockOutlierResistant(ctx, { topicId, blockHeightLastInference }) {
    requireSingleOutput(ctx, topicId);
    const bundles = state.outlierResistantNetworkInferences;
    return {
      networkInferences: committed(ctx, bundles, topicId, blockHeightLastInference, 'outlier-resistant inference'),
    };
  },
  getLatestNetworkInferences: (ctx, { topicId }) => latestBundle(ctx, state.networkInferences, topicId),
  getLatestNetworkInferencesOutlierResistant(ctx, { topicId }) {
    requireSingleOutput(ctx, topicId);
    return latestBundle(ctx, state.outlierResistantNetworkInferences, topicId);
  },
} satisfies ServiceImpl<typeof QueryService>;
