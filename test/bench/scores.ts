import { Dec } from '../../src/protocol/decimal/index.ts';
import { type DescentInput, descend, type ScoreParameters } from '../../src/protocol/scores/index.ts';
import { figure, line, show } from './measure.ts';

/** Sizes, and the time aimed at in milliseconds; the last is a full epoch of 32 inferers and 6 forecasters. */
const SIZES = [
  { reputers: 6, losses: 100, aim: 'aim 70 (reference 692)' },
  { reputers: 6, losses: 276, aim: '' },
];

const PARAMETERS: ScoreParameters = {
  learningRate: Dec.parse('0.05'),
  maxGradientThreshold: Dec.parse('0.001'),
  gradientDescentMaxIters: 10n,
  minStakeFraction: Dec.parse('0.5'),
  epsilonReputer: Dec.parse('0.01'),
  epsilonSafeDiv: Dec.parse('0.0000001'),
};

/** Decimals of sixteen digits from a fixed sequence. */
function sequence(): (low: number, high: number) => Dec {
  const modulus = 1n << 64n;
  let state = 1n;
  return (low, high) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % modulus;
    return Dec.finite((state >> 16n) % 10n ** 16n, -16)
      .mul(Dec.of(high - low))
      .add(Dec.of(low));
  };
}

/** Reputers of different stake and accuracy: all ten steps of the descent are taken. */
function descentInput(reputers: number, losses: number): DescentInput {
  const next = sequence();
  const truth = Array.from({ length: losses }, () => next(-4, 0));
  const list = <Value>(make: (reputer: number) => Value) =>
    Array.from({ length: reputers }, (_, reputer) => make(reputer));
  return {
    rows: list((reputer) => {
      const error = Dec.of(reputer + 1).mul(Dec.parse('0.3'));
      return truth.map((loss) => loss.add(next(-1, 1).mul(error)));
    }),
    stakes: list(() => next(200_000, 500_000).mul(Dec.parse('1E+18'))),
    coefficients: list(() => next(5, 9).mul(Dec.parse('0.1'))),
  };
}

/** Scores and listening coefficients of one topic's reputers (`GetAllReputersOutput`). */
export async function benchScores(): Promise<void> {
  for (const { reputers, losses, aim } of SIZES) {
    const input = descentInput(reputers, losses);
    const samples = Array.from({ length: 25 }, () => {
      const start = performance.now();
      const { steps } = descend(input, PARAMETERS);
      if (steps.length !== 10) throw new Error(`the descent took ${steps.length} steps`);
      return performance.now() - start;
    });
    line(`scores of ${reputers} reputers x ${losses} losses, ms`, show(figure(samples.slice(5)), 1), aim);
  }
}
