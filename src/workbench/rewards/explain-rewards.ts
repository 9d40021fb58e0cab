import { Dec } from '../../protocol/decimal/index.ts';
import type { Distribution, TaskDistribution } from '../../protocol/rewards/index.ts';
import { forecasterScoreParts } from '../../protocol/scores/index.ts';
import type { AttributedValue } from '../../protocol/synthesis/index.ts';
import type { JudgedBlock } from './judged-block.ts';
import type { Recomputed } from './recompute.ts';
import type { Task } from './reward-events.ts';
import type { RewardInputs } from './reward-inputs.ts';
import { whyForecaster, whyInferer, whyReputer } from './words.ts';

/** What one actor was paid for an epoch, and why. Decimals are text, rewards in uallo. */
export interface RewardedActor {
  readonly address: string;
  readonly task: Task;
  readonly score: string;
  /** Reputers: how much the network listened to it, before and after; its stake in uallo. */
  readonly coefficient: { readonly before: string; readonly after: string } | null;
  readonly stake: string | null;
  /** Part of what its task shares. */
  readonly fraction: string | null;
  /** The same, averaged over epochs: what the entropy of the task is taken of. */
  readonly smoothedFraction: string | null;
  /** Null where nothing was paid. */
  readonly reward: string | null;
  /** Reputers: what went to those who delegated to it, of its part. */
  readonly toDelegators: string | null;
  readonly why: string;
}

/** How the reward of a topic for one epoch came about (`docs/spec/emissions.md` §10–§11). */
export interface RewardsExplanation {
  /** The block that judged the epoch and paid. */
  readonly judgedAt: number;
  /** What the topic was given, uallo; null where it was given nothing. */
  readonly reward: string | null;
  /** Naive loss − combined loss: what forecasts were good for. */
  readonly taskScore: string | null;
  /** Its average over epochs against the best inferer (τ), the forecasters' part that follows (χ), and what keeps the sum (γ). */
  readonly ratio: string | null;
  readonly chi: string | null;
  readonly gamma: string | null;
  /** How evenly each task's rewards are spread: the more, the more the task is given. */
  readonly entropies: Readonly<Record<Task, string>> | null;
  /** What each task was given. */
  readonly tasks: Readonly<Record<Task, string>> | null;
  readonly actors: readonly RewardedActor[];
  /** Why there was no reward, where there was none. */
  readonly none: string | null;
}

/** Says of every actor of a judged epoch how its score and its reward came about. */
export function explainRewards(inputs: RewardInputs, block: JudgedBlock, recomputed: Recomputed): RewardsExplanation {
  const { distribution } = recomputed;
  const given = block.topicReward;
  const share = distribution?.share;
  return {
    judgedAt: Number(block.height),
    reward: given?.marshal() ?? null,
    taskScore: (block.taskScore ?? inputs.networkLosses.naive.sub(inputs.networkLosses.combined)).marshal(),
    ratio: share?.ratio.marshal() ?? null,
    chi: share?.chi.marshal() ?? null,
    gamma: share?.gamma.marshal() ?? null,
    entropies: distribution ? entropiesOf(distribution) : null,
    tasks: distribution ? tasksOf(distribution) : null,
    actors: [
      ...infererRows(inputs, block, recomputed),
      ...forecasterRows(inputs, block, recomputed),
      ...reputerRows(inputs, block, recomputed),
    ],
    none: whyNone(block),
  };
}

const entropiesOf = ({ entropies }: Distribution): Record<Task, string> => ({
  inferer: entropies.inference.marshal(),
  forecaster: entropies.forecasting.marshal(),
  reputer: entropies.reputing.marshal(),
});

const tasksOf = ({ tasks }: Distribution): Record<Task, string> => ({
  inferer: tasks.inference.marshal(),
  forecaster: tasks.forecasting.marshal(),
  reputer: tasks.reputing.marshal(),
});

function whyNone(block: JudgedBlock): string | null {
  if (!block.anyRewards) return 'When the epoch was judged nothing waited to be paid to topics.';
  if (block.topicReward === undefined) {
    return 'The topic was not among those that are rewarded in that block: it had lost its place to a heavier one.';
  }
  const paid = Object.values(block.settled).some((rewards) => rewards.size > 0);
  if (!paid) return 'The reward could not be computed or paid; it went back to where emissions come from.';
  return null;
}

const fractionsOf = (task: TaskDistribution | undefined, index: number) => ({
  fraction: task?.fractions[index]?.marshal() ?? null,
  smoothedFraction: task?.entropy?.smoothed[index]?.marshal() ?? null,
});

function infererRows({ networkLosses }: RewardInputs, block: JudgedBlock, { inferers, distribution }: Recomputed) {
  return inferers.scores.map(({ worker, value }, index): RewardedActor => {
    const { fraction, smoothedFraction } = fractionsOf(distribution?.inferers, index);
    const reward = block.settled.inferer.get(worker);
    return {
      ...{ address: worker, task: 'inferer', score: value.marshal(), coefficient: null, stake: null },
      ...{ fraction, smoothedFraction, reward: reward?.marshal() ?? null, toDelegators: null },
      why: whyInferer({
        ...{ score: value, alone: inferers.alone, fraction, reward },
        even: distribution?.inferers.mapping?.mapped.every((mapped) => mapped.eq(Dec.ONE)) ?? false,
        others: networkLosses.inferers.length - 1,
      }),
    };
  });
}

function forecasterRows(inputs: RewardInputs, block: JudgedBlock, { forecasters, inferers, distribution }: Recomputed) {
  const { networkLosses } = inputs;
  const parts = forecasters.alone ? [] : forecasterScoreParts(networkLosses);
  return forecasters.scores.map(({ worker, value }, index): RewardedActor => {
    const { fraction, smoothedFraction } = fractionsOf(distribution?.forecasters, index);
    const reward = block.settled.forecaster.get(worker);
    return {
      ...{ address: worker, task: 'forecaster', score: value.marshal(), coefficient: null, stake: null },
      ...{ fraction, smoothedFraction, reward: reward?.marshal() ?? null, toDelegators: null },
      why: whyForecaster({
        ...{ score: value, alone: forecasters.alone, fraction, reward },
        part: parts.find((part) => part.worker === worker),
        oneInferer: inferers.alone,
      }),
    };
  });
}

function reputerRows(
  { reports, delegatedUpon }: RewardInputs,
  block: JudgedBlock,
  { reputers, distribution }: Recomputed,
) {
  const after = new Map(reputers.coefficients.map((entry: AttributedValue) => [entry.worker, entry.value]));
  return reputers.scores.map(({ worker, value }, index): RewardedActor => {
    const report = reports[index]!;
    const { fraction, smoothedFraction } = fractionsOf(distribution?.reputers, index);
    const reward = block.settled.reputer.get(worker);
    const coefficient = after.get(worker) ?? report.listeningCoefficient;
    return {
      ...{ address: worker, task: 'reputer', score: value.marshal() },
      coefficient: { before: report.listeningCoefficient.marshal(), after: coefficient.marshal() },
      stake: report.stake.toString(),
      ...{ fraction, smoothedFraction, reward: reward?.marshal() ?? null },
      toDelegators: (delegatedUpon.get(worker) ?? 0n) === 0n ? null : `${block.delegators.get(worker) ?? 0n}`,
      why: whyReputer({
        ...{ score: value, fraction, reward, coefficient },
        best: reputers.scores.reduce((best, entry) => (entry.value.gt(best) ? entry.value : best), value),
        moved: coefficient.cmp(report.listeningCoefficient),
        alone: reports.length === 1,
      }),
    };
  });
}
