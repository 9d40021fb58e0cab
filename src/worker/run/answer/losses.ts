import type { ReputerLosses } from '../../../client/actions/insert-reputer-payload.ts';
import type { Dec } from '../../../protocol/decimal/index.ts';
import type { NetworkInferenceBundle } from '../../../wire/gen/emissions/v10/types_pb.ts';
import { ActorFault } from '../fault.ts';
import type { AnsweredLosses } from './reputer.ts';

/**
 * Losses that a program computed, as a payload. Every list names exactly whom the network's inference names, as the chain
 * demands (`docs/spec/emissions.md` §6.7).
 * @throws ActorFault `answer`, naming the list and the worker
 */
export function submittedLosses(losses: AnsweredLosses, bundle: NetworkInferenceBundle): ReputerLosses {
  const workers = (
    list: Exclude<keyof AnsweredLosses, 'combined' | 'naive' | 'oneOutInfererForecasters'>,
    wanted: string[],
  ) => {
    const given = losses[list];
    requireSame(
      list,
      given.map(({ worker }) => worker),
      wanted,
    );
    return given.map(({ worker, value }) => ({ worker, value: value.marshal() }));
  };
  return {
    combinedValue: losses.combined.marshal(),
    naiveValue: losses.naive.marshal(),
    infererValues: workers(
      'inferers',
      bundle.infererValues.map(({ worker }) => worker),
    ),
    forecasterValues: workers(
      'forecasters',
      bundle.forecasterValues.map(({ worker }) => worker),
    ),
    oneOutInfererValues: workers(
      'oneOutInferers',
      bundle.oneOutInfererValues.map(({ withheldInferer }) => withheldInferer),
    ),
    oneOutForecasterValues: workers(
      'oneOutForecasters',
      bundle.oneOutForecasterValues.map(({ withheldForecaster }) => withheldForecaster),
    ),
    oneInForecasterValues: workers(
      'oneInForecasters',
      bundle.oneInForecasterValues.map(({ forecaster }) => forecaster),
    ),
    oneOutInfererForecasterValues: rows(losses.oneOutInfererForecasters, bundle),
  };
}

type Pairs = AnsweredLosses['oneOutInfererForecasters'];

function rows(
  pairs: Pairs,
  bundle: NetworkInferenceBundle,
): NonNullable<ReputerLosses['oneOutInfererForecasterValues']> {
  const name = (pair: { forecaster: string; withheldInferer: string }) =>
    `${pair.forecaster} without ${pair.withheldInferer}`;
  requireSame('oneOutInfererForecasters', pairs.map(name), bundle.oneOutInfererForecasterValues.map(name));
  const byForecaster = new Map<string, { worker: string; value: Dec }[]>();
  for (const { forecaster, withheldInferer, value } of pairs) {
    byForecaster.set(forecaster, [...(byForecaster.get(forecaster) ?? []), { worker: withheldInferer, value }]);
  }
  return [...byForecaster].map(([forecaster, row]) => ({
    forecaster,
    oneOutInfererValues: row.map(({ worker, value }) => ({ worker, value: value.marshal() })),
  }));
}

function requireSame(list: string, given: readonly string[], wanted: readonly string[]): void {
  const missing = new Set(wanted);
  for (const name of given) {
    if (missing.delete(name)) continue;
    const fault = wanted.includes(name)
      ? `names ${name} twice`
      : `names ${name}, who is not in the network's inference`;
    throw new ActorFault('answer', `the answer does not fit: losses.${list} ${fault}`);
  }
  const [first] = missing;
  if (first !== undefined) throw new ActorFault('answer', `the answer does not fit: losses.${list} lacks ${first}`);
}
