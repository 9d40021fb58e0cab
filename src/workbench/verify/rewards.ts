import type { AlloraClient } from '../../client/client.ts';
import { capBounded, Dec } from '../../protocol/decimal/index.ts';
import type { AttributedValue } from '../../protocol/synthesis/index.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import { inTurns } from '../in-turns.ts';
import type { JudgedBlock } from '../rewards/judged-block.ts';
import type { Recomputed } from '../rewards/recompute.ts';
import { TASKS, type Task } from '../rewards/reward-events.ts';
import { compare, type Stage } from './compare.ts';

const { method } = QueryService;

/** Compares who was paid what, the fractions that are kept, and delegators' shares with what the block said and left behind. */
export async function verifyRewards(
  client: AlloraClient,
  topicId: bigint,
  block: JudgedBlock,
  { distribution }: Recomputed,
): Promise<Stage> {
  if (!distribution) return compare('rewards', [], [], ['the topic was given nothing in that block']);
  const { reputers, inferers, forecasters, share } = distribution;
  const own = reputers.split.map(({ reputer, own: value }) => ({ worker: reputer, value }));
  const paid = { inferer: inferers.rewards, forecaster: forecasters.rewards, reputer: own };
  const kept = { inferer: inferers.kept, forecaster: forecasters.kept, reputer: reputers.kept };
  const delegated = reputers.split.filter(({ delegators }) => delegators > 0n);
  const perShare = await inTurns(delegated, async ({ reputer, perShare: added }) => {
    const at = (height: bigint) => client.query(method.getDelegateRewardPerShare, { topicId, reputer }, height);
    const [before, after] = await Promise.all([at(block.height - 1n), at(block.height)]);
    const computed = Dec.parse(before.rewardPerShare || '0').add(added ?? Dec.ZERO);
    return { reputer, computed: computed.marshal(), stored: after.rewardPerShare };
  });
  const fractions = await Promise.all(
    TASKS.map((task) => keptFractions(client, topicId, task, kept[task], block.height)),
  );
  return compare(
    'rewards',
    [
      ['worth of forecasts', capBounded(share.taskScore).marshal()],
      ...TASKS.flatMap((task) =>
        rewardFigures(
          task,
          paid[task].filter(({ value }) => value.trunc() > 0n),
        ),
      ),
      ...TASKS.flatMap((task) => fractionFigures(task, kept[task])),
      ...delegated.map(({ reputer, delegators }): [string, string] => [`to delegators of ${reputer}`, `${delegators}`]),
      ...perShare.map(({ reputer, computed }): [string, string] => [`reward per share of ${reputer}`, computed]),
    ],
    [
      ['worth of forecasts', block.taskScore?.marshal() ?? ''],
      ...TASKS.flatMap((task) =>
        rewardFigures(
          task,
          [...block.settled[task]].map(([worker, value]) => ({ worker, value })),
        ),
      ),
      ...fractions.flat(),
      ...[...block.delegators].map(([reputer, part]): [string, string] => [`to delegators of ${reputer}`, `${part}`]),
      ...perShare.map(({ reputer, stored }): [string, string] => [`reward per share of ${reputer}`, stored]),
    ],
  );
}

const rewardFigures = (task: Task, rewards: readonly AttributedValue[]): [string, string][] =>
  rewards.map(({ worker, value }) => [`reward ${task} ${worker}`, capBounded(value).marshal()]);

const fractionFigures = (task: Task, kept: readonly AttributedValue[]): [string, string][] =>
  kept.map(({ worker, value }) => [`fraction ${task} ${worker}`, value.marshal()]);

async function keptFractions(
  client: AlloraClient,
  topicId: bigint,
  task: Task,
  kept: readonly AttributedValue[],
  height: bigint,
): Promise<[string, string][]> {
  return inTurns(kept, async ({ worker }): Promise<[string, string]> => {
    const { rewardFraction } =
      task === 'reputer'
        ? await client.query(method.getPreviousReputerRewardFraction, { topicId, reputer: worker }, height)
        : await client.query(
            task === 'inferer' ? method.getPreviousInferenceRewardFraction : method.getPreviousForecastRewardFraction,
            { topicId, worker },
            height,
          );
    return [`fraction ${task} ${worker}`, rewardFraction];
  });
}
