import type { Dec } from '../decimal/index.ts';
import type { Inference, ModuleParameters } from './types.ts';

/** Running spread and middle of a topic's inferences; both 0 before the first epoch. */
export interface OutlierState {
  readonly mad: Dec;
  readonly median: Dec;
}

/** The state after this epoch's inferences; the given one when there are none. Multi-label vectors are an error (docs/spec/synthesis.md §6). */
export function updateOutlierState(
  state: OutlierState,
  inferences: readonly Inference[],
  parameters: Pick<ModuleParameters, 'inferenceOutlierDetectionAlpha'>,
): OutlierState {
  throw new Error(`not written yet ${state} ${inferences} ${parameters}`);
}

/** Inferences within `threshold`·MAD of the running median, inclusive; all of them before the state is known. The same array when nothing was removed. */
export function filterOutliers(
  state: OutlierState,
  inferences: readonly Inference[],
  parameters: Pick<ModuleParameters, 'inferenceOutlierDetectionThreshold'>,
): readonly Inference[] {
  throw new Error(`not written yet ${state} ${inferences} ${parameters}`);
}
