import type { LossBundle, LossReport } from '../synthesis/types.ts';

/** Stake-weighted means of the reputers' losses (docs/spec/synthesis.md §8.2). Errors: 70 without reports, 36 without stake behind combined or naive. */
export function networkLosses(reports: readonly LossReport[]): LossBundle {
  throw new Error(`not written yet ${reports}`);
}
