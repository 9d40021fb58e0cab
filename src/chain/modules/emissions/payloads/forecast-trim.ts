import type { InputForecastElement } from '../../../../wire/gen/emissions/v10/input_pb.ts';

/**
 * What is kept of a forecast (docs/spec/emissions.md §6.6, step 12): the first element about each inferer, and of those at most
 * `max`. As long as nobody has been scored all inferers tie, and a tie goes to the lower address; kept elements stay in their
 * order. (The reference breaks ties with Go's pseudo-random numbers; it matters only beyond `max` elements.)
 */
export function trimForecast(elements: readonly InputForecastElement[], max: bigint): InputForecastElement[] {
  const first = new Map<string, InputForecastElement>();
  for (const element of elements) if (!first.has(element.inferer)) first.set(element.inferer, element);
  if (BigInt(first.size) <= max) return [...first.values()];
  const kept = new Set([...first.keys()].sort().slice(0, Number(max)));
  return [...first.values()].filter((element) => kept.has(element.inferer));
}
