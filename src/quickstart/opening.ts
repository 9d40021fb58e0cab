import { addStake } from '../client/actions/add-stake.ts';
import { createTopic, topicDefaults } from '../client/actions/create-topic.ts';
import { fundTopic } from '../client/actions/fund-topic.ts';
import { register } from '../client/actions/register.ts';
import { sendTokens } from '../client/actions/send-tokens.ts';
import { topicStanding } from '../client/topics.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { Actor } from './actors.ts';
import { type Cast, everybody } from './cast.ts';
import type { Series } from './series.ts';
import type { Stage } from './stage.ts';

const ALLO = 10n ** 18n;

/** The topic of the story, as it stands when its first epoch opens. */
export interface Opened {
  readonly topicId: bigint;
  /** Height that opens the first epoch. */
  readonly firstNonce: bigint;
  readonly epochLength: bigint;
  readonly workerSubmissionWindow: bigint;
}

/**
 * Sets the scene: funds the accounts, creates the topic, registers everybody but the newcomer, stakes and funds, so that the
 * topic is active.
 */
export async function openTopic(stage: Stage, patron: Actor, cast: Cast, series: Series): Promise<Opened> {
  const { address } = patron.signer;
  const { nextTopicId: topicId } = await stage.client.query(QueryService.method.getNextTopicId, {});
  const actors = everybody(cast);
  const question = createTopic(address, {
    metadata: `the next value of: ${series.title}`,
    lossMethod: 'mse',
    meritSortitionAlpha: topicDefaults.meritSortitionAlpha,
  });
  await stage.introduce([patron]);
  await stage.act([
    {
      actor: patron,
      messages: [...actors.map(({ signer }) => sendTokens(address, signer.address, 200n * ALLO)), question],
    },
  ]);
  await stage.introduce(actors);
  const present = actors.filter((actor) => actor !== cast.newcomer);
  const isReputer = (actor: Actor): boolean => cast.reputers.includes(actor);
  await stage.act(
    present.map((actor) => {
      const registration = register(actor.signer.address, topicId, isReputer(actor) ? 'reputer' : 'worker');
      const stake = addStake(actor.signer.address, topicId, 100n * ALLO);
      return { actor, messages: isReputer(actor) ? [registration, stake] : [registration] };
    }),
  );
  await stage.act([{ actor: patron, messages: [fundTopic(address, topicId, 100n * ALLO)] }]);
  const { topic, nextChurningBlock } = await topicStanding(stage.client, topicId);
  return {
    topicId,
    firstNonce: nextChurningBlock,
    epochLength: topic.epochLength,
    workerSubmissionWindow: topic.workerSubmissionWindow,
  };
}
