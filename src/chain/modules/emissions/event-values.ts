import { capBounded, type Dec } from '../../../protocol/decimal/index.ts';

/**
 * A computed decimal as an event carries it: its magnitude is kept within 1e-40 and 1e40;
 * zero and the sign stay (docs/spec/emissions.md §12). The state holds the value itself.
 */
export function eventDec(value: Dec): string {
  return capBounded(value).marshal();
}
