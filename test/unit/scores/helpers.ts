import { Dec } from '../../../src/protocol/decimal/index.ts';
import type { LossBundle, ScoreParameters } from '../../../src/protocol/index.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';

/** Decimals from a text with blanks between them; `NaN` is a loss that was not reported. */
export const numbers = (text: string): Dec[] =>
  text
    .trim()
    .split(/\s+/)
    .map((number) => (number === 'NaN' ? Dec.NAN : d(number)));

export const PARAMETERS: ScoreParameters = {
  learningRate: d('0.05'),
  maxGradientThreshold: d('0.001'),
  gradientDescentMaxIters: 10n,
  minStakeFraction: d('0.5'),
  epsilonReputer: d('0.01'),
  epsilonSafeDiv: d('0.0000001'),
};

/** That numbers agree with printed ones, to the digits they are printed with (the last one rounded or cut). */
export function expectNumbers(actual: readonly Dec[], printed: string, tolerance?: string): void {
  const wanted = printed.trim().split(/[\s/]+/);
  if (actual.length !== wanted.length) throw new Error(`${actual.length} numbers instead of ${wanted.length}`);
  for (const [index, value] of actual.entries()) expectDigits(value, wanted[index] as string, tolerance);
}

const list = (values: { readonly [worker: string]: string }) =>
  Object.entries(values).map(([worker, value]) => ({ worker, value: d(value) }));

/** A loss bundle from texts; `oneOutInfererForecasters` per forecaster. */
export function losses(known: {
  readonly combined?: string;
  readonly naive?: string;
  readonly inferers?: { readonly [worker: string]: string };
  readonly forecasters?: { readonly [worker: string]: string };
  readonly oneOutInferers?: { readonly [worker: string]: string };
  readonly oneOutForecasters?: { readonly [worker: string]: string };
  readonly oneInForecasters?: { readonly [worker: string]: string };
  readonly oneOutInfererForecasters?: { readonly [forecaster: string]: { readonly [worker: string]: string } };
}): LossBundle {
  return {
    combined: d(known.combined ?? '0'),
    naive: d(known.naive ?? '0'),
    inferers: list(known.inferers ?? {}),
    forecasters: list(known.forecasters ?? {}),
    oneOutInferers: list(known.oneOutInferers ?? {}),
    oneOutForecasters: list(known.oneOutForecasters ?? {}),
    oneInForecasters: list(known.oneInForecasters ?? {}),
    oneOutInfererForecasters: Object.entries(known.oneOutInfererForecasters ?? {}).map(([forecaster, cells]) => ({
      forecaster,
      losses: list(cells),
    })),
  };
}
