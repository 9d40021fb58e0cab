import { type Dec, ema, mad } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { Inference, ModuleParameters } from './types.ts';

/** Running spread and middle of a topic's inferences; both 0 before the first epoch. */
export interface OutlierState {
  readonly mad: Dec;
  readonly median: Dec;
}

/**
 * The state after this epoch's inferences; the given one when there are none (docs/spec/synthesis.md §6).
 * Errors: 52 for multi-label vectors.
 */
export function updateOutlierState(
  state: OutlierState,
  inferences: readonly Inference[],
  parameters: Pick<ModuleParameters, 'inferenceOutlierDetectionAlpha'>,
): OutlierState {
  if (inferences.length === 0) return state;
  const epoch = mad(inferences.map(scoreOf));
  const first = state.mad.isZero();
  return {
    mad: ema(parameters.inferenceOutlierDetectionAlpha, epoch.mad, state.mad, first),
    median: epoch.median,
  };
}

/**
 * Inferences within `threshold`·MAD of the running median, the bound included; all of them while median or MAD is 0
 * (docs/spec/synthesis.md §6). The very same array when nothing was removed, so that the regular result can be reused.
 * Errors: 52 for multi-label vectors.
 */
export function filterOutliers(
  state: OutlierState,
  inferences: readonly Inference[],
  parameters: Pick<ModuleParameters, 'inferenceOutlierDetectionThreshold'>,
): readonly Inference[] {
  if (state.median.isZero() || state.mad.isZero()) return inferences;
  const width = parameters.inferenceOutlierDetectionThreshold.mul(state.mad);
  const kept = inferences.filter((inference) => scoreOf(inference).sub(state.median).abs().lte(width));
  return kept.length === inferences.length ? inferences : kept;
}

/** What an inference is judged by: its single value. */
function scoreOf({ values, inferer }: Inference): Dec {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) {
    throw new ProtocolError(
      'invalidValue',
      `outliers are known for single values only; ${inferer} has ${values.length}`,
    );
  }
  return value;
}
