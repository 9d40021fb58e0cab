import type { create, DescMethod, MessageInitShape } from '@bufbuild/protobuf';
import type { GenesisState } from '../../../../src/wire/gen/emissions/v10/genesis_pb.ts';
import type { QueryService } from '../../../../src/wire/gen/emissions/v10/query_pb.ts';
import { alice, bob } from '../network.ts';

type Methods = (typeof QueryService)['method'];
type Request<M> = M extends DescMethod & { input: infer D extends Parameters<typeof create>[0] }
  ? MessageInitShape<D>
  : never;

/** What is asked, and the answer as the genesis of the network has it. */
type Answer<M> = readonly [request: Request<M>, expected: (genesis: GenesisState) => unknown];

const topicId = 1n;
const blockHeight = 1n;
const at = { topicId, blockHeight };
const byAlice = { topicId, address: alice };
const regret = (entries: { timestampedValue?: unknown }[]) => ({ regret: entries[0]!.timestampedValue });
const score = (entries: { score?: unknown }[]) => ({ score: entries[0]!.score });
const value = (entries: { dec: string }[]) => ({ value: entries[0]!.dec });
const fraction = (entries: { dec: string }[]) => ({ rewardFraction: entries[0]!.dec, notFound: false });
/** The nonce 1 of the workers is open from 1 to 11, that of the reputers from 13 to 25; no churn lies ahead. */
const workers = { isOpen: true, currentNonceBlockHeight: 1n, windowStartBlock: 1n, windowEndBlock: 11n };
const reputers = { isOpen: false, nextWindowStartBlock: 13n, nextWindowEndBlock: 25n };
const known = { isRegistered: true, isWhitelisted: true, isTopicActive: true };

/**
 * One question to every query about what the full genesis holds of topic 1, asked at height 1. The sums and rules are computed by
 * hand; what is stored is expected as the genesis says it.
 */
