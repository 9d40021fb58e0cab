import type { AlloraClient } from '../../client/client.ts';
import { ClientError } from '../../client/errors.ts';
import { Dec } from '../../protocol/decimal/index.ts';
import { smallestOf } from '../losses-of.ts';
import type { EpochFacts } from '../read-epoch.ts';
import { type WeakSpot, weakSpots } from '../weak-spots.ts';
import { explainRewards, type RewardsExplanation } from './explain-rewards.ts';
import { judgedBlock, type NotJudged } from './judged-block.ts';
import { recompute } from './recompute.ts';
import { rewardInputs } from './reward-inputs.ts';

/** Scores and rewards of an epoch as far as there are any, and where its topic is weak. */
export interface EpochRewards {
  /** Null where the epoch was not judged (yet), or the node has forgotten how. */
  readonly rewards: RewardsExplanation | null;
  /** Why there are none to explain. */
  readonly missing: string | null;
  readonly weakSpots: readonly WeakSpot[];
}

const WHY: Readonly<Record<NotJudged['reason'], (end: bigint) => string>> = {
  'window-open': (end) => `The losses of this epoch are not known yet: its reputers' window closes in block ${end}.`,
  'nobody-reported': () =>
    'No reputer reported on this epoch with enough stake: it has no losses, no scores and no reward.',
  'not-closed': (end) =>
    `This epoch was not judged in block ${end}, when its reputers' window ended: nobody answered in it, or its topic had lost its place.`,
};

/** Reads and explains what followed from an epoch's losses. @param nameOf names an address in what is said of weak spots */
export async function readRewards(
  client: AlloraClient,
  { topic, nonce, bundle }: Pick<EpochFacts, 'topic' | 'nonce' | 'bundle'>,
  nameOf: (address: string) => string,
): Promise<EpochRewards> {
  const block = await judgedBlock(client, topic, nonce);
  if ('reason' in block) return { rewards: null, missing: WHY[block.reason](block.end), weakSpots: [] };
  try {
    const inputs = await rewardInputs(client, topic.id, nonce, block);
    const recomputed = recompute(inputs, block.topicReward);
    const coefficients = new Map(recomputed.reputers.coefficients.map(({ worker, value }) => [worker, value]));
    return {
      rewards: explainRewards(inputs, block, recomputed),
      missing: null,
      weakSpots: weakSpots(
        {
          reputers: inputs.reports.map(({ reputer, stake }) => ({
            ...{ address: reputer, stake, coefficient: coefficients.get(reputer) ?? Dec.ONE },
          })),
          logLosses: !topic.allowNegative,
          smallestLosses: inputs.reports.map(({ reputer, losses }) => ({ address: reputer, loss: smallestOf(losses) })),
          answers: bundle.infererValues.map(({ worker, values }) => ({
            address: worker,
            value: values.map(({ value }) => value).join(' '),
          })),
        },
        nameOf,
      ),
    };
  } catch (error) {
    if (!(error instanceof ClientError && (error.kind === 'query' || error.kind === 'not-found'))) throw error;
    const missing = `Scores and rewards follow from the state at height ${block.height}, which the node does not keep (${error.message}).`;
    return { rewards: null, missing, weakSpots: [] };
  }
}
