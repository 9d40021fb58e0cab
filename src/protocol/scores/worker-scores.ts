import { Dec, pow } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { LossBundle } from '../synthesis/types.ts';
import type { ForecasterScoreParts, WorkerScores } from './types.ts';

/**
 * Scores of the inferers: how much greater the loss of the network is without each (docs/spec/emissions.md §10.4).
 * A single inferer has 0. @throws DecimalError math/6 on NaN
 */
export function infererScores(losses: LossBundle): WorkerScores {
  const [only, another] = losses.inferers;
  if (only !== undefined && another === undefined) return lone(only.worker);
  return {
    scores: losses.oneOutInferers.map(({ worker, value }) => ({ worker, value: value.sub(losses.combined) })),
    alone: false,
  };
}

/**
 * Scores of the forecasters: a mixture of what each adds to the naive network and of what its absence costs
 * (docs/spec/emissions.md §10.4). A single forecaster has 0.
 * @throws ProtocolError 39 when there are fewer one-out than one-in losses, DecimalError math/6 on NaN
 */
export function forecasterScores(losses: LossBundle): WorkerScores {
  const [only, another] = losses.forecasters;
  if (only !== undefined && another === undefined) return lone(only.worker);
  return {
    scores: forecasterScoreParts(losses).map(({ worker, score }) => ({ worker, value: score })),
    alone: false,
  };
}

const lone = (worker: string): WorkerScores => ({ scores: [{ worker, value: Dec.ZERO }], alone: true });

/** The scores of two or more forecasters with their parts; one-out and one-in losses are paired by position. */
export function forecasterScoreParts(losses: LossBundle): ForecasterScoreParts[] {
  const unique = uniqueShare(Dec.of(losses.oneOutForecasters.length));
  return losses.oneInForecasters.map(({ worker, value }, index) => {
    const without = losses.oneOutForecasters[index];
    if (without === undefined)
      throw new ProtocolError('invalidSliceLength', `no one-out loss beside that of ${worker}`);
    const oneOut = without.value.sub(losses.combined);
    const oneIn = losses.naive.sub(value);
    return { worker, oneOut, oneIn, score: mixScore(oneIn, oneOut, unique) };
  });
}

/** f = 1 / 2^(N−1): how much a forecaster's one-in score counts among N forecasters. */
export const uniqueShare = (forecasters: Dec): Dec => Dec.ONE.quo(pow(Dec.TWO, forecasters.sub(Dec.ONE)));

/** f·oneIn + (1 − f)·oneOut. */
export const mixScore = (oneIn: Dec, oneOut: Dec, unique: Dec): Dec =>
  unique.mul(oneIn).add(Dec.ONE.sub(unique).mul(oneOut));
