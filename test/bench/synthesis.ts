import { execFileSync } from 'node:child_process';
import { Dec } from '../../src/protocol/decimal/index.ts';
import type { RegretMap, SynthesisInput } from '../../src/protocol/synthesis/index.ts';
import { synthesise } from '../../src/protocol/synthesis/index.ts';

/** Time of one synthesis of a topic, in milliseconds. */
export interface SynthesisTiming {
  readonly inferers: number;
  readonly forecasters: number;
  readonly labels: number;
  /** First call in a fresh process. */
  readonly cold: number;
  /** Median of many calls. */
  readonly warm: number;
}

/** Sizes and the warm time that is aimed at, in milliseconds. */
export const SYNTHESIS_AIMS = [
  { inferers: 10, forecasters: 3, labels: 1, aim: 4 },
  { inferers: 32, forecasters: 6, labels: 1, aim: 25 },
  { inferers: 100, forecasters: 20, labels: 1, aim: 250 },
  // As many labels as the devnet takes in an epoch: weights once, then sums.
  { inferers: 32, forecasters: 6, labels: 1024, aim: 1500 },
] as const;

/** Numbers with twelve digits from a fixed sequence. */
function numbers(): (low: number, high: number) => Dec {
  const modulus = 1n << 64n;
  let state = 1n;
  return (low, high) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % modulus;
    const fraction = Dec.finite((state >> 16n) % 10n ** 12n, -12);
    return fraction.mul(Dec.of(high - low)).add(Dec.of(low));
  };
}

/** A topic in full swing: everybody has every regret, every forecaster forecasts everybody. */
export function synthesisBundle(inferers: number, forecasters: number, labels = 1): SynthesisInput {
  const next = numbers();
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(3, '0')}`);
  const [ofInferers, ofForecasters] = [names('i', inferers), names('f', forecasters)];
  const regrets = (workers: readonly string[]): RegretMap => new Map(workers.map((worker) => [worker, next(-2, 2)]));
  const matrix = (keys: readonly string[], workers: (key: string) => readonly string[]) =>
    new Map(keys.map((key) => [key, regrets(workers(key))]));
  return {
    inferences: ofInferers.map((inferer) => ({
      inferer,
      values: Array.from({ length: labels }, () => next(2990, 3010)),
    })),
    forecasts: ofForecasters.map((forecaster) => ({
      forecaster,
      elements: ofInferers.map((inferer) => ({ inferer, value: next(-4, 0) })),
    })),
    previousLoss: next(-3, -1),
    regrets: {
      inferer: regrets(ofInferers),
      forecaster: regrets(ofForecasters),
      naiveInferer: regrets(ofInferers),
      oneOutInfererInferer: matrix(ofInferers, () => ofInferers),
      oneOutInfererForecaster: matrix(ofInferers, () => ofForecasters),
      oneOutForecasterInferer: matrix(ofForecasters, () => ofInferers),
      oneOutForecasterForecaster: matrix(ofForecasters, () => ofForecasters),
      oneInForecaster: matrix(ofForecasters, (chosen) => [...ofInferers, chosen]),
    },
    scale: Dec.parse('1.234567890123456789012345678901234'),
    topic: {
      pNorm: Dec.of(3),
      cNorm: Dec.parse('0.75'),
      epsilon: Dec.parse('0.01'),
      alphaRegret: Dec.parse('0.1'),
      initialRegret: Dec.parse('-1.1'),
    },
    epsilonSafeDiv: Dec.parse('1E-7'),
  };
}

function timed(input: SynthesisInput): number {
  const start = performance.now();
  synthesise(input);
  return performance.now() - start;
}

/** Median over as many calls as fit into about a second and a half, ten at least. */
function warm(input: SynthesisInput): number {
  const calls = Math.max(10, Math.min(200, Math.ceil(1500 / timed(input))));
  for (let call = 0; call < calls / 4; call++) timed(input);
  const times = Array.from({ length: calls }, () => timed(input)).sort((a, b) => a - b);
  return times[times.length >> 1] as number;
}

/** This file run as a program makes one call and prints its time. */
const cold = (...sizes: Parameters<typeof synthesisBundle>): number =>
  Number(execFileSync(process.execPath, [import.meta.filename, ...sizes.map(String)], { encoding: 'utf8' }));

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(
    String(timed(synthesisBundle(...(process.argv.slice(2).map(Number) as Parameters<typeof synthesisBundle>)))),
  );
}

/** Times the synthesis of one topic, cold and warm, at the sizes of {@link SYNTHESIS_AIMS}. */
export const measureSynthesis = (): SynthesisTiming[] =>
  SYNTHESIS_AIMS.map(({ inferers, forecasters, labels }) => ({
    inferers,
    forecasters,
    labels,
    cold: cold(inferers, forecasters, labels),
    warm: warm(synthesisBundle(inferers, forecasters, labels)),
  }));
