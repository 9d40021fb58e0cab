import type { Dec } from '../../../../protocol/decimal/index.ts';
import type { InputForecastElement } from '../../../../wire/gen/emissions/v10/input_pb.ts';

/**
 * What is kept of a forecast (docs/spec/emissions.md §6.6, step 12): the first element about each inferer, and of those at most `max`,
 * about the inferers with the highest score EMAs. A tie goes to the lower address; kept elements stay in their order.
 * (The reference breaks ties with Go's pseudo-random numbers; it matters only beyond `max` elements.)
 * @param scoreOf an inferer's score EMA, 0 for one that is not known
 */
export function trimForecast(
  elements: readonly InputForecastElement[],
  max: bigint,
  scoreOf: (inferer: string) => Dec,
): InputForecastElement[] {
  const first = new Map<string, InputForecastElement>();
  for (const element of elements) if (!first.has(element.inferer)) first.set(element.inferer, element);
  if (BigInt(first.size) <= max) return [...first.values()];
  const best = Array.from(first.keys(), (inferer) => ({ inferer, score: scoreOf(inferer) }))
    .sort((a, b) => b.score.cmp(a.score) || (a.inferer < b.inferer ? -1 : 1))
    .slice(0, Number(max));
  const kept = new Set(best.map(({ inferer }) => inferer));
  return [...first.values()].filter((element) => kept.has(element.inferer));
}
