import type { Registry } from './registry.ts';

/** The set `rewards`: scores and reward fractions. */
export const rewards: Registry = {};
