import {
  DelegateStakeRemovalInfoSchema,
  DelegatorInfoSchema,
  ForecastSchema,
  ForecastsSchema,
  NoncesSchema,
  OffchainNodeSchema,
  ReputerRequestNoncesSchema,
  ReputerValueBundleSchema,
  ReputerValueBundlesSchema,
  ScoreSchema,
  ScoresSchema,
  StakeRemovalInfoSchema,
  ValueBundleSchema,
} from '../../../wire/gen/emissions/v3/types_pb.ts';
import { ParamsSchema } from '../../../wire/gen/emissions/v9/params_pb.ts';
import {
  EpochLabelRegistrySchema,
  InferenceSchema,
  InferencesSchema,
  NetworkInferenceBundleSchema,
  TimestampedActorNonceSchema,
  TopicIdsSchema,
  TopicIdWeightPairSchema,
  TopicSchema,
} from '../../../wire/gen/emissions/v10/types_pb.ts';
import {
  address,
  collections,
  dec,
  i64,
  i64Key,
  index,
  int,
  json,
  pair,
  proto,
  quad,
  triple,
  u64,
  u64Key,
} from '../../store/collections.ts';
import type { Experiments } from './experiments.ts';
import { decTable, regretTable, remembered } from './packed.ts';

/** Name of the module, of its store and of its errors' codespace. */
export const MODULE_NAME = 'emissions';

const emissions = collections(MODULE_NAME);
const topic = u64Key;
const topicActor = pair(u64Key, address);
const topicActorActor = triple(u64Key, address, address);
const topicHeight = pair(u64Key, i64Key);

/**
 * The module's state (docs/spec/emissions.md §2; regrets, weights and scale: docs/spec/synthesis.md §8, §11).
 * Keys are (topic id), (topic id, actor), (topic id, nonce height) unless said otherwise. Stakes and fees are uallo.
 * A map of amounts has no entry where the amount is zero: write through `setAmount`, read through `amountAt`.
 */
export const state = {
  // Global
  /** Read many times a block; replace it, never change it in place. */
  params: emissions.item(0, remembered(proto(ParamsSchema))),
  totalStake: emissions.item(1, int),
  /** uallo that the current block gives to topics. */
  rewardCurrentBlockEmission: emissions.item(2, int),
  previousPercentageRewardToStakedReputers: emissions.item(3, dec),
  monthlyReputerRewards: emissions.item(4, int),
  monthlyTopicRewards: emissions.item(5, int),
  /** Sum of `previousTopicWeight` over the active topics. */
  totalSumPreviousTopicWeights: emissions.item(6, dec),
  /** Absent: the protocol as it is. */
  experiments: emissions.item(7, json<Experiments>()),

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
  /** Of older networks; nothing reads it. */
  rewardableTopics: emissions.set(29, topic),

  // Actors
  topicWorkers: emissions.set(30, topicActor),
  topicReputers: emissions.set(31, topicActor),
  /** Address → node record: one per role, not per topic. */
  workers: emissions.map(32, address, proto(OffchainNodeSchema)),
  reputers: emissions.map(33, address, proto(OffchainNodeSchema)),
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
  reputerListeningCoefficient: emissions.map(48, topicActor, dec),

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

  // Scores and rewards of past epochs
  infererScoresByBlock: emissions.map(66, topicHeight, remembered(proto(ScoresSchema))),
  forecasterScoresByBlock: emissions.map(67, topicHeight, remembered(proto(ScoresSchema))),
  reputerScoresByBlock: emissions.map(68, topicHeight, remembered(proto(ScoresSchema))),
  previousReputerRewardFraction: emissions.map(83, topicActor, dec),
  previousInferenceRewardFraction: emissions.map(84, topicActor, dec),
  previousForecastRewardFraction: emissions.map(85, topicActor, dec),
  previousForecasterScoreRatio: emissions.map(86, topic, dec),

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
  /** (completed height, topic, reputer): the queue, also found by (reputer, topic). */
  stakeRemovalsByBlock: emissions.indexed(96, triple(i64Key, u64Key, address), proto(StakeRemovalInfoSchema), {
    reputer: index(97, pair(address, u64Key), (_removal, [, topicId, reputer]) => [reputer, topicId] as const),
  }),
  /** (completed height, topic, delegator, reputer): the queue, also found by (delegator, reputer, topic). */
  delegateStakeRemovalsByBlock: emissions.indexed(
    98,
    quad(i64Key, u64Key, address, address),
    proto(DelegateStakeRemovalInfoSchema),
    {
      delegation: index(
        99,
        triple(address, address, u64Key),
        (_removal, [, topicId, delegator, reputer]) => [delegator, reputer, topicId] as const,
      ),
    },
  ),

  // Whitelists
  whitelistAdmins: emissions.set(110, address),
  globalWhitelist: emissions.set(111, address),
  globalWorkerWhitelist: emissions.set(112, address),
  globalReputerWhitelist: emissions.set(113, address),
  globalAdminWhitelist: emissions.set(114, address),
  topicCreatorWhitelist: emissions.set(115, address),
  topicWorkerWhitelist: emissions.set(116, topicActor),
  topicReputerWhitelist: emissions.set(117, topicActor),
  topicWorkerWhitelistEnabled: emissions.set(118, topic),
  topicReputerWhitelistEnabled: emissions.set(119, topic),
} as const;
