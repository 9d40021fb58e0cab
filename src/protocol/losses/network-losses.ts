import { Dec } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { AttributedValue, LossBundle, LossReport } from '../synthesis/types.ts';

/** A stake-weighted mean in the making: Σ stake·loss, each product cut to 34 digits, and Σ stake. */
class StakeWeightedMean {
  private sum = Dec.ZERO;
  private stake = Dec.ZERO;

  add(stake: Dec, loss: Dec): void {
    this.sum = this.sum.add(stake.mul(loss));
    this.stake = this.stake.add(stake);
  }

  /** Undefined without stake. */
  value(): Dec | undefined {
    return this.stake.isZero() ? undefined : this.sum.quo(this.stake);
  }
}

/** Means per key; read out in ascending order of key. */
class MeansByWorker {
  private readonly means = new Map<string, StakeWeightedMean>();

  add(stake: Dec, losses: readonly AttributedValue[]): void {
    for (const { worker, value } of losses) {
      entry(this.means, worker, () => new StakeWeightedMean()).add(stake, value);
    }
  }

  values(): AttributedValue[] {
    return [...this.means]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([worker, mean]) => {
        const value = mean.value();
        return value === undefined ? [] : [{ worker, value }];
      });
  }
}

function entry<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const found = map.get(key) ?? create();
  map.set(key, found);
  return found;
}

const newMeans = () => ({
  combined: new StakeWeightedMean(),
  naive: new StakeWeightedMean(),
  inferers: new MeansByWorker(),
  forecasters: new MeansByWorker(),
  oneOutInferers: new MeansByWorker(),
  oneOutForecasters: new MeansByWorker(),
  oneInForecasters: new MeansByWorker(),
});

/**
 * The network's losses: for each entry the mean over the reputers that reported it, weighted by raw stake, in the space
 * that was submitted (docs/spec/synthesis.md §8.2). Lists ascend by address; entries that withhold an inferer are
 * kept for workers with an inferer loss, the forecaster lists for workers with a forecaster loss; a
 * one-out-inferer-forecaster row with a reported cell stays even if none of its cells does. Other weights than the stakes,
 * in the order of the reports, are for experiments: the protocol knows none.
 * Errors: 70 without reports, 36 without stake behind the combined or naive loss.
 */
export function networkLosses(
  reports: readonly LossReport[],
  weights: readonly Dec[] = reports.map(({ stake }) => Dec.of(stake)),
): LossBundle {
  if (reports.length === 0) throw new ProtocolError('noValidReputations', 'no reputer bundle that counts');
  const means = newMeans();
  const rows = new Map<string, MeansByWorker>();
  for (const [index, { losses }] of reports.entries()) {
    const stake = weights[index] as Dec;
    means.combined.add(stake, losses.combined);
    means.naive.add(stake, losses.naive);
    means.inferers.add(stake, losses.inferers);
    means.forecasters.add(stake, losses.forecasters);
    means.oneOutInferers.add(stake, losses.oneOutInferers);
    means.oneOutForecasters.add(stake, losses.oneOutForecasters);
    means.oneInForecasters.add(stake, losses.oneInForecasters);
    for (const row of losses.oneOutInfererForecasters) {
      if (row.losses.length > 0) entry(rows, row.forecaster, () => new MeansByWorker()).add(stake, row.losses);
    }
  }
  const inferers = means.inferers.values();
  const forecasters = means.forecasters.values();
  const ofInferers = among(inferers);
  const ofForecasters = among(forecasters);
  return {
    combined: required(means.combined, 'combined'),
    naive: required(means.naive, 'naive'),
    inferers,
    forecasters,
    oneOutInferers: ofInferers(means.oneOutInferers.values()),
    oneOutForecasters: ofForecasters(means.oneOutForecasters.values()),
    oneInForecasters: ofForecasters(means.oneInForecasters.values()),
    oneOutInfererForecasters: forecasters.flatMap(({ worker }) => {
      const row = rows.get(worker);
      return row === undefined ? [] : [{ forecaster: worker, losses: ofInferers(row.values()) }];
    }),
  };
}

const among = (listed: readonly AttributedValue[]) => {
  const workers = new Set(listed.map(({ worker }) => worker));
  return (values: readonly AttributedValue[]) => values.filter(({ worker }) => workers.has(worker));
};

function required(mean: StakeWeightedMean, which: string): Dec {
  const value = mean.value();
  if (value === undefined) throw new ProtocolError('fractionDivideByZero', `no stake behind the ${which} loss`);
  return value;
}
