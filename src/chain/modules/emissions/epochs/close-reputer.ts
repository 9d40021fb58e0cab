import { create } from '@bufbuild/protobuf';
import { Dec } from '../../../../protocol/decimal/index.ts';
import { networkLosses } from '../../../../protocol/losses/index.ts';
import { adjustedStakes } from '../../../../protocol/scores/index.ts';
import type { LossReport } from '../../../../protocol/synthesis/index.ts';
import { type ReputerValueBundle, ReputerValueBundlesSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import {
  EventActiveReputersSetSchema,
  EventNetworkLossSetSchema,
  EventReputerLastCommitSetSchema,
  EventReputerSubmissionWindowClosedSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import { TimestampedActorNonceSchema, type Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { amountAt } from '../amounts.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { weighsByListening } from '../experiments.ts';
import { clearActive, reputers } from '../payloads/admission.ts';
import { listeningCoefficient } from '../scores/epoch-scores.ts';
import { state } from '../state.ts';
import { requireTopic } from '../topics/store.ts';
import { type AcceptedWorkers, acceptedWorkers, keepAccepted } from './accepted-workers.ts';
import { eventBundle, lossesOf, networkBundle } from './loss-bundles.ts';
import { reputerNonces, workerNonces } from './open-nonces.ts';
import { storeRegrets } from './store-regrets.ts';

/**
 * Turns the losses that reputers submitted for a nonce into network losses, regrets and weights (docs/spec/emissions.md §5.9).
 * Once the first checks have passed the clean-up always runs.
 * Errors: 45 worker nonce still open, 75 not open, 68 too early, 23 no such topic, 55 no bundle that counts.
 */
export function closeReputerNonce(ctx: Context, topicId: bigint, nonce: bigint): void {
  if (workerNonces.has(ctx, topicId, nonce)) throw errors.ErrNonceStillUnfulfilled(`worker nonce ${nonce}`);
  if (!reputerNonces.has(ctx, topicId, nonce)) throw errors.ErrUnfulfilledNonceNotFound(`reputer nonce ${nonce}`);
  const topic = requireTopic(ctx, topicId);
  if (ctx.height < nonce + topic.groundTruthLag)
    throw errors.ErrReputerNonceWindowNotAvailable(`reputer nonce ${nonce}`);
  try {
    commit(ctx, topic, nonce);
  } finally {
    reputerNonces.fulfil(ctx, topicId, nonce);
    clearActive(ctx, reputers, topicId);
    emit(ctx, EventReputerSubmissionWindowClosedSchema, { topicId, nonceBlockHeight: nonce });
  }
}

function commit(ctx: Context, topic: Topic, nonce: bigint): void {
  const topicId = topic.id;
  const bundles = countingBundles(ctx, topicId, nonce);
  if (bundles.length === 0) throw errors.ErrNoValidBundles(`topic ${topicId}, nonce ${nonce}`);
  const reputerValueBundles = bundles.map(({ bundle }) => bundle);
  state.allLossBundles.set(ctx, [topicId, nonce], create(ReputerValueBundlesSchema, { reputerValueBundles }));

  const reports = bundles.map(({ report }) => report);
  const losses = networkLosses(reports, weighsByListening(ctx) ? listenedStakes(ctx, topicId, reports) : undefined);
  const bundle = networkBundle(topicId, nonce, losses);
  state.networkLossBundles.set(ctx, [topicId, nonce], bundle);
  emit(ctx, EventNetworkLossSetSchema, { topicId, blockHeight: nonce, nonce, bundle: eventBundle(bundle) });
  storeRegrets(ctx, topic, nonce, losses);

  state.topicRewardNonce.set(ctx, topicId, nonce);
  const lastCommit = { blockHeight: ctx.height, nonce: { blockHeight: nonce } };
  state.topicLastReputerCommit.set(ctx, topicId, create(TimestampedActorNonceSchema, lastCommit));
  const addresses = reports.map(({ reputer }) => reputer);
  emit(ctx, EventActiveReputersSetSchema, { topicId, nonceBlockHeight: nonce, addresses });
  emit(ctx, EventReputerLastCommitSetSchema, { topicId, ...lastCommit });
}

/**
 * The stakes that are listened to, an experiment that is off unless the genesis turns it on: min(R·a·S / Σ a·S, 1) for every report. A
 * coefficient of exactly 0 counts as `epsilon_reputer`, as where scores are computed.
 */
function listenedStakes(ctx: Context, topicId: bigint, reports: readonly LossReport[]): Dec[] {
  const epsilon = Dec.parse(state.params.require(ctx).epsilonReputer);
  const coefficients = reports.map(({ reputer }) => listeningCoefficient(ctx, topicId, reputer));
  return adjustedStakes(
    reports.map(({ stake }) => Dec.of(stake)),
    coefficients.map((coefficient) => (coefficient.isZero() ? epsilon : coefficient)),
  );
}

interface CountingBundle {
  readonly bundle: ReputerValueBundle;
  readonly report: LossReport;
}

/** The active reputers' bundles for the nonce that have enough stake behind them, addresses ascending. */
function countingBundles(ctx: Context, topicId: bigint, nonce: bigint): CountingBundle[] {
  const minimum = BigInt(state.params.require(ctx).requiredMinimumStake);
  const accepted = acceptedWorkers(ctx, topicId, nonce);
  if (accepted.inferers.size === 0) throw errors.ErrNotFound(`inferences of topic ${topicId}, nonce ${nonce}`);
  return [...state.lossBundles.entries(ctx, { prefix: [topicId] })].flatMap(([[, reputer], stored]) => {
    const stake = amountAt(ctx, state.stakeReputerAuthority, [topicId, reputer]);
    return stake < minimum ? [] : counting(stored, stake, nonce, accepted);
  });
}

function counting(
  stored: ReputerValueBundle,
  stake: bigint,
  nonce: bigint,
  accepted: AcceptedWorkers,
): CountingBundle[] {
  const values = stored.valueBundle;
  if (values?.reputerRequestNonce?.reputerNonce?.blockHeight !== nonce) return [];
  const bundle = keepAccepted(stored, values, accepted);
  return bundle.valueBundle
    ? [{ bundle, report: { reputer: values.reputer, stake, losses: lossesOf(bundle.valueBundle) } }]
    : [];
}
