import { create } from '@bufbuild/protobuf';
import { Dec } from '../../../../protocol/decimal/index.ts';
import { ListeningCoefficientSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import { TopicIdsSchema } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { sdkErrors } from '../../../errors.ts';
import { state } from '../state.ts';
import { loadTopic } from '../topics/store.ts';
import * as family from './families.ts';
import { entries, type GenesisPart, list, present } from './families.ts';

/** Topics and what is kept per topic. */
const topics: readonly GenesisPart[] = [
  list(
    'topics',
    (ctx, { topic }) => loadTopic(ctx, present(topic)),
    (ctx) => Array.from(state.topics.entries(ctx), ([topicId, topic]) => ({ topicId, topic })),
  ),
  family.topicSet('activeTopics', state.activeTopics),
  family.topicSet('rewardableTopics', state.rewardableTopics),
  family.topicHeight('topicRewardNonce', state.topicRewardNonce),
  family.topicInt('topicFeeRevenue', state.topicFeeRevenue),
  family.topicDec('previousTopicWeight', state.previousTopicWeight),
  family.topicHeight('lastDripBlock', state.lastDripBlock),
  family.topicHeight('topicToNextPossibleChurningBlock', state.topicToNextPossibleChurningBlock),
  entries(
    'blockToActiveTopics',
    state.blockToActiveTopics,
    ({ blockHeight, topicIds }) => [blockHeight, present(topicIds)],
    (blockHeight, topicIds) => ({ blockHeight, topicIds }),
  ),
  entries(
    'blockToLowestActiveTopicWeight',
    state.blockToLowestActiveTopicWeight,
    ({ blockHeight, topicWeight }) => [blockHeight, present(topicWeight)],
    (blockHeight, topicWeight) => ({ blockHeight, topicWeight }),
  ),
  entries(
    'openWorkerWindows',
    state.openWorkerWindows,
    ({ blockHeight, topicIds }) => [blockHeight, create(TopicIdsSchema, { topicIds })],
    (blockHeight, { topicIds }) => ({ blockHeight, topicIds }),
  ),
  entries(
    'topicLastWorkerCommit',
    state.topicLastWorkerCommit,
    ({ topicId, timestampedActorNonce }) => [topicId, present(timestampedActorNonce)],
    (topicId, timestampedActorNonce) => ({ topicId, timestampedActorNonce }),
  ),
  entries(
    'topicLastReputerCommit',
    state.topicLastReputerCommit,
    ({ topicId, timestampedActorNonce }) => [topicId, present(timestampedActorNonce)],
    (topicId, timestampedActorNonce) => ({ topicId, timestampedActorNonce }),
  ),
  entries(
    'unfulfilledWorkerNonces',
    state.unfulfilledWorkerNonces,
    ({ topicId, nonces }) => [topicId, present(nonces)],
    (topicId, nonces) => ({ topicId, nonces }),
  ),
  entries(
    'unfulfilledReputerNonces',
    state.unfulfilledReputerNonces,
    ({ topicId, reputerRequestNonces }) => [topicId, present(reputerRequestNonces)],
    (topicId, reputerRequestNonces) => ({ topicId, reputerRequestNonces }),
  ),
  family.topicDec('lastMedianInferences', state.lastMedianInferences),
  family.topicDec('madInferences', state.madInferences),
  family.topicDec('initialInfererEmaScore', state.initialInfererEmaScore),
  family.topicDec('initialForecasterEmaScore', state.initialForecasterEmaScore),
  family.topicDec('initialReputerEmaScore', state.initialReputerEmaScore),
  family.topicDec('previousTopicQuantileInfererScoreEma', state.previousTopicQuantileInfererScoreEma),
  family.topicDec('previousTopicQuantileForecasterScoreEma', state.previousTopicQuantileForecasterScoreEma),
  family.topicDec('previousTopicQuantileReputerScoreEma', state.previousTopicQuantileReputerScoreEma),
  family.topicDec('previousForecasterScoreRatio', state.previousForecasterScoreRatio),
];

/** Registrations, scores, and who submitted what in the open window. */
const actors: readonly GenesisPart[] = [
  family.topicActorSet('topicWorkers', state.topicWorkers),
  family.topicActorSet('topicReputers', state.topicReputers),
  entries(
    'workers',
    state.workers,
    ({ libP2pKey, offchainNode }) => [libP2pKey, present(offchainNode)],
    (libP2pKey, offchainNode) => ({ libP2pKey, offchainNode }),
  ),
  entries(
    'reputers',
    state.reputers,
    ({ libP2pKey, offchainNode }) => [libP2pKey, present(offchainNode)],
    (libP2pKey, offchainNode) => ({ libP2pKey, offchainNode }),
  ),
  family.actorScore('infererScoreEmas', state.infererScoreEmas),
  family.actorScore('forecasterScoreEmas', state.forecasterScoreEmas),
  family.actorScore('reputerScoreEmas', state.reputerScoreEmas),
  family.lowestScore('lowestInfererScoreEma', state.lowestInfererScoreEma),
  family.lowestScore('lowestForecasterScoreEma', state.lowestForecasterScoreEma),
  family.lowestScore('lowestReputerScoreEma', state.lowestReputerScoreEma),
  family.topicActorSet('activeInferers', state.activeInferers),
  family.topicActorSet('activeForecasters', state.activeForecasters),
  family.topicActorSet('activeReputers', state.activeReputers),
  family.actorCount('countInfererInclusionsInTopicActiveSet', state.countInfererInclusionsInTopic),
  family.actorCount('countForecasterInclusionsInTopicActiveSet', state.countForecasterInclusionsInTopic),
  entries(
    'reputerListeningCoefficient',
    state.reputerListeningCoefficient,
    ({ topicId, actorId, listeningCoefficient }) => [
      [topicId, actorId] as const,
      Dec.parse(present(listeningCoefficient).coefficient),
    ],
    ([topicId, actorId], coefficient) => ({
      topicId,
      actorId,
      listeningCoefficient: create(ListeningCoefficientSchema, { coefficient: coefficient.marshal() }),
    }),
  ),
  family.actorDec('previousReputerRewardFraction', state.previousReputerRewardFraction),
  family.actorDec('previousInferenceRewardFraction', state.previousInferenceRewardFraction),
  family.actorDec('previousForecastRewardFraction', state.previousForecastRewardFraction),
  entries(
    'inferences',
    state.inferences,
    ({ topicId, actorId, inference }) => [[topicId, actorId] as const, present(inference)],
    ([topicId, actorId], inference) => ({ topicId, actorId, inference }),
  ),
  entries(
    'forecasts',
    state.forecasts,
    ({ topicId, actorId, forecast }) => [[topicId, actorId] as const, present(forecast)],
    ([topicId, actorId], forecast) => ({ topicId, actorId, forecast }),
  ),
  entries(
    'lossBundles',
    state.lossBundles,
    ({ topicId, reputer, reputerValueBundle }) => [[topicId, reputer] as const, present(reputerValueBundle)],
    ([topicId, reputer], reputerValueBundle) => ({ topicId, reputer, reputerValueBundle }),
  ),
];

/** What past epochs left behind, by (topic, nonce). */
const epochs: readonly GenesisPart[] = [
  entries(
    'allInferences',
    state.allInferences,
    ({ topicId, blockHeight, inferences }) => [[topicId, blockHeight] as const, present(inferences)],
    ([topicId, blockHeight], inferences) => ({ topicId, blockHeight, inferences }),
  ),
  entries(
    'allForecasts',
    state.allForecasts,
    ({ topicId, blockHeight, forecasts }) => [[topicId, blockHeight] as const, present(forecasts)],
    ([topicId, blockHeight], forecasts) => ({ topicId, blockHeight, forecasts }),
  ),
  entries(
    'allLossBundles',
    state.allLossBundles,
    ({ topicId, blockHeight, reputerValueBundles }) => [[topicId, blockHeight] as const, present(reputerValueBundles)],
    ([topicId, blockHeight], reputerValueBundles) => ({ topicId, blockHeight, reputerValueBundles }),
  ),
  entries(
    'networkLossBundles',
    state.networkLossBundles,
    ({ topicId, blockHeight, valueBundle }) => [[topicId, blockHeight] as const, present(valueBundle)],
    ([topicId, blockHeight], valueBundle) => ({ topicId, blockHeight, valueBundle }),
  ),
  family.bundleList('networkInferenceBundle', state.networkInferences),
  family.bundleList('outlierResistantNetworkInferenceBundle', state.outlierResistantNetworkInferences),
  entries(
    'topicLabelRegistries',
    state.epochLabelRegistry,
    ({ topicId, blockHeight, epochLabelRegistry }) => [[topicId, blockHeight] as const, present(epochLabelRegistry)],
    ([topicId, blockHeight], epochLabelRegistry) => ({ topicId, blockHeight, epochLabelRegistry }),
  ),
  family.scoresList('infererScoresByBlock', state.infererScoresByBlock),
  family.scoresList('forecasterScoresByBlock', state.forecasterScoresByBlock),
  family.scoresList('reputerScoresByBlock', state.reputerScoresByBlock),
  family.regretList('latestInfererNetworkRegrets', state.infererRegrets),
  family.regretList('latestForecasterNetworkRegrets', state.forecasterRegrets),
  family.regretList('latestNaiveInfererNetworkRegrets', state.naiveInfererRegrets),
  family.regretPairList('latestOneInForecasterNetworkRegrets', state.oneInForecasterRegrets),
  family.regretPairList('latestOneOutInfererInfererNetworkRegrets', state.oneOutInfererInfererRegrets),
  family.regretPairList('latestOneOutInfererForecasterNetworkRegrets', state.oneOutInfererForecasterRegrets),
  family.regretPairList('latestOneOutForecasterInfererNetworkRegrets', state.oneOutForecasterInfererRegrets),
  family.regretPairList('latestOneOutForecasterForecasterNetworkRegrets', state.oneOutForecasterForecasterRegrets),
  family.topicDec('latestRegretStdNorm', state.latestRegretStdNorm),
  family.decTableList('latestInfererWeights', state.latestInfererWeights),
  family.decTableList('latestForecasterWeights', state.latestForecasterWeights),
];

/** The queues' second indexes follow from the queues, which come before them: what they name must be there. */
function requireQueued(queued: boolean, field: string): void {
  if (!queued) throw sdkErrors.invalidRequest(`genesis of emissions: ${field} names a removal that is not queued`);
}

const stakes: readonly GenesisPart[] = [
  family.intItem('totalStake', state.totalStake),
  family.topicInt('topicStake', state.topicStake),
  family.actorInt('stakeReputerAuthority', state.stakeReputerAuthority),
  family.actorInt('stakeSumFromDelegator', state.stakeSumFromDelegator),
  entries(
    'delegatedStakes',
    state.delegatedStakes,
    ({ topicId, delegator, reputer, delegatorInfo }) => [
      [topicId, delegator, reputer] as const,
      present(delegatorInfo),
    ],
    ([topicId, delegator, reputer], delegatorInfo) => ({ topicId, delegator, reputer, delegatorInfo }),
  ),
  family.actorInt('stakeFromDelegatorsUponReputer', state.stakeFromDelegatorsUponReputer),
  family.actorDec('delegateRewardPerShare', state.delegateRewardPerShare),
  entries(
    'stakeRemovalsByBlock',
    state.stakeRemovalsByBlock,
    ({ blockHeight, topicId, reputer, stakeRemovalInfo }) => [
      [blockHeight, topicId, reputer] as const,
      present(stakeRemovalInfo),
    ],
    ([blockHeight, topicId, reputer], stakeRemovalInfo) => ({ blockHeight, topicId, reputer, stakeRemovalInfo }),
  ),
  list(
    'stakeRemovalsByActor',
    (ctx, { actorId, topicId, blockHeight }) =>
      requireQueued(state.stakeRemovalsByBlock.has(ctx, [blockHeight, topicId, actorId]), 'stakeRemovalsByActor'),
    (ctx) =>
      Array.from(state.stakeRemovalsByBlock.by.reputer.pairs(ctx), ([[actorId, topicId], [blockHeight]]) => ({
        actorId,
        topicId,
        blockHeight,
      })),
  ),
  entries(
    'delegateStakeRemovalsByBlock',
    state.delegateStakeRemovalsByBlock,
    ({ blockHeight, topicId, delegator, reputer, delegateStakeRemovalInfo }) => [
      [blockHeight, topicId, delegator, reputer] as const,
      present(delegateStakeRemovalInfo),
    ],
    ([blockHeight, topicId, delegator, reputer], delegateStakeRemovalInfo) => ({
      blockHeight,
      topicId,
      delegator,
      reputer,
      delegateStakeRemovalInfo,
    }),
  ),
  list(
    'delegateStakeRemovalsByActor',
    (ctx, { delegator, reputer, topicId, blockHeight }) =>
      requireQueued(
        state.delegateStakeRemovalsByBlock.has(ctx, [blockHeight, topicId, delegator, reputer]),
        'delegateStakeRemovalsByActor',
      ),
    (ctx) =>
      Array.from(
        state.delegateStakeRemovalsByBlock.by.delegation.pairs(ctx),
        ([[delegator, reputer, topicId], [blockHeight]]) => ({ delegator, reputer, topicId, blockHeight }),
      ),
  ),
];

/** Sums over the whole network, and the whitelists. */
const network: readonly GenesisPart[] = [
  family.decItem('previousPercentageRewardToStakedReputers', state.previousPercentageRewardToStakedReputers),
  family.decItem('totalSumPreviousTopicWeights', state.totalSumPreviousTopicWeights),
  family.intItem('rewardCurrentBlockEmission', state.rewardCurrentBlockEmission),
  family.intItem('monthlyReputerRewards', state.monthlyReputerRewards),
  family.intItem('monthlyTopicRewards', state.monthlyTopicRewards),
  family.actorSet('whitelistAdmins', state.whitelistAdmins),
  family.actorSet('globalWhitelist', state.globalWhitelist),
  family.actorSet('globalWorkerWhitelist', state.globalWorkerWhitelist),
  family.actorSet('globalReputerWhitelist', state.globalReputerWhitelist),
  family.actorSet('globalAdminWhitelist', state.globalAdminWhitelist),
  family.actorSet('topicCreatorWhitelist', state.topicCreatorWhitelist),
  family.topicActorSet('topicWorkerWhitelist', state.topicWorkerWhitelist),
  family.topicActorSet('topicReputerWhitelist', state.topicReputerWhitelist),
  family.topicSet('topicWorkerWhitelistEnabled', state.topicWorkerWhitelistEnabled),
  family.topicSet('topicReputerWhitelistEnabled', state.topicReputerWhitelistEnabled),
];

/** Every list and number of the genesis but the parameters and the topic counter (docs/spec/emissions.md §15). */
export const parts: readonly GenesisPart[] = [...topics, ...actors, ...epochs, ...stakes, ...network];