export const answers: { [M in keyof Methods]: Answer<Methods[M]> } = {
  // Parameters and topics
  getParams: [{}, ({ params }) => ({ params })],
  getNextTopicId: [{}, () => ({ nextTopicId: 3n })],
  getTopic: [
    { topicId },
    ({ topics, topicFeeRevenue, topicStake }) => ({
      topic: topics[0]!.topic,
      // 1041 staked, 1065 of revenue, 1067 before: barely off it after one epoch of a week's average.
      weight: '1066.99941153898037814312262511013633760',
      effectiveRevenue: topicFeeRevenue[0]!.int,
      topicStake: topicStake[0]!.int,
    }),
  ],
  topicExists: [{ topicId }, () => ({ exists: true })],
  isTopicActive: [{ topicId }, () => ({ isActive: true })],
  getActiveTopicsAtBlock: [{ blockHeight }, ({ topics }) => ({ topics: [topics[0]!.topic] })],
  getNextChurningBlockByTopicId: [{ topicId }, () => ({ blockHeight: 1n })],
  getTopicFeeRevenue: [{ topicId }, ({ topicFeeRevenue }) => ({ feeRevenue: topicFeeRevenue[0]!.int })],
  getPreviousTopicWeight: [
    { topicId },
    ({ previousTopicWeight }) => ({ weight: previousTopicWeight[0]!.dec, notFound: false }),
  ],
  getTotalSumPreviousTopicWeights: [{}, () => ({ weight: '12.5' })],
  getTopicRewardNonce: [{ topicId }, () => ({ nonce: 1n })],
  getTopicLastWorkerCommitInfo: [
    { topicId },
    (g) => ({ lastCommit: g.topicLastWorkerCommit[0]!.timestampedActorNonce }),
  ],
  getTopicLastReputerCommitInfo: [
    { topicId },
    (g) => ({ lastCommit: g.topicLastReputerCommit[0]!.timestampedActorNonce }),
  ],

  // Work
  getWorkerLatestInputInferenceByTopicId: [
    { topicId, workerAddress: alice },
    ({ inferences }) => {
      const { blockHeight, inferer, extraData, proof, values } = inferences[0]!.inference!;
      return { latestInputInference: { topicId, blockHeight, inferer, extraData, proof, value: values[0] } };
    },
  ],
  getInferencesAtBlock: [at, (g) => ({ inferences: g.allInferences[0]!.inferences })],
  getLatestTopicInferences: [{ topicId }, (g) => ({ inferences: g.allInferences[0]!.inferences, blockHeight: 1n })],
  getForecastsAtBlock: [at, (g) => ({ forecasts: g.allForecasts[0]!.forecasts })],
  getNetworkLossBundleAtBlock: [at, (g) => ({ lossBundle: g.networkLossBundles[0]!.valueBundle })],
  getReputerLossBundlesAtBlock: [
    at,
    (g) => ({
      lossBundles: [g.allLossBundles[0]!.reputerValueBundles!.reputerValueBundles[0]!.valueBundle],
    }),
  ],
  getNetworkInferencesAtBlock: [
    { topicId, blockHeightLastInference: 1n },
    (g) => ({
      networkInferences: g.networkInferenceBundle[0]!.networkInferenceBundle,
    }),
  ],
  getNetworkInferencesAtBlockOutlierResistant: [
    { topicId, blockHeightLastInference: 1n },
    (g) => ({
      networkInferences: g.outlierResistantNetworkInferenceBundle[0]!.networkInferenceBundle,
    }),
  ],
  getLatestNetworkInferences: [
    { topicId },
    (g) => ({
      networkInferences: g.networkInferenceBundle[0]!.networkInferenceBundle,
      inferenceBlockHeight: 1n,
    }),
  ],
  getLatestNetworkInferencesOutlierResistant: [
    { topicId },
    (g) => ({
      networkInferences: g.outlierResistantNetworkInferenceBundle[0]!.networkInferenceBundle,
      inferenceBlockHeight: 1n,
    }),
  ],

  // Nonces and windows
  isWorkerNonceUnfulfilled: [at, () => ({ isWorkerNonceUnfulfilled: true })],
  isReputerNonceUnfulfilled: [at, () => ({ isReputerNonceUnfulfilled: true })],
  getUnfulfilledWorkerNonces: [{ topicId }, (g) => ({ nonces: g.unfulfilledWorkerNonces[0]!.nonces })],
  getUnfulfilledReputerNonces: [{ topicId }, (g) => ({ nonces: g.unfulfilledReputerNonces[0]!.reputerRequestNonces })],
  getOpenWorkerSubmissionWindows: [{ topicId }, () => ({ nonces: { nonces: [{ blockHeight: 1n }] } })],
  getOpenReputerSubmissionWindows: [{ topicId }, () => ({ nonces: { nonces: [] } })],
  getWorkerSubmissionWindowStatus: [byAlice, () => ({ ...workers, ...known })],
  getReputerSubmissionWindowStatus: [byAlice, () => ({ ...reputers, ...known })],

  // Actors
  getWorkerNodeInfo: [{ address: alice }, (g) => ({ nodeInfo: g.workers[0]!.offchainNode })],
  getReputerNodeInfo: [{ address: alice }, (g) => ({ nodeInfo: g.reputers[0]!.offchainNode })],
  isWorkerRegisteredInTopicId: [byAlice, () => ({ isRegistered: true })],
  isReputerRegisteredInTopicId: [byAlice, () => ({ isRegistered: true })],
  getInfererScoreEma: [{ topicId, inferer: alice }, (g) => score(g.infererScoreEmas)],
  getForecasterScoreEma: [{ topicId, forecaster: alice }, (g) => score(g.forecasterScoreEmas)],
  getReputerScoreEma: [{ topicId, reputer: alice }, (g) => score(g.reputerScoreEmas)],
  getCurrentLowestInfererScore: [{ topicId }, (g) => score(g.lowestInfererScoreEma)],
  getCurrentLowestForecasterScore: [{ topicId }, (g) => score(g.lowestForecasterScoreEma)],
  getCurrentLowestReputerScore: [{ topicId }, (g) => score(g.lowestReputerScoreEma)],
  getPreviousTopicQuantileInfererScoreEma: [{ topicId }, (g) => value(g.previousTopicQuantileInfererScoreEma)],
  getPreviousTopicQuantileForecasterScoreEma: [{ topicId }, (g) => value(g.previousTopicQuantileForecasterScoreEma)],
  getPreviousTopicQuantileReputerScoreEma: [{ topicId }, (g) => value(g.previousTopicQuantileReputerScoreEma)],
  getTopicInitialInfererEmaScore: [{ topicId }, (g) => ({ score: g.initialInfererEmaScore[0]!.dec })],
  getTopicInitialForecasterEmaScore: [{ topicId }, (g) => ({ score: g.initialForecasterEmaScore[0]!.dec })],
  getTopicInitialReputerEmaScore: [{ topicId }, (g) => ({ score: g.initialReputerEmaScore[0]!.dec })],
  getWorkerInferenceScoresAtBlock: [at, (g) => ({ scores: g.infererScoresByBlock[0]!.scores })],
  getWorkerForecastScoresAtBlock: [at, (g) => ({ scores: g.forecasterScoresByBlock[0]!.scores })],
  getReputersScoresAtBlock: [at, (g) => ({ scores: g.reputerScoresByBlock[0]!.scores })],
  getInferenceScoresUntilBlock: [
    { topicId, blockHeight: 7n },
    (g) => ({ scores: g.infererScoresByBlock[0]!.scores!.scores }),
  ],
  getForecastScoresUntilBlock: [
    { topicId, blockHeight: 7n },
    (g) => ({ scores: g.forecasterScoresByBlock[0]!.scores!.scores }),
  ],
  getCountInfererInclusionsInTopic: [
    { topicId, inferer: alice },
    (g) => ({ count: g.countInfererInclusionsInTopicActiveSet[0]!.uint64 }),
  ],
  getCountForecasterInclusionsInTopic: [
    { topicId, forecaster: alice },
    (g) => ({
      count: g.countForecasterInclusionsInTopicActiveSet[0]!.uint64,
    }),
  ],
  getListeningCoefficient: [
    { topicId, reputer: alice },
    (g) => ({
      listeningCoefficient: { coefficient: g.reputerListeningCoefficient[0]!.listeningCoefficient!.coefficient },
    }),
  ],
  getPreviousReputerRewardFraction: [{ topicId, reputer: alice }, (g) => fraction(g.previousReputerRewardFraction)],
  getPreviousInferenceRewardFraction: [{ topicId, worker: alice }, (g) => fraction(g.previousInferenceRewardFraction)],
  getPreviousForecastRewardFraction: [{ topicId, worker: alice }, (g) => fraction(g.previousForecastRewardFraction)],

  // Stake
  getTotalStake: [{}, () => ({ amount: '11' })],
  getTopicStake: [{ topicId }, (g) => ({ amount: g.topicStake[0]!.int })],
  getReputerStakeInTopic: [byAlice, (g) => ({ amount: g.stakeReputerAuthority[0]!.int })],
  getStakeReputerAuthority: [{ topicId, reputer: alice }, (g) => ({ authority: g.stakeReputerAuthority[0]!.int })],
  getMultiReputerStakeInTopic: [
    { topicId, addresses: [alice, 'nobody'] },
    (g) => ({
      amounts: [
        { topicId, reputer: alice, amount: g.stakeReputerAuthority[0]!.int },
        { topicId, reputer: 'nobody', amount: '0' },
      ],
    }),
  ],
  getStakeFromReputerInTopicInSelf: [{ topicId, reputerAddress: bob }, () => ({ amount: '0' })],
  getDelegateStakeInTopicInReputer: [
    { topicId, reputerAddress: alice },
    (g) => ({
      amount: g.stakeFromDelegatorsUponReputer[0]!.int,
    }),
  ],
  getDelegateStakeUponReputer: [
    { topicId, target: alice },
    (g) => ({ stake: g.stakeFromDelegatorsUponReputer[0]!.int }),
  ],
  getStakeFromDelegatorInTopic: [
    { topicId, delegatorAddress: alice },
    (g) => ({ amount: g.stakeSumFromDelegator[0]!.int }),
  ],
  getStakeFromDelegatorInTopicInReputer: [
    { topicId, delegatorAddress: alice, reputerAddress: bob },
    (g) => ({
      amount: g.delegatedStakes[0]!.delegatorInfo!.amount,
    }),
  ],
  getDelegateStakePlacement: [
    { topicId, delegator: alice, target: bob },
    (g) => ({
      delegatorInfo: g.delegatedStakes[0]!.delegatorInfo,
    }),
  ],
  getDelegateRewardPerShare: [
    { topicId, reputer: alice },
    (g) => ({ rewardPerShare: g.delegateRewardPerShare[0]!.dec }),
  ],
  getStakeRemovalsUpUntilBlock: [
    { blockHeight: 1n },
    (g) => ({ removals: [g.stakeRemovalsByBlock[0]!.stakeRemovalInfo] }),
  ],
  getDelegateStakeRemovalsUpUntilBlock: [
    { blockHeight: 2n },
    (g) => ({
      removals: g.delegateStakeRemovalsByBlock.map((entry) => entry.delegateStakeRemovalInfo),
    }),
  ],
  getStakeRemovalInfo: [{ topicId, reputer: bob }, (g) => ({ removal: g.stakeRemovalsByBlock[0]!.stakeRemovalInfo })],
  getStakeRemovalForReputerAndTopicId: [
    { topicId, reputer: bob },
    (g) => ({
      stakeRemovalInfo: g.stakeRemovalsByBlock[0]!.stakeRemovalInfo,
    }),
  ],
  getDelegateStakeRemovalInfo: [
    { topicId, delegator: alice, reputer: bob },
    (g) => ({
      removal: g.delegateStakeRemovalsByBlock[0]!.delegateStakeRemovalInfo,
    }),
  ],
  getDelegateStakeRemoval: [
    { ...at, delegator: alice, reputer: bob },
    (g) => ({
      stakeRemovalInfo: g.delegateStakeRemovalsByBlock[0]!.delegateStakeRemovalInfo,
    }),
  ],

  // Rewards
  getPreviousPercentageRewardToStakedReputers: [{}, () => ({ percentageReward: '0.25' })],
  getTotalRewardToDistribute: [{}, () => ({ totalReward: '0' })],

  // Regrets and weights
  getInfererNetworkRegret: [{ topicId, actorId: alice }, (g) => regret(g.latestInfererNetworkRegrets)],
  getForecasterNetworkRegret: [{ topicId, worker: alice }, (g) => regret(g.latestForecasterNetworkRegrets)],
  getNaiveInfererNetworkRegret: [{ topicId, inferer: alice }, (g) => regret(g.latestNaiveInfererNetworkRegrets)],
  getOneInForecasterNetworkRegret: [
    { topicId, forecaster: alice, inferer: bob },
    (g) => regret(g.latestOneInForecasterNetworkRegrets),
  ],
  getOneOutInfererInfererNetworkRegret: [
    { topicId, oneOutInferer: alice, inferer: bob },
    (g) => regret(g.latestOneOutInfererInfererNetworkRegrets),
  ],
  getOneOutInfererForecasterNetworkRegret: [
    { topicId, oneOutInferer: alice, forecaster: bob },
    (g) => regret(g.latestOneOutInfererForecasterNetworkRegrets),
  ],
  getOneOutForecasterInfererNetworkRegret: [
    { topicId, oneOutForecaster: alice, inferer: bob },
    (g) => regret(g.latestOneOutForecasterInfererNetworkRegrets),
  ],
  getOneOutForecasterForecasterNetworkRegret: [
    { topicId, oneOutForecaster: alice, forecaster: bob },
    (g) => regret(g.latestOneOutForecasterForecasterNetworkRegrets),
  ],
  getLatestRegretStdNorm: [{ topicId }, (g) => value(g.latestRegretStdNorm)],
  getLatestInfererWeight: [{ topicId, actorId: alice }, (g) => ({ weight: g.latestInfererWeights[0]!.dec })],
  getLatestForecasterWeight: [{ topicId, actorId: alice }, (g) => ({ weight: g.latestForecasterWeights[0]!.dec })],

  // Whitelists: alice and bob are on every list of the network, alice alone on those of topic 1; who may do what: §6.9
  isWhitelistAdmin: [{ address: alice }, () => ({ isAdmin: true })],
  isWhitelistedGlobalActor: [{ address: alice }, () => ({ isWhitelistedGlobalActor: true })],
  isWhitelistedGlobalWorker: [{ address: alice }, () => ({ isWhitelistedGlobalWorker: true })],
  isWhitelistedGlobalReputer: [{ address: alice }, () => ({ isWhitelistedGlobalReputer: true })],
  isWhitelistedGlobalAdmin: [{ address: alice }, () => ({ isWhitelistedGlobalAdmin: true })],
  isWhitelistedTopicCreator: [{ address: alice }, () => ({ isWhitelistedTopicCreator: true })],
  isWhitelistedTopicWorker: [byAlice, () => ({ isWhitelistedTopicWorker: true })],
  isWhitelistedTopicReputer: [{ topicId, address: bob }, () => ({ isWhitelistedTopicReputer: false })],
  isTopicWorkerWhitelistEnabled: [{ topicId }, () => ({ isTopicWorkerWhitelistEnabled: true })],
  isTopicReputerWhitelistEnabled: [{ topicId }, () => ({ isTopicReputerWhitelistEnabled: true })],
  canUpdateParams: [{ address: alice }, () => ({ canUpdateParams: true })],
  canUpdateAllGlobalWhitelists: [{ address: alice }, () => ({ canUpdateAllGlobalWhitelists: true })],
  canUpdateGlobalWorkerWhitelist: [{ address: alice }, () => ({ canUpdateGlobalWorkerWhitelist: true })],
  canUpdateGlobalReputerWhitelist: [{ address: alice }, () => ({ canUpdateGlobalReputerWhitelist: true })],
  canUpdateTopicWhitelist: [byAlice, () => ({ canUpdateTopicWhitelist: true })],
  canCreateTopic: [{ address: alice }, () => ({ canCreateTopic: true })],
  canSubmitWorkerPayload: [byAlice, () => ({ canSubmitWorkerPayload: true })],
  canSubmitReputerPayload: [byAlice, () => ({ canSubmitReputerPayload: true })],
};
