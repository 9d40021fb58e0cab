import type { Registry } from './registry.ts';

/** The set `synthesis`: weights, inferences, losses and regrets. */
export const synthesis: Registry = {};
