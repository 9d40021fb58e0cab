import { Dec } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { AttributedValue } from '../synthesis/types.ts';
import { consensusOf } from './consensus.ts';
import { descend } from './listening.ts';
import { lossMatrix } from './loss-matrix.ts';
import { SCORE_RULES_V0_17, type ScoreRules } from './rules.ts';
import type { Consensus, ReputerScores, ScoreParameters, ScoreReport } from './types.ts';

/**
 * Scores and new listening coefficients of an epoch's reputers; reports come in ascending order of reputer and so do
 * the results (docs/spec/emissions.md §10.1–§10.3).
 * @throws ProtocolError 56 without reports, DecimalError undefined/1 when no stake is listened to
 */
export function reputerScores(
  reports: readonly ScoreReport[],
  parameters: ScoreParameters,
  rules: ScoreRules = SCORE_RULES_V0_17,
): ReputerScores {
  if (reports.length === 0) throw new ProtocolError('invalidReward', 'no reputer to score');
  const matrix = lossMatrix(reports.map(({ losses }) => losses));
  const stakes = reports.map(({ stake }) => Dec.of(stake));
  const coefficients = reports.map(({ listeningCoefficient: stored }) =>
    rules.raiseZeroCoefficients && stored.isZero() ? parameters.epsilonReputer : stored,
  );
  const descent = descend({ rows: matrix.rows, stakes, coefficients }, parameters);
  const attribute = (values: readonly Dec[]): AttributedValue[] =>
    reports.map(({ reputer }, index) => ({ worker: reputer, value: values[index] as Dec }));
  return {
    matrix,
    stakes,
    scores: attribute(descent.scores),
    coefficients: attribute(descent.coefficients),
    steps: descent.steps,
  };
}

/** The consensus behind the scores of {@link reputerScores}: that of the start of the last step; undefined without a step. */
export function consensusBehind({ matrix, stakes, steps }: ReputerScores): Consensus | undefined {
  const last = steps.at(-1);
  return last && consensusOf(matrix.rows, stakes, last.coefficients);
}
