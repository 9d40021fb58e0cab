import type { Dec } from '../protocol/decimal/index.ts';
import type { ActorExplanation } from '../protocol/synthesis/index.ts';

/** What decides the weight of one actor in one epoch. */
export interface WeightStory
  extends Pick<ActorExplanation, 'role' | 'regret' | 'noPrior' | 'normalisedRegret' | 'weight' | 'normalisedWeight'> {
  readonly weighedBy: 'regret' | 'nothing-yet' | 'only-one';
  /** The highest normalised regret of the epoch. */
  readonly best: Dec | undefined;
}

/** Three significant digits. */
export const short = (value: Dec): string => (value.isZero() ? '0' : value.toNumber().toPrecision(3));

/** A share of 1 in words. */
export function percent(share: Dec): string {
  const hundredths = 100 * share.toNumber();
  return hundredths > 0 && hundredths < 0.05 ? 'under 0.1 %' : `${hundredths.toFixed(1)} %`;
}

/** Says in one sentence why a weight is what it is (`docs/spec/synthesis.md` §4). */
export function whyThisWeight(story: WeightStory): string {
  const { normalisedRegret, best, weight, normalisedWeight: share } = story;
  if (story.weighedBy === 'only-one') return "It was the only one to answer, so its inference is the network's.";
  if (story.weighedBy === 'nothing-yet') {
    return story.role === 'inferer' && share
      ? `Nobody has a track record yet, so every inference counts the same: ${percent(share)} of the whole.`
      : 'Nobody has a track record yet, so forecasts have no part in the inference.';
  }
  if (!normalisedRegret || !best || !weight || !share)
    return 'It has no regret in this epoch, so it carries no weight.';
  const distance = best.sub(normalisedRegret);
  if (distance.isZero()) {
    return `${record(story)}; nobody here stands better, so it has the full weight 1: ${percent(share)} of the whole.`;
  }
  return (
    `${record(story)}; that is ${short(distance)} scale units behind the best, ` +
    `which leaves it ${short(weight)} of the best one's weight: ${percent(share)} of the whole.`
  );
}

function record({ regret, noPrior }: WeightStory): string {
  if (noPrior) return `It is new here and starts from the topic's initial regret of ${short(regret)}`;
  if (regret.isZero()) return 'So far it has lost exactly as much as the network (regret 0)';
  return regret.isNegative()
    ? `So far it has lost more than the network (regret ${short(regret)})`
    : `So far it has lost less than the network (regret ${short(regret)})`;
}
