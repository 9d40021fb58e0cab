import type { AlloraClient } from '../../client/client.ts';
import { readEpoch } from '../read-epoch.ts';
import { judgedBlock } from '../rewards/judged-block.ts';
import { recompute } from '../rewards/recompute.ts';
import { rewardInputs } from '../rewards/reward-inputs.ts';
import type { Stage } from './compare.ts';
import { verifyLosses, verifyRegrets } from './losses.ts';
import { verifyRewards } from './rewards.ts';
import { verifyScores } from './scores.ts';
import { verifySynthesis } from './synthesis.ts';

/** A stored epoch, computed once more from what went into it. */
export interface VerifiedEpoch {
  readonly topicId: string;
  readonly nonce: number;
  /** The block that synthesised, and the one that judged; null while that has not come. */
  readonly closedAt: number;
  readonly judgedAt: number | null;
  readonly stages: readonly Stage[];
  readonly compared: number;
  readonly different: number;
}

/**
 * Computes an epoch once more: network inference, losses, regrets, scores, coefficients, rewards, all from the states that its two
 * blocks started from, and compares every digit with what the network keeps and has said.
 * @throws ClientError `not-found`, or `query` where the node has forgotten the state of then
 */
export async function verifyEpoch(client: AlloraClient, topicId: bigint, nonce?: bigint): Promise<VerifiedEpoch> {
  const facts = await readEpoch(client, topicId, nonce);
  const stages = await verifySynthesis(client, facts);
  const block = await judgedBlock(client, facts.topic, facts.nonce);
  if (!('reason' in block)) {
    const inputs = await rewardInputs(client, topicId, facts.nonce, block);
    const recomputed = recompute(inputs, block.topicReward);
    stages.push(
      verifyLosses(inputs),
      await verifyRegrets(client, inputs, block.height),
      await verifyScores(client, inputs, facts.nonce, block, recomputed),
      await verifyRewards(client, topicId, block, recomputed),
    );
  }
  return {
    topicId: topicId.toString(),
    nonce: Number(facts.nonce),
    closedAt: Number(facts.closedAt),
    judgedAt: 'reason' in block ? null : Number(block.height),
    stages,
    compared: stages.reduce((sum, { compared }) => sum + compared, 0),
    different: stages.reduce((sum, { differences }) => sum + differences.length, 0),
  };
}
