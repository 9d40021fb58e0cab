import { collections } from '../../store/collections.ts';

const emissions = collections('emissions');
const topic = u64Key;
const topicActor = pair(u64Key, addressKey);
const topicActorActor = triple(u64Key, addressKey, addressKey);
const topicHeight = pair(u64Key, i64Key);

/**
 * The module's state (docs/spec/emissions.md §2; regrets, weights and scale: docs/spec/synthesis.md §8, §11).
 * Keys are (topic id), (topic id, actor), (topic id, nonce height) unless said otherwise. Stakes and fees are uallo.
 * A map of amounts has no entry where the amount is zero: write through `setAmount`, read through `amountAt`.
 */
export const state = {
  // Global
  params: emissions.item(0, proto(ParamsSchema)),
  totalStake: emissions.item(1, int),
  /** uallo that the current block gives to topics. */
  rewardCurrentBlockEmission: emissions.item(2, int),
  previousPercentageRewardToStakedReputers: emissions.item(3, dec),
  monthlyReputerRewards: emissions.item(4, dec),
  monthlyTopicRewards: emissions.item(5, dec),
  /** Sum of `previousTopicWeight` over the active topics. */
  totalSumPreviousTopicWeights: emissions.item(6, dec),

  // Topics
  nextTopicId: emissions.item(10, u64),
  topics: emissions.map(11, topic, proto(TopicSchema)),
  activeTopics: emissions.set(12, topic),
  /** Height of the next churn of an active topic. */
  topicToNextPossibleChurningBlock: emissions.map(13, topic, i64),
  /** Height → the topics that churn then, in the order of their arrival. */
  blockToActiveTopics: emissions.map(14, i64Key, proto(TopicIdsSchema)),
  blockToLowestActiveTopicWeight: emissions.map(15, i64Key, proto(TopicIdWeightPairSchema)),
  topicFeeRevenue: emissions.map(16, topic, int),
  lastDripBlock: emissions.map(17, topic, i64),
  previousTopicWeight: emissions.map(18, topic, dec),
  /** Nonce that waits for its reward; absent: nothing to reward. */
  topicRewardNonce: emissions.map(19, topic, i64),
  topicLastWorkerCommit: emissions.map(20, topic, proto(TimestampedActorNonceSchema)),
  topicLastReputerCommit: emissions.map(21, topic, proto(TimestampedActorNonceSchema)),
  /** Height → the topics whose worker window ends then. */
  openWorkerWindows: emissions.map(22, i64Key, proto(TopicIdsSchema)),
  epochLabelRegistry: emissions.map(23, topicHeight, proto(EpochLabelRegistrySchema)),
  lastMedianInferences: emissions.map(24, topic, dec),
  madInferences: emissions.map(25, topic, dec),
  initialInfererEmaScore: emissions.map(26, topic, dec),
  initialForecasterEmaScore: emissions.map(27, topic, dec),
  initialReputerEmaScore: emissions.map(28, topic, dec),

  // Actors
  topicWorkers: emissions.set(30, topicActor),
  topicReputers: emissions.set(31, topicActor),
  /** Address → node record: one per role, not per topic. */
  workers: emissions.map(32, addressKey, proto(OffchainNodeSchema)),
  reputers: emissions.map(33, addressKey, proto(OffchainNodeSchema)),
  infererScoreEmas: emissions.map(34, topicActor, proto(ScoreSchema)),
  forecasterScoreEmas: emissions.map(35, topicActor, proto(ScoreSchema)),
  reputerScoreEmas: emissions.map(36, topicActor, proto(ScoreSchema)),
  activeInferers: emissions.set(37, topicActor),
  activeForecasters: emissions.set(38, topicActor),
  activeReputers: emissions.set(39, topicActor),
  lowestInfererScoreEma: emissions.map(40, topic, proto(ScoreSchema)),
  lowestForecasterScoreEma: emissions.map(41, topic, proto(ScoreSchema)),
  lowestReputerScoreEma: emissions.map(42, topic, proto(ScoreSchema)),
  previousTopicQuantileInfererScoreEma: emissions.map(43, topic, dec),
  previousTopicQuantileForecasterScoreEma: emissions.map(44, topic, dec),
  previousTopicQuantileReputerScoreEma: emissions.map(45, topic, dec),
  countInfererInclusionsInTopic: emissions.map(46, topicActor, u64),
  countForecasterInclusionsInTopic: emissions.map(47, topicActor, u64),

  // The open window's submissions
  inferences: emissions.map(50, topicActor, proto(InferenceSchema)),
  forecasts: emissions.map(51, topicActor, proto(ForecastSchema)),
  lossBundles: emissions.map(52, topicActor, proto(ReputerValueBundleSchema)),

  // Nonces, newest first
  unfulfilledWorkerNonces: emissions.map(53, topic, proto(NoncesSchema)),
  unfulfilledReputerNonces: emissions.map(54, topic, proto(ReputerRequestNoncesSchema)),

  // Committed epochs
  allInferences: emissions.map(60, topicHeight, proto(InferencesSchema)),
  allForecasts: emissions.map(61, topicHeight, proto(ForecastsSchema)),
  allLossBundles: emissions.map(62, topicHeight, proto(ReputerValueBundlesSchema)),
  networkLossBundles: emissions.map(63, topicHeight, proto(ValueBundleSchema)),
  networkInferences: emissions.map(64, topicHeight, proto(NetworkInferenceBundleSchema)),
  outlierResistantNetworkInferences: emissions.map(65, topicHeight, proto(NetworkInferenceBundleSchema)),

  // Regrets: one value per topic, or per (topic, withheld or chosen actor), see ./packed.ts
  infererRegrets: emissions.map(70, topic, regretTable),
  forecasterRegrets: emissions.map(71, topic, regretTable),
  naiveInfererRegrets: emissions.map(72, topic, regretTable),
  /** (topic, withheld inferer) → inferer → regret. */
  oneOutInfererInfererRegrets: emissions.map(73, topicActor, regretTable),
  /** (topic, withheld inferer) → forecaster → regret. */
  oneOutInfererForecasterRegrets: emissions.map(74, topicActor, regretTable),
  /** (topic, withheld forecaster) → inferer → regret. */
  oneOutForecasterInfererRegrets: emissions.map(75, topicActor, regretTable),
  /** (topic, withheld forecaster) → forecaster → regret. */
  oneOutForecasterForecasterRegrets: emissions.map(76, topicActor, regretTable),
  /** (topic, chosen forecaster) → inferer or the forecaster itself → regret. */
  oneInForecasterRegrets: emissions.map(77, topicActor, regretTable),
  /** The regret scale; a legacy name on the wire ("regret std norm"). */
  latestRegretStdNorm: emissions.map(78, topic, dec),
  /** Normalised weights, packed per topic. */
  latestInfererWeights: emissions.map(79, topic, decTable),
  latestForecasterWeights: emissions.map(80, topic, decTable),

  // Stake, uallo
  topicStake: emissions.map(90, topic, int),
  /** Own and delegated stake of a reputer. */
  stakeReputerAuthority: emissions.map(91, topicActor, int),
  stakeSumFromDelegator: emissions.map(92, topicActor, int),
  /** (topic, delegator, reputer). */
  delegatedStakes: emissions.map(93, topicActorActor, proto(DelegatorInfoSchema)),
  stakeFromDelegatorsUponReputer: emissions.map(94, topicActor, int),
  delegateRewardPerShare: emissions.map(95, topicActor, dec),

  // Whitelists
  whitelistAdmins: emissions.set(110, addressKey),
  globalWhitelist: emissions.set(111, addressKey),
  globalWorkerWhitelist: emissions.set(112, addressKey),
  globalReputerWhitelist: emissions.set(113, addressKey),
  globalAdminWhitelist: emissions.set(114, addressKey),
  topicCreatorWhitelist: emissions.set(115, addressKey),
  topicWorkerWhitelist: emissions.set(116, topicActor),
  topicReputerWhitelist: emissions.set(117, topicActor),
  topicWorkerWhitelistEnabled: emissions.set(118, topic),
  topicReputerWhitelistEnabled: emissions.set(119, topic),
} as const;
