import type { RewardedActor, RewardsExplanation } from '../workbench/rewards/explain-rewards.ts';
import type { EpochRewards } from '../workbench/rewards/read-rewards.ts';
import { shortAmount, shortDecimal } from './decimal-text.ts';
import { type Column, keyValues, table, wrapped } from './output.ts';

type NameOf = (address: string) => string;

const figure = (text: string | null): string => (text === null ? '-' : shortDecimal(text));
const percent = (text: string | null): string => (text === null ? '-' : `${(100 * Number(text)).toFixed(1)} %`);

/** What followed from an epoch's losses, for people: scores, rewards, why, and weak spots. */
export function rewardsText({ rewards, missing, weakSpots }: EpochRewards, nameOf: NameOf): string {
  if (!rewards) return missing ?? '';
  const why = rewards.actors.flatMap((actor) => wrapped(`${nameOf(actor.address)} (${actor.task}): ${actor.why}`));
  const weak = weakSpots.flatMap(({ says, why: because, remedy }) =>
    wrapped(`Weak spot: ${says}. ${sentence(because)} ${sentence(remedy)}`),
  );
  return [
    head(rewards),
    '',
    table(rewards.actors, columns(nameOf)),
    '',
    ...why,
    ...(rewards.none ? ['', rewards.none] : []),
    ...(weak.length > 0 ? ['', ...weak] : []),
  ].join('\n');
}

function head({ judgedAt, reward, taskScore, ratio, chi, gamma, tasks, entropies }: RewardsExplanation): string {
  const given = (task: 'inferer' | 'forecaster' | 'reputer') =>
    `${shortAmount(tasks?.[task] ?? '0')}, entropy ${figure(entropies?.[task] ?? null)}`;
  return keyValues([
    ['judged', `in block ${judgedAt}`],
    ['reward of the topic', reward === null ? 'none' : shortAmount(reward)],
    ['worth of forecasts', `${figure(taskScore)} (loss without them less loss with them), over time ${figure(ratio)}`],
    ['forecasters weigh', `chi ${figure(chi)}, gamma ${figure(gamma)}`],
    ...(tasks
      ? [
          ['to inferers', given('inferer')] as const,
          ['to forecasters', given('forecaster')] as const,
          ['to reputers', given('reputer')] as const,
        ]
      : []),
  ]);
}

function columns(nameOf: NameOf): Column<RewardedActor>[] {
  return [
    { head: 'ACTOR', value: ({ address }) => nameOf(address) },
    { head: 'TASK', value: ({ task }) => task },
    { head: 'SCORE', value: ({ score }) => figure(score), right: true },
    { head: 'LISTENED', value: ({ coefficient }) => figure(coefficient?.after ?? null), right: true },
    { head: 'STAKE', value: ({ stake }) => (stake === null ? '-' : shortAmount(stake)), right: true },
    { head: 'PART', value: ({ fraction }) => percent(fraction), right: true },
    { head: 'OVER TIME', value: ({ smoothedFraction }) => percent(smoothedFraction), right: true },
    { head: 'REWARD', value: ({ reward }) => (reward === null ? '-' : shortAmount(reward)), right: true },
    { head: 'DELEGATORS', value: ({ toDelegators: part }) => (part === null ? '-' : shortAmount(part)), right: true },
  ];
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
