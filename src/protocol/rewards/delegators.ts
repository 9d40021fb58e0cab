import { Dec } from '../decimal/index.ts';
import type { ReputerReward } from './types.ts';

/**
 * Parts a reputer's reward between the reputer and those who delegated, by stake (uallo) and without commission; the
 * delegators' part is cut to whole uallo (docs/spec/emissions.md §11.7).
 * @throws DecimalError undefined/1 for an authority of 0
 */
export function splitReputerReward(reward: Dec, authority: bigint, delegatedUpon: bigint): ReputerReward {
  const delegated = Dec.of(delegatedUpon);
  const delegators = reward.mul(delegated.quo(Dec.of(authority))).trunc();
  const part = Dec.of(delegators);
  return { own: reward.sub(part), delegators, perShare: delegators > 0n ? part.quo(delegated) : undefined };
}
