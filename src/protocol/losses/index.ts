export { initialRegretOf } from './initial-regret.ts';
export { networkLosses } from './network-losses.ts';
export { emptyRegrets, mergeRegrets, regretOf } from './regret-tables.ts';
export { updateRegrets } from './regrets.ts';
export type { Inclusions, InitialRegretParameters, RegretInput, RegretUpdate } from './types.ts';
