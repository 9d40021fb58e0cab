import { Dec } from '../../protocol/decimal/index.ts';
import type { ForecasterScoreParts } from '../../protocol/scores/index.ts';
import { percent, short } from '../words.ts';

interface Story {
  readonly score: Dec;
  /** Exact text; null where nothing was shared. */
  readonly fraction: string | null;
  /** uallo; undefined where nothing was paid. */
  readonly reward: Dec | undefined;
  /** The only one of its task. */
  readonly alone: boolean;
}

function shareOf({ fraction, reward }: Pick<Story, 'fraction' | 'reward'>, task: string): string {
  if (fraction === null) return 'Nothing was shared in this epoch.';
  const share = `It has ${percent(Dec.parse(fraction))} of what ${task} share`;
  return reward === undefined
    ? `${share}, and was paid nothing: that is less than one uallo, or could not be paid.`
    : `${share}.`;
}

/** Why an inferer has its score and its part (`docs/spec/emissions.md` §10.4, §11.3). */
export function whyInferer(story: Story & { even: boolean; others: number }): string {
  const share = shareOf(story, 'inferers');
  if (story.alone) return `It was the only inferer: there is nothing to compare it with, so its score is 0. ${share}`;
  const even =
    story.even && story.fraction !== null ? ' Scores hardly differ from epoch to epoch, so all have like parts.' : '';
  return `${withoutIt(story.score)}${even} ${share}`;
}

/** Why a forecaster has its score and its part (`docs/spec/emissions.md` §10.4, §11.2). */
export function whyForecaster(story: Story & { part: ForecasterScoreParts | undefined; oneInferer: boolean }): string {
  const share = shareOf(story, 'forecasters');
  if (story.oneInferer) return 'There was one inferer only, so forecasts could not change anything and earn nothing.';
  if (story.alone || !story.part) {
    return `It was the only forecaster: there is nothing to compare it with, so its score is 0. ${share}`;
  }
  const { oneIn, oneOut } = story.part;
  const alone = `alone it ${oneIn.isNegative() ? 'makes the network lose' : 'spares the network'} ${short(oneIn.abs())}`;
  const among = `among the others its absence ${oneOut.isNegative() ? 'spares' : 'costs'} ${short(oneOut.abs())}`;
  return `${capital(alone)}, ${among}; both together are its score of ${short(story.score)}. ${share}`;
}

/** Why a reputer has its score, its coefficient and its part (`docs/spec/emissions.md` §10.2, §10.3, §11.3). */
export function whyReputer(
  story: Omit<Story, 'alone'> & { best: Dec; coefficient: Dec; moved: number; alone: boolean },
): string {
  const share = shareOf(story, 'reputers');
  if (story.alone) return `It was the only reputer, so it agrees with itself: the highest score there is. ${share}`;
  const { score, best, coefficient, moved } = story;
  const distance = score.eq(best)
    ? 'Its losses lie closest to what all report together'
    : `Its losses lie ${short(best.quo(score))} times as far from what all report together as those of the closest`;
  const listening = moved === 0 ? 'as before,' : moved > 0 ? 'more than before,' : 'less than before,';
  return `${distance}; the network listens to it ${listening} with a coefficient of ${short(coefficient)}. ${share}`;
}

function withoutIt(score: Dec): string {
  if (score.isZero()) return 'Without it the network would have lost just as much.';
  return `Without it the network would have lost ${short(score.abs())} ${score.isNegative() ? 'less' : 'more'}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
