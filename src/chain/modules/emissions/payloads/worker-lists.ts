import type { InputValueBundle } from '../../../../wire/gen/emissions/v9/input_pb.ts';
import type { NetworkInferenceBundle } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { errors } from '../errors.ts';

/**
 * Demands that every list of a reputer's bundle names exactly the workers of the network's inferences for the nonce, each once
 * (docs/spec/emissions.md §6.7, item 10). Errors: 76 when the epoch has no network inferences, 72 when a list differs.
 */
export function requireSameWorkers(values: InputValueBundle, network: NetworkInferenceBundle | undefined): void {
  if (!network) throw errors.ErrNotFound('network inferences of the nonce');
  requireSame('inferer values', named(values.infererValues), named(network.infererValues));
  requireSame('forecaster values', named(values.forecasterValues), named(network.forecasterValues));
  requireSame(
    'one-out inferer values',
    named(values.oneOutInfererValues),
    network.oneOutInfererValues.map((entry) => entry.withheldInferer),
  );
  requireSame(
    'one-out forecaster values',
    named(values.oneOutForecasterValues),
    network.oneOutForecasterValues.map((entry) => entry.withheldForecaster),
  );
  requireSame(
    'one-in forecaster values',
    named(values.oneInForecasterValues),
    network.oneInForecasterValues.map((entry) => entry.forecaster),
  );
  requireSame(
    'one-out-inferer forecaster values',
    values.oneOutInfererForecasterValues.flatMap((row) =>
      row.oneOutInfererValues.map(({ worker }) => `${row.forecaster} without ${worker}`),
    ),
    network.oneOutInfererForecasterValues.map((entry) => `${entry.forecaster} without ${entry.withheldInferer}`),
  );
}

function named(entries: readonly { worker: string }[]): string[] {
  return entries.map((entry) => entry.worker);
}

function requireSame(list: string, given: readonly string[], expected: readonly string[]): void {
  const missing = new Set(expected);
  for (const name of given) {
    if (!missing.delete(name)) {
      const fault = expected.includes(name) ? 'twice' : 'who is not in the network inferences';
      throw errors.ErrInvalidReputerData(`${list} name ${name} ${fault}`);
    }
  }
  const [first] = missing;
  if (first !== undefined) throw errors.ErrInvalidReputerData(`${list} lack ${first}`);
}
