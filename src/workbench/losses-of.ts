import { Dec } from '../protocol/decimal/index.ts';
import type { AttributedValue, LossBundle } from '../protocol/synthesis/index.ts';
import type { ValueBundle } from '../wire/gen/emissions/v3/types_pb.ts';

const attributed = (list: readonly { worker: string; value: string }[]): AttributedValue[] =>
  list.map(({ worker, value }) => ({ worker, value: Dec.parse(value) }));

/** A bundle of losses, a reputer's or the network's, as the mathematics takes it. */
export function lossesOf(bundle: ValueBundle): LossBundle {
  return {
    combined: Dec.parse(bundle.combinedValue),
    naive: Dec.parse(bundle.naiveValue),
    inferers: attributed(bundle.infererValues),
    forecasters: attributed(bundle.forecasterValues),
    oneOutInferers: attributed(bundle.oneOutInfererValues),
    oneOutForecasters: attributed(bundle.oneOutForecasterValues),
    oneInForecasters: attributed(bundle.oneInForecasterValues),
    oneOutInfererForecasters: bundle.oneOutInfererForecasterValues.map((entry) => ({
      forecaster: entry.forecaster,
      losses: attributed(entry.oneOutInfererValues),
    })),
  };
}

/** The smallest loss of a bundle. */
export function smallestOf({ combined, naive, oneOutInfererForecasters, ...lists }: LossBundle): Dec {
  const all = [
    combined,
    naive,
    ...Object.values(lists).flatMap((list) => list.map(({ value }) => value)),
    ...oneOutInfererForecasters.flatMap(({ losses }) => losses.map(({ value }) => value)),
  ];
  return all.reduce((least, loss) => (loss.lt(least) ? loss : least));
}
