import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '../../../../src/chain/store/branch.ts';
import { changesBetween } from '../../../../src/chain/store/diff.ts';
import { VersionedStore } from '../../../../src/chain/store/versions.ts';

const change = fc.record({
  store: fc.constantFrom('a', 'b'),
  key: fc.integer({ min: 0, max: 60 }).map((n) => String(n).padStart(2, '0')),
  value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 4 }),
});
const versions = fc.array(fc.array(change, { maxLength: 40 }), { minLength: 1, maxLength: 12 });

/** What a plain map says: keys of both, in order, whose values differ. */
function expected(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .sort()
    .map((key) => `${key}=${after.get(key)}`);
}

const shown = ({ store, key, value }: Change): string => `${store}/${key}=${value ? value[0] : undefined}`;

test('what changed between two versions is what a plain map says', () => {
  fc.assert(
    fc.property(versions, (blocks) => {
      const store = new VersionedStore(['a', 'b']);
      const states: Map<string, number>[] = [new Map()];
      for (const [i, block] of blocks.entries()) {
        const state = new Map(states.at(-1));
        const layer = store.branch();
        for (const { store: name, key, value } of block) {
          if (value === undefined) layer.delete(name, key);
          else layer.set(name, key, Uint8Array.of(value));
          if (value === undefined) state.delete(`${name}/${key}`);
          else state.set(`${name}/${key}`, value);
        }
        states.push(state);
        store.commit(store.prepare(BigInt(i + 1), 0n, layer.changes()));
      }
      for (let to = 1; to <= blocks.length; to++) {
        for (const from of new Set([0, to - 1, to >> 1])) {
          const changes = changesBetween(store.at(BigInt(from)), store.at(BigInt(to))!);
          expect(Array.from(changes, shown)).toEqual(expected(states[from]!, states[to]!));
        }
      }
    }),
  );
});
