import { create } from '@bufbuild/protobuf';
import { Dec } from '../../../../protocol/decimal/index.ts';
import { EventCreateNewTopicSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { CreateNewTopicRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { type Topic, TopicSchema } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { addAmount } from '../amounts.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { canCreateTopic } from '../permissions.ts';
import { state } from '../state.ts';
import { collectFee } from './fees.ts';
import { setTopic } from './store.ts';
import { validateNewTopic } from './validation.ts';

/**
 * `CreateNewTopic`: checks in the order of docs/spec/emissions.md §6.2, takes `create_topic_fee`, which becomes the topic's first
 * revenue, and stores the topic. It is inactive until stake and revenue weigh enough.
 */
export function createNewTopic(ctx: Context, msg: CreateNewTopicRequest, bank: BankKeeper): { topicId: bigint } {
  accountAddress(msg.creator, 'creator');
  if (!canCreateTopic(ctx, msg.creator)) throw errors.ErrNotPermittedToCreateTopic(msg.creator);
  const params = state.params.require(ctx);
  validateNewTopic(msg, params);
  if (msg.epochLength < params.minEpochLength) {
    throw errors.ErrTopicCadenceBelowMinimum(`epoch length ${msg.epochLength}, minimum ${params.minEpochLength}`);
  }
  const longestLag = params.maxUnfulfilledReputerRequests * msg.epochLength;
  if (msg.groundTruthLag > longestLag)
    throw errors.ErrGroundTruthLagTooBig(`lag ${msg.groundTruthLag}, maximum ${longestLag}`);
  const fee = BigInt(params.createTopicFee);
  collectFee(ctx, bank, msg.creator, fee);

  const topicId = state.nextTopicId.require(ctx);
  state.nextTopicId.set(ctx, topicId + 1n);
  const topic = setTopic(ctx, newTopic(topicId, msg));
  if (msg.enableWorkerWhitelist) state.topicWorkerWhitelistEnabled.add(ctx, topicId);
  if (msg.enableReputerWhitelist) state.topicReputerWhitelistEnabled.add(ctx, topicId);
  addAmount(ctx, state.topicFeeRevenue, topicId, fee);
  emit(ctx, EventCreateNewTopicSchema, { topic });
  return { topicId };
}

function newTopic(id: bigint, msg: CreateNewTopicRequest): Topic {
  const text = (decimal: string) => Dec.parse(decimal).marshal();
  return create(TopicSchema, {
    id,
    creator: msg.creator,
    metadata: msg.metadata,
    lossMethod: msg.lossMethod,
    epochLastEnded: 0n,
    epochLength: msg.epochLength,
    groundTruthLag: msg.groundTruthLag,
    pNorm: text(msg.pNorm),
    alphaRegret: text(msg.alphaRegret),
    allowNegative: msg.allowNegative,
    epsilon: text(msg.epsilon),
    initialRegret: '0',
    workerSubmissionWindow: msg.workerSubmissionWindow,
    meritSortitionAlpha: text(msg.meritSortitionAlpha),
    activeInfererQuantile: text(msg.activeInfererQuantile),
    activeForecasterQuantile: text(msg.activeForecasterQuantile),
    activeReputerQuantile: text(msg.activeReputerQuantile),
    cNorm: text(msg.cNorm),
    topicType: msg.topicType,
    outputArity: msg.outputArity,
    requireUnity: msg.requireUnity,
    unityTolerance: text(msg.unityTolerance),
    maxLabelsPerSubmission: msg.maxLabelsPerSubmission,
    labelWhitelist: msg.labelWhitelist,
    labelDefaultValue: text(msg.labelDefaultValue),
    labelCaseSensitive: msg.labelCaseSensitive,
  });
}
