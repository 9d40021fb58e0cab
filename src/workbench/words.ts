import type { Dec } from '../protocol/decimal/index.ts';
import type { ActorExplanation } from '../protocol/synthesis/index.ts';

/** What decides the weight of one actor in one epoch. */
export interface WeightStory
  extends Pick<ActorExplanation, 'role' | 'regret' | 'noPrior' | 'normalisedRegret' | 'weight' | 'normalisedWeight'> {
  readonly allNew: boolean;
  /** The highest normalised regret of the epoch. */
  readonly best: Dec | undefined;
}

const short = (value: Dec): string => value.toNumber().toPrecision(3).replace('-', '−');

const percent = (value: Dec): string => `${(100 * value.toNumber()).toFixed(1)} %`;

/** Says in one sentence why a weight is what it is (`docs/spec/synthesis.md` §4). */
export function whyThisWeight(story: WeightStory): string {
  const { regret, normalisedRegret, best, weight, normalisedWeight: share } = story;
  if (story.allNew) {
    return story.role === 'inferer'
      ? 'Nobody has a track record yet, so every inference counts the same.'
      : 'Nobody has a track record yet, so forecasts have no part in the inference.';
  }
  if (!normalisedRegret || !best || !weight || !share) {
    return 'It has no regret in this epoch, so it carries no weight.';
  }
  const record = story.noPrior
    ? `No epoch of its own counts yet: it starts from the topic's initial regret ${short(regret)}`
    : regret.isZero()
      ? 'It has lost exactly as much as the network'
      : regret.isNegative()
        ? `It has lost more than the network (regret ${short(regret)})`
        : `It has lost less than the network (regret ${short(regret)})`;
  const distance = best.sub(normalisedRegret);
  if (distance.isZero())
    return `${record}, the best of all here: weight 1 by definition, ${percent(share)} of the whole.`;
  return (
    `${record}; that is ${short(distance)} scale units behind the best, ` +
    `which leaves it ${short(weight)} of the best one's weight, ${percent(share)} of the whole.`
  );
}
