export { type ActorExplanation, type Explainable, explainActors } from './explain.ts';
export { type ConfidenceIntervals, confidenceIntervals, INTERVAL_PERCENTILES } from './intervals.ts';
export { filterOutliers, type OutlierState, updateOutlierState } from './outliers.ts';
export { RULES_V0_6, RULES_V0_17, type Rules, type ScaleRule } from './rules.ts';
export { regretScale } from './scale.ts';
export { synthesise, synthesiseFamily } from './synthesise.ts';
export * from './types.ts';
export { normaliseWeights, type Weighed, type Weighing, type WeightParameters, weigh } from './weigh.ts';
export { boundedWeight, exp1OverExp1, ratioWeight } from './weight-curve.ts';
