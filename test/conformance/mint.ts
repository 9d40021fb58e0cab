import type { Registry } from './registry.ts';

/** The set `mint`: emission and unlocking of tokens. */
export const mint: Registry = {};
