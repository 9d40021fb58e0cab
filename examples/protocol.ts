/**
 * The mathematics alone: what the network would make of three inferences, given what is known of their authors.
 * Run it with `node examples/protocol.ts`, where allokit is installed.
 */
import { Dec, lossFunction, type SynthesisInput, submittedLoss, synthesise } from 'allokit/protocol';

const inferences = [
  { inferer: 'ann', values: [Dec.parse('3120.5')] },
  { inferer: 'ben', values: [Dec.parse('3131.0')] },
  { inferer: 'cid', values: [Dec.parse('2950.0')] },
];
// Above 0: better than the network so far, in log10 loss.
const known = new Map([
  ['ann', Dec.parse('0.30')],
  ['ben', Dec.parse('0.05')],
  ['cid', Dec.parse('-0.40')],
]);

const epoch: SynthesisInput = {
  inferences,
  forecasts: [],
  previousLoss: Dec.parse('1.2'),
  regrets: {
    inferer: known,
    naiveInferer: known,
    forecaster: new Map(),
    oneOutInfererInferer: new Map(inferences.map(({ inferer }) => [inferer, known])),
    oneOutInfererForecaster: new Map(),
    oneOutForecasterInferer: new Map(),
    oneOutForecasterForecaster: new Map(),
    oneInForecaster: new Map(),
  },
  scale: Dec.parse('0.25'),
  topic: {
    pNorm: Dec.parse('3'),
    cNorm: Dec.parse('0.75'),
    epsilon: Dec.parse('0.01'),
    alphaRegret: Dec.parse('0.1'),
    initialRegret: Dec.parse('0.1'),
  },
  epsilonSafeDiv: Dec.parse('0.0000001'),
};

const { inferences: family } = synthesise(epoch);
const network = family.combined[0] ?? Dec.ZERO;
process.stdout.write(`network inference  ${network}\n`);
for (const { worker, values } of family.oneOutInferers) {
  process.stdout.write(`without ${worker}        ${values[0]}\n`);
}

// Once the truth is known, a reputer measures: the loss, and its logarithm as the topic takes it.
const loss = lossFunction('mse')(Dec.parse('3125'), network);
process.stdout.write(`log10 loss         ${submittedLoss(loss, { allowNegative: false })}\n`);
