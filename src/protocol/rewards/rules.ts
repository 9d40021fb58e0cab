/** Points in which generations of the chain differ where rewards are computed (docs/spec/emissions.md §11). */
export interface RewardRules {
  readonly name: string;
  /** What the effective number of actors is taken of: the normalised fractions (v0.8+), or their bare EMA (before). §11.4 */
  readonly effectiveNumber: 'normalised' | 'smoothed';
  /** What is kept as an actor's previous fraction: the bare EMA (v0.8+), or the normalised fraction (before). §11.4 */
  readonly keptFraction: 'smoothed' | 'normalised';
}

/** The rules that ship: chain v0.17, emissions v10. */
export const REWARD_RULES_V0_17: RewardRules = {
  name: 'v0.17',
  effectiveNumber: 'normalised',
  keptFraction: 'smoothed',
};

/** The rules of chain v0.6, from which the committed vectors come. Reached from tests only. */
export const REWARD_RULES_V0_6: RewardRules = {
  name: 'v0.6',
  effectiveNumber: 'smoothed',
  keptFraction: 'normalised',
};
