import type { Context } from '../../context.ts';
import { sdkErrors } from '../../errors.ts';
import type { AuthKeeper } from '../auth/keeper.ts';
import { blockEmission } from './state.ts';

/** Accounts that the module moves coins through. */
const MODULE_ACCOUNTS = ['mint', 'ecosystem', 'fee_collector'];

const NAME = 'block_emission';
/** Amounts of coins have at most 256 bits. */
const LIMIT = 1n << 256n;

/** Nothing is paid. */
export function defaultGenesis(): unknown {
  return { [NAME]: '0' };
}

/**
 * Reads `{ block_emission }`, uallo per block as text; absent or "0": nothing is paid. What else stands there, as in the genesis of a
 * public network, whose emission follows from its month and its stake, is left out with a warning.
 */
export function initGenesis(ctx: Context, json: unknown, auth: AuthKeeper): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw sdkErrors.invalidRequest('not an object');
  const { [NAME]: given, ...others } = json as Record<string, unknown>;
  for (const name of MODULE_ACCOUNTS) auth.ensureModuleAccount(ctx, name);
  for (const field of Object.keys(others).sort()) ctx.log('warn', `genesis of mint: ${field} is left out`);
  const amount = given === undefined ? 0n : amountOf(given);
  if (amount > 0n) blockEmission.set(ctx, amount);
}

function amountOf(given: unknown): bigint {
  if (typeof given === 'string' && /^\d{1,78}$/.test(given) && BigInt(given) < LIMIT) return BigInt(given);
  throw sdkErrors.invalidRequest(`${NAME} is not an amount of uallo as text: ${JSON.stringify(given)}`);
}

export function exportGenesis(ctx: Context): unknown {
  return { [NAME]: `${blockEmission.get(ctx) ?? 0n}` };
}
