import type { InitChainRequest, ValidatorUpdate } from './abci.ts';
import type { AppModules } from './app-modules.ts';
import type { Context } from './context.ts';
import { genesisOrder } from './order.ts';

function parse(bytes: Uint8Array): Record<string, unknown> {
  const state: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (typeof state !== 'object' || state === null || Array.isArray(state)) {
    throw new Error('genesis: app_state is not an object');
  }
  return state as Record<string, unknown>;
}

/** The validators that the modules ask for must be those that the genesis file names, when it names any. */
function agreed(given: readonly ValidatorUpdate[], made: ValidatorUpdate[]): ValidatorUpdate[] {
  // A genesis without x/staking validators leaves the set to the genesis file, for tests and for tools.
  if (made.length === 0) return [...given];
  const texts = (updates: readonly ValidatorUpdate[]) =>
    updates.map(({ pubKey, power }) => `${Buffer.from(pubKey).toString('hex')}=${power}`).sort();
  if (given.length > 0 && texts(given).join() !== texts(made).join()) {
    throw new Error('genesis: the validators at the top differ from the bonded ones in staking');
  }
  return made;
}

/** Fills an empty state from the genesis; the validators that begin. Throws with the module's name when a part is wrong. */
export function initState(ctx: Context, modules: AppModules, request: InitChainRequest): ValidatorUpdate[] {
  const state = parse(request.appStateBytes);
  const names = new Set(modules.list.map(({ name }) => name));
  for (const name of Object.keys(state).sort()) {
    if (!names.has(name)) ctx.log('warn', `genesis: there is no module named ${name}; its part is left out`);
  }
  modules.consensus.set(ctx, request.consensusParams);
  const updates: ValidatorUpdate[] = [];
  for (const module of genesisOrder(modules.list)) {
    try {
      const made = module.initGenesis(ctx, state[module.name] ?? module.defaultGenesis());
      if (made) updates.push(...made);
    } catch (cause) {
      throw new Error(`genesis of ${module.name}: ${(cause as Error).message}`, { cause });
    }
  }
  return agreed(request.validators, updates);
}

/** The `app_state` that leads to the present state. */
export function exportState(ctx: Context, { list }: AppModules): Record<string, unknown> {
  return Object.fromEntries(list.map((module) => [module.name, module.exportGenesis(ctx)]));
}
