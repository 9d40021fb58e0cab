import type { Module } from './module.ts';

/* docs/spec/chain.md §1.2. Modules that are not named there come last, in the order in which they were given. */
const BEGIN = [
  'capability',
  'distribution',
  'slashing',
  'evidence',
  'staking',
  'mint',
  'feemarket',
  'ibc',
  'authz',
  'scheduler',
];
const END = ['gov', 'feemarket', 'staking', 'emissions', 'feegrant'];
const GENESIS = [
  'capability',
  'auth',
  'bank',
  'distribution',
  'staking',
  'slashing',
  'gov',
  'mint',
  'ibc',
  'genutil',
  'evidence',
  'authz',
  'feegrant',
  'transfer',
  'interchainaccounts',
  'feeibc',
  'upgrade',
  'consensus',
  'circuit',
  'feemarket',
  'emissions',
  'scheduler',
];

function ordered(names: readonly string[]): (modules: readonly Module[]) => readonly Module[] {
  const known = new WeakMap<readonly Module[], readonly Module[]>();
  const place = ({ name }: Module) => {
    const index = names.indexOf(name);
    return index < 0 ? names.length : index;
  };
  return (modules) => {
    let sorted = known.get(modules);
    if (!sorted) {
      sorted = modules.toSorted((a, b) => place(a) - place(b));
      known.set(modules, sorted);
    }
    return sorted;
  };
}

/** The modules in the order in which their blocks begin. */
export const beginOrder = ordered(BEGIN);
/** The modules in the order in which their blocks end. */
export const endOrder = ordered(END);
/** The modules in the order in which they read their genesis. */
export const genesisOrder = ordered(GENESIS);
