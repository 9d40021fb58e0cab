export { filterOutliers, type OutlierState, updateOutlierState } from './outliers.ts';
export { RULES_V0_6, RULES_V0_17, type Rules } from './rules.ts';
export { synthesise } from './synthesise.ts';
export * from './types.ts';
