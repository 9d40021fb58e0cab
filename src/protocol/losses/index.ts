export { networkLosses } from './network-losses.ts';
export { mergeRegrets, updateRegrets } from './regrets.ts';
export type { Inclusions, RegretInput, RegretUpdate } from './types.ts';
