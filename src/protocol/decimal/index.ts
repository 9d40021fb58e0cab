export { capBounded, checkBounded, parseBounded } from './bounded.ts';
export { Dec, PRECISION } from './dec.ts';
export { DecimalError, decimalErrors } from './errors.ts';
export { ceil, floor, mulExact, quoExact, quoInteger, rem } from './integral.ts';
export { legacyDecText, sdkLegacyDec } from './legacy.ts';
