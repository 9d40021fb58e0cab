import { moduleAddress } from '../wire/index.ts';

export type Permission = 'minter' | 'burner' | 'staking';

interface ModuleAccountRule {
  readonly permissions: readonly Permission[];
  /** Whether users cannot send to it. */
  readonly blocked: boolean;
}

const rule = (blocked: boolean, ...permissions: Permission[]): ModuleAccountRule => ({ permissions, blocked });

/** Every account that belongs to a module, docs/spec/chain.md §1.3. */
export const MODULE_ACCOUNTS = {
  fee_collector: rule(false),
  mint: rule(false, 'minter'),
  ecosystem: rule(false),
  allorastaking: rule(true),
  allorarewards: rule(true),
  allorapendingrewards: rule(true),
  bonded_tokens_pool: rule(true, 'burner', 'staking'),
  not_bonded_tokens_pool: rule(true, 'burner', 'staking'),
  distribution: rule(true),
  gov: rule(false, 'burner'),
  'feemarket-fee-collector': rule(false),
  feemarket: rule(false),
} as const satisfies Record<string, ModuleAccountRule>;

export type ModuleAccountName = keyof typeof MODULE_ACCOUNTS;

const byName = new Map<string, string>();

/** The address of a module's account, computed once. */
export function moduleAccountAddress(name: string): string {
  let address = byName.get(name);
  if (address === undefined) {
    address = moduleAddress(name);
    byName.set(name, address);
  }
  return address;
}

/** Names and rules, in a fixed order. */
export const moduleAccountRules: readonly (readonly [name: string, rule: ModuleAccountRule])[] =
  Object.entries(MODULE_ACCOUNTS);

let blocked: ReadonlySet<string> | undefined;

/** Whether sends of users to an address are refused. */
export function isBlockedAddress(address: string): boolean {
  blocked ??= new Set(
    moduleAccountRules.filter(([, { blocked }]) => blocked).map(([name]) => moduleAccountAddress(name)),
  );
  return blocked.has(address);
}

/** What a module account may do with coins; undefined for a name that is no module account. */
export function modulePermissions(name: string): readonly Permission[] | undefined {
  return Object.hasOwn(MODULE_ACCOUNTS, name) ? MODULE_ACCOUNTS[name as ModuleAccountName].permissions : undefined;
}
