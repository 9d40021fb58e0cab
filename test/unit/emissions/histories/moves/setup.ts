import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  AddStakeRequestSchema,
  CreateNewTopicRequestSchema,
  FundTopicRequestSchema,
  RegisterRequestSchema,
} from '../../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { TopicOutputArity, TopicType } from '../../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { topicRequest } from '../../network.ts';
import { type Actor, cast, type Dice } from '../cast.ts';
import { type Step, typed } from '../step.ts';

type NewTopic = MessageInitShape<typeof CreateNewTopicRequestSchema>;

const LABELS = ['up', 'down', 'flat', 'sideways'];

/** A topic that asks for labels. */
function severalLabels(dice: Dice): NewTopic {
  const unity = dice.chance(0.5);
  return {
    topicType: unity ? TopicType.CLASSIFICATION : TopicType.REGRESSION,
    outputArity: TopicOutputArity.MULTI,
    requireUnity: unity,
    unityTolerance: unity ? '0.001' : '0',
    maxLabelsPerSubmission: 4n,
    labelWhitelist: dice.chance(0.5) ? LABELS : [],
    labelCaseSensitive: dice.chance(0.3),
  };
}

/** A topic's request: epochs of 12 to 20 blocks, lags that need not be a multiple of them. */
export function newTopic(creator: Actor, dice: Dice, over: NewTopic = {}): NewTopic {
  const epochLength = BigInt(over.epochLength ?? dice.int(12, 20));
  const { $typeName: _, ...request } = topicRequest({
    creator: creator.address,
    epochLength,
    groundTruthLag: epochLength + BigInt(dice.chance(0.5) ? 0 : dice.int(1, 6)),
    workerSubmissionWindow: dice.chance(0.3) ? epochLength : BigInt(dice.int(5, 10)),
    allowNegative: dice.chance(0.3),
    alphaRegret: dice.pick(['0.1', '0.5', '1']),
    meritSortitionAlpha: dice.pick(['0', '0.1', '0.5']),
    activeInfererQuantile: dice.pick(['0', '0.25', '1']),
    lossMethod: dice.pick(['mse', 'zptae']),
    ...over,
  });
  return request;
}

/** The four topics: the first two churn on one block, the third asks for labels. */
export function createTopics(dice: Dice): Step[] {
  const [first, second] = cast.creators as [Actor, Actor];
  const epochLength = BigInt(dice.int(12, 20));
  const ask = (creator: Actor, over?: NewTopic) => typed(CreateNewTopicRequestSchema, newTopic(creator, dice, over));
  return [
    {
      signer: first,
      messages: [ask(first, { epochLength }), ask(first, { epochLength }), ask(first, severalLabels(dice))],
    },
    { signer: second, messages: [ask(second)] },
  ];
}

/** Everybody registers in some topics, reputers stake, and the first creator pays for what there is. */
export function settleIn(dice: Dice): Step[] {
  const topics = [1n, 2n, 3n, 4n];
  const enter = (signer: Actor, topicId: bigint, isReputer: boolean) => {
    const owner = dice.chance(0.8) ? signer.address : dice.pick(cast.strangers).address;
    return typed(RegisterRequestSchema, { sender: signer.address, topicId, owner, isReputer });
  };
  const workers = cast.workers.map((signer, place) => ({
    signer,
    messages: topics.filter((id) => (place + Number(id)) % 2 === 0).map((id) => enter(signer, id, false)),
  }));
  const reputers = cast.reputers.map((signer, place) => ({
    signer,
    messages: topics
      .filter((id) => (place + Number(id)) % 3 !== 0)
      .flatMap((topicId) => {
        const amount = `${10_000 + dice.int(0, 90_000)}`;
        return [
          enter(signer, topicId, true),
          typed(AddStakeRequestSchema, { sender: signer.address, topicId, amount }),
        ];
      }),
  }));
  const [sponsor] = cast.creators as [Actor];
  const funds = topics.map((topicId) => {
    const amount = `${dice.int(1_000, 1_000_000_000)}`;
    return typed(FundTopicRequestSchema, { sender: sponsor.address, topicId, amount });
  });
  return [...workers, ...reputers, { signer: sponsor, messages: funds }];
}
