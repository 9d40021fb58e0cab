import { expect } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { emptyRegrets } from '../../../src/protocol/losses/index.ts';
import type {
  AttributedValue,
  Inference,
  LabelVector,
  LossBundle,
  RegretMap,
  SynthesisInput,
  TopicParameters,
} from '../../../src/protocol/synthesis/index.ts';

export const d = Dec.parse;

/** Vector of decimals; one label unless more are given. */
export const vector = (...values: string[]): LabelVector => values.map(d);

export const texts = (values: LabelVector | undefined): string[] => (values ?? []).map((value) => value.marshal());

/** That a decimal agrees with a printed number to the digits it is printed with (`0.28074663…` counts as cut). */
export function expectDigits(actual: Dec | undefined, printed: string, tolerance?: string): void {
  const digits = printed.replace('…', '');
  const places = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0;
  const allowed = d(tolerance ?? `1E-${places}`);
  const difference = (actual ?? Dec.NAN).sub(d(digits)).abs();
  expect(difference.lte(allowed), `${actual?.marshal()} instead of ${printed}`).toBe(true);
}

export const topic = (known: Partial<TopicParameters> = {}): TopicParameters => ({
  pNorm: d('2'),
  cNorm: d('0.75'),
  epsilon: d('0.0001'),
  alphaRegret: d('0.1'),
  initialRegret: d('0.5'),
  ...known,
});

export const regretMap = (regrets: { readonly [worker: string]: string }): RegretMap =>
  new Map(Object.entries(regrets).map(([worker, regret]) => [worker, d(regret)]));

export const inferences = (values: { readonly [inferer: string]: readonly string[] }): Inference[] =>
  Object.entries(values).map(([inferer, labels]) => ({ inferer, values: labels.map(d) }));

export const forecast = (forecaster: string, losses: { readonly [inferer: string]: string }) => ({
  forecaster,
  elements: Object.entries(losses).map(([inferer, value]) => ({ inferer, value: d(value) })),
});

export const synthesisInput = (known: Partial<SynthesisInput>): SynthesisInput => ({
  inferences: [],
  forecasts: [],
  previousLoss: undefined,
  regrets: emptyRegrets(),
  scale: undefined,
  topic: topic(),
  epsilonSafeDiv: d('1E-7'),
  ...known,
});

export const attributed = (values: { readonly [worker: string]: string }): AttributedValue[] =>
  Object.entries(values).map(([worker, value]) => ({ worker, value: d(value) }));

export const lossBundle = (known: Partial<LossBundle> = {}): LossBundle => ({
  combined: d('-1'),
  naive: d('-1'),
  inferers: [],
  forecasters: [],
  oneOutInferers: [],
  oneOutForecasters: [],
  oneInForecasters: [],
  oneOutInfererForecasters: [],
  ...known,
});
