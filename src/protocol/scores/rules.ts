/** Points in which generations of the chain differ where scores are computed (docs/spec/emissions.md §10). */
export interface ScoreRules {
  readonly name: string;
  /** A listening coefficient of exactly 0 enters the descent as `epsilon_reputer` (v0.7+). §10.3 */
  readonly raiseZeroCoefficients: boolean;
}

/** The rules that ship: chain v0.17, emissions v10. */
export const SCORE_RULES_V0_17: ScoreRules = { name: 'v0.17', raiseZeroCoefficients: true };

/** The rules of chain v0.6, from which the committed vectors come. Reached from tests only. */
export const SCORE_RULES_V0_6: ScoreRules = { name: 'v0.6', raiseZeroCoefficients: false };
