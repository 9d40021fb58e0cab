import { Dec, exp, ln, pow } from '../decimal/index.ts';
import { fillIn, invalid, wantPositive } from './parameters.ts';
import type { LossFunction } from './types.ts';

const { ZERO, ONE, TWO } = Dec;
const HALF = Dec.parse('0.5');
const LN_2 = ln(TWO);

const plain = (name: string, aliases: readonly string[], loss: (error: Dec) => Dec): LossFunction => ({
  name,
  aliases,
  mayBeNegative: false,
  bind(parameters) {
    fillIn(name, {}, parameters);
    return (truth, inference) => loss(truth.sub(inference));
  },
});

const squared = plain('sqe', ['mse', 'squared_error', 'se'], (error) => error.mul(error));
const absolute = plain('abse', ['mae', 'absolute_error', 'ae'], (error) => error.abs());

/** ln cosh e = |e| + ln(1 + e^(−2|e|)) − ln 2, which never overflows. */
const logCosh = plain('logcosh', ['log_cosh'], (error) => {
  const size = error.abs();
  return Dec.max(size.add(ln(exp(TWO.mul(size).neg()).add(ONE))).sub(LN_2), ZERO);
});

/** Squared near zero, linear beyond δ. */
const huber: LossFunction = {
  name: 'huber',
  aliases: ['huber_loss'],
  mayBeNegative: false,
  bind(parameters) {
    const { delta } = fillIn('huber', { delta: '1' }, parameters);
    wantPositive('huber', 'delta', delta);
    return (truth, inference) => {
      const size = truth.sub(inference).abs();
      return size.lte(delta) ? HALF.mul(size.mul(size)) : delta.mul(size.sub(HALF.mul(delta)));
    };
  },
};

/** Cross entropy of a probability; truth and inference lie in [0, 1]. */
const binaryCrossEntropy: LossFunction = {
  name: 'bce',
  aliases: ['binary_cross_entropy'],
  mayBeNegative: false,
  bind(parameters) {
    const { epsilon } = fillIn('bce', { epsilon: '1E-15' }, parameters);
    wantPositive('bce', 'epsilon', epsilon);
    if (epsilon.gte(HALF)) throw invalid('bce: epsilon must be below 0.5');
    return (truth, inference) => {
      for (const value of [truth, inference]) {
        if (value.isNegative() || value.gt(ONE)) throw invalid('bce: truth and inference must lie in [0, 1]');
      }
      const q = Dec.min(Dec.max(inference, epsilon), ONE.sub(epsilon));
      const likelihood = truth.mul(ln(q)).add(ONE.sub(truth).mul(ln(ONE.sub(q))));
      return Dec.max(likelihood.neg(), ZERO);
    };
  },
};

/** q − y·ln q for counts; negative where the fit is good, so only for topics that allow negative losses. */
const poisson: LossFunction = {
  name: 'poisson',
  aliases: [],
  mayBeNegative: true,
  bind(parameters) {
    const { epsilon } = fillIn('poisson', { epsilon: '1E-7' }, parameters);
    wantPositive('poisson', 'epsilon', epsilon);
    return (truth, inference) => {
      if (truth.isNegative() || inference.isNegative())
        throw invalid('poisson: truth and inference must not be negative');
      const q = Dec.max(inference, epsilon);
      return q.sub(truth.mul(ln(q)));
    };
  },
};

const standardised = (sigma: Dec, mu: Dec) => (x: Dec) => x.sub(mu).quo(sigma);

/** tanh x = (1 − t)/(1 + t) with t = e^(−2|x|), signed like x. */
function tanh(x: Dec): Dec {
  const t = exp(TWO.mul(x.abs()).neg());
  const size = ONE.sub(t).quo(ONE.add(t));
  return x.isNegative() ? size.neg() : size;
}

/** Error of values squeezed by tanh, in units of σ. */
const ztae: LossFunction = {
  name: 'ztae',
  aliases: [],
  mayBeNegative: false,
  bind(parameters) {
    const { sigma, mu } = fillIn('ztae', { sigma: undefined, mu: '0' }, parameters);
    wantPositive('ztae', 'sigma', sigma);
    const z = standardised(sigma, mu);
    return (truth, inference) =>
      tanh(z(truth))
        .sub(tanh(z(inference)))
        .abs();
  },
};

/** Error of values squeezed by a power law, in units of σ, and a steep penalty for far misses. */
const zptae: LossFunction = {
  name: 'zptae',
  aliases: [],
  mayBeNegative: false,
  bind(parameters) {
    const defaults = { sigma: undefined, mu: '0', alpha: '0.25', beta: '2', n: '0.01', gamma: '4' };
    const { sigma, mu, alpha, beta, n, gamma } = fillIn('zptae', defaults, parameters);
    wantPositive('zptae', 'sigma', sigma);
    wantPositive('zptae', 'beta', beta);
    const z = standardised(sigma, mu);
    const tail = ONE.sub(alpha).quo(beta);
    const squeeze = (x: Dec) => x.quo(pow(ONE.add(pow(x.abs(), beta)), tail));
    return (truth, inference) => {
      const [a, b] = [z(truth), z(inference)];
      const penalty = pow(n.mul(b.sub(a).abs()), gamma);
      return squeeze(a).sub(squeeze(b)).abs().add(penalty);
    };
  },
};

/** Sums are exact and may be long; a loss is cut to the 34 digits of any other result. */
const cut = (loss: LossFunction): LossFunction => ({
  ...loss,
  bind(parameters) {
    const bound = loss.bind(parameters);
    return (truth, inference) => bound(truth, inference).mul(ONE);
  },
});

/** All built-in loss functions of docs/spec/synthesis.md §10, in its order. */
export const LOSS_FUNCTIONS: readonly LossFunction[] = [
  squared,
  absolute,
  huber,
  logCosh,
  binaryCrossEntropy,
  poisson,
  ztae,
  zptae,
].map(cut);
