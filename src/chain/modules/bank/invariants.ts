import type { Context } from '../../context.ts';
import { balances, supplies } from './state.ts';

/** Every denom whose balances do not add up to its supply, as text; reads all balances. */
export function brokenSupplies(ctx: Context): string[] {
  const held = new Map<string, bigint>();
  for (const [denom] of supplies.entries(ctx)) held.set(denom, 0n);
  for (const [[, denom], amount] of balances.entries(ctx)) held.set(denom, (held.get(denom) ?? 0n) + amount);
  return [...held].sort().flatMap(([denom, sum]) => {
    const supply = supplies.get(ctx, denom) ?? 0n;
    return sum === supply ? [] : [`the balances of ${denom} add up to ${sum}, its supply is ${supply}`];
  });
}
