import fc from 'fast-check';
import type { Range } from '../../../../src/chain/store/branch.ts';
import type { TreeCursor } from '../../../../src/chain/store/tree-cursor.ts';

/** A change of one key; without a value it deletes. */
export interface Operation {
  key: string;
  value: string | undefined;
}

const letters = ['\x00', 'a', 'b', 'c', 'd', '\xff'];

/** Few enough keys that operations meet. */
export const keys: string[] = letters.flatMap((a) => letters.flatMap((b) => [a, a + b, a + b + b]));

const key = fc.constantFrom(...keys);

export const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.record({ key, value: fc.option(fc.constantFrom('', '1', '2', '3'), { nil: undefined, freq: 3 }) }),
  { maxLength: 60 },
);

export const ranged: fc.Arbitrary<Range> = fc.record({
  start: fc.option(key, { nil: undefined }),
  end: fc.option(key, { nil: undefined }),
  reverse: fc.boolean(),
});

/** The plain map that everything is compared with. */
export function model() {
  const map = new Map<string, string>();
  return {
    map,
    apply({ key, value }: Operation) {
      if (value === undefined) map.delete(key);
      else map.set(key, value);
    },
    entries({ start, end, reverse }: Range): [string, string][] {
      const inside = [...map].filter(([k]) => (start === undefined || k >= start) && (end === undefined || k < end));
      inside.sort(([a], [b]) => (a < b ? -1 : 1));
      return reverse ? inside.reverse() : inside;
    },
  };
}

const text = new TextDecoder();

export function leaves(cursor: TreeCursor): [string, string][] {
  const found: [string, string][] = [];
  for (let leaf = cursor.next(); leaf; leaf = cursor.next()) found.push([leaf.key, text.decode(leaf.value)]);
  return found;
}

export function listed(entries: Iterable<readonly [string, Uint8Array]>): [string, string][] {
  return [...entries].map(([k, v]) => [k, text.decode(v)]);
}
