import { Dec, mix } from '../decimal/index.ts';
import type { Entropies, ForecastingShare, TaskRewards } from './types.ts';

const LEAST_CHI = Dec.parse('0.1');
const MOST_CHI = Dec.parse('0.5');
const SLOPE = Dec.parse('0.4');

/** What the forecasting task's utility is computed from (docs/spec/emissions.md §11.5). */
export interface UtilityInput {
  /** T_i. */
  readonly taskScore: Dec;
  readonly infererScores: readonly Dec[];
  /** τ of the last epoch. */
  readonly previousRatio: Dec;
  /** `task_reward_alpha`. */
  readonly alpha: Dec;
}

/** τ and χ (docs/spec/emissions.md §11.5). Without any inferer above 0 and T_i = 0: χ = 0.5, and τ starts anew from 0. */
export function forecastingUtility({ taskScore, infererScores, previousRatio, alpha }: UtilityInput): {
  ratio: Dec;
  chi: Dec;
} {
  let best = Dec.ZERO;
  for (const score of infererScores) if (score.gt(best)) best = score;
  let denominator = best.abs();
  if (best.isZero()) {
    if (taskScore.isZero()) return { ratio: Dec.ZERO, chi: MOST_CHI };
    denominator = taskScore.abs();
  }
  // The reference subtracts min(0, best), which is 0; the sum decides the exponent of a zero.
  const now = taskScore.sub(Dec.ZERO).quo(denominator);
  const ratio = mix(alpha, now, previousRatio);
  return { ratio, chi: chiOf(ratio) };
}

function chiOf(ratio: Dec): Dec {
  if (ratio.isNegative()) return LEAST_CHI;
  if (ratio.gte(Dec.ONE)) return MOST_CHI;
  return ratio.mul(SLOPE).add(LEAST_CHI);
}

/**
 * γ = (F + G) / ((1 − χ)·F + χ·G): keeps the workers' part whatever χ is (docs/spec/emissions.md §11.5).
 * @throws DecimalError undefined/1 when both entropies are 0
 */
export function normalisationFactor(inference: Dec, forecasting: Dec, chi: Dec): Dec {
  const weighted = Dec.ONE.sub(chi).mul(inference).add(chi.mul(forecasting));
  return inference.add(forecasting).quo(weighted);
}

/** T_i, τ, χ and γ of an epoch (docs/spec/emissions.md §11.5). Errors as of its parts. */
export function forecastingShare(
  losses: { readonly combined: Dec; readonly naive: Dec },
  entropies: Pick<Entropies, 'inference' | 'forecasting'>,
  { infererScores, previousRatio, alpha }: Omit<UtilityInput, 'taskScore'>,
): ForecastingShare {
  const taskScore = losses.naive.sub(losses.combined);
  const { ratio, chi } = forecastingUtility({ taskScore, infererScores, previousRatio, alpha });
  return { taskScore, ratio, chi, gamma: normalisationFactor(entropies.inference, entropies.forecasting, chi) };
}

/**
 * The reward E of a topic, split among its tasks (docs/spec/emissions.md §11.6): products from left to right, one
 * quotient each. @throws DecimalError undefined/1 when all entropies are 0
 */
export function taskRewards(
  reward: Dec,
  { inference, forecasting, reputing }: Entropies,
  { chi, gamma }: Pick<ForecastingShare, 'chi' | 'gamma'>,
): TaskRewards {
  const total = inference.add(forecasting).add(reputing);
  return {
    inference: Dec.ONE.sub(chi).mul(gamma).mul(inference).mul(reward).quo(total),
    forecasting: chi.mul(gamma).mul(forecasting).mul(reward).quo(total),
    reputing: reputing.mul(reward).quo(total),
  };
}
