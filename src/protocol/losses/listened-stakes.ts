import { Dec } from '../decimal/index.ts';
import { adjustedStakes } from '../scores/consensus.ts';
import type { ScoreReport } from '../scores/types.ts';
import type { LossReport } from '../synthesis/types.ts';

/** Adjusted stakes are numbers up to 1; reports count in whole units. */
const UNITS = Dec.parse('1E+18');

/**
 * Allokit's own experiment, not the protocol: reports that weigh in the network's losses by the stake that is listened to,
 * min(R·a·S / Σ a·S, 1), in units of 1e-18 (docs/spec/emissions.md §5.9). A coefficient of exactly 0 counts as `epsilonReputer`, as where
 * scores are computed. Errors as of the adjusted stakes.
 */
export function listenedReports(reports: readonly ScoreReport[], epsilonReputer: Dec): LossReport[] {
  const stakes = adjustedStakes(
    reports.map(({ stake }) => Dec.of(stake)),
    reports.map(({ listeningCoefficient: stored }) => (stored.isZero() ? epsilonReputer : stored)),
  );
  return reports.map(({ reputer, losses }, index) => ({
    reputer,
    losses,
    stake: (stakes[index] as Dec).mul(UNITS).trunc(),
  }));
}
