import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoreBranch } from '../../../../src/chain/store/branch.ts';
import { VersionedStore } from '../../../../src/chain/store/versions.ts';
import { listed, model, type Operation, operations, ranged } from './model.ts';

const value = (text: string) => new TextEncoder().encode(text);
const STORE = 'main';

function apply(branch: StoreBranch, { key, value: text }: Operation): void {
  if (text === undefined) branch.delete(STORE, key);
  else branch.set(STORE, key, value(text));
}

function store(keep = 5): VersionedStore {
  return new VersionedStore([STORE, 'other'], { keep });
}

function committed(target: VersionedStore, batch: Operation[]): void {
  const branch = target.branch();
  for (const operation of batch) apply(branch, operation);
  target.commit(target.prepare(target.latest.height + 1n, 0n, branch.changes()));
}

describe('branches', () => {
  test('layers over a version read, and walk in both directions, as one map', () => {
    fc.assert(
      fc.property(operations, fc.array(operations, { minLength: 1, maxLength: 4 }), ranged, (base, layers, range) => {
        const state = store();
        const map = model();
        committed(state, base);
        for (const operation of base) map.apply(operation);
        let branch: StoreBranch = state.branch();
        for (const layer of layers) {
          branch = branch.branch();
          for (const operation of layer) {
            apply(branch, operation);
            map.apply(operation);
            // An iteration now and then, so that sorted keys are extended rather than made once.
            if (operation.key.length === 1) expect(listed(branch.iterate(STORE, range))).toEqual(map.entries(range));
          }
        }
        expect(listed(branch.iterate(STORE, range))).toEqual(map.entries(range));
        expect(listed(branch.iterate('other', range))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('what is written back is kept, what is dropped is gone', () => {
    fc.assert(
      fc.property(operations, fc.array(fc.tuple(operations, fc.boolean()), { maxLength: 6 }), (base, attempts) => {
        const state = store();
        const map = model();
        committed(state, base);
        for (const operation of base) map.apply(operation);
        const block = state.branch();
        for (const [batch, success] of attempts) {
          const attempt = block.branch();
          for (const operation of batch) apply(attempt, operation);
          if (success) {
            attempt.write();
            for (const operation of batch) map.apply(operation);
          }
        }
        expect(listed(block.iterate(STORE, {}))).toEqual(map.entries({}));
        const version = state.prepare(2n, 0n, block.changes());
        state.commit(version);
        expect(listed(state.branch().iterate(STORE, {}))).toEqual(map.entries({}));
      }),
    );
  });

  test('the app hash depends on the changes, not on how they came about', () => {
    const direct = store();
    committed(direct, [
      { key: 'b', value: '2' },
      { key: 'a', value: '1' },
    ]);
    const around = store();
    committed(around, [
      { key: 'a', value: '3' },
      { key: 'c', value: '3' },
      { key: 'a', value: '1' },
      { key: 'c', value: undefined },
      { key: 'b', value: '2' },
    ]);
    expect(around.latest.appHash).toEqual(direct.latest.appHash);
    const before = direct.latest.appHash;
    committed(direct, [{ key: 'a', value: '1' }]);
    expect(direct.latest.appHash, 'setting what is there already').toEqual(before);
  });

  test('writing during an iteration: values are current, deleted keys are left out, new keys are not visited', () => {
    const state = store();
    committed(
      state,
      ['a', 'b', 'c', 'd'].map((key) => ({ key, value: '1' })),
    );
    const branch = state.branch();
    const seen: string[] = [];
    for (const [key, bytes] of branch.iterate(STORE, {})) {
      seen.push(key + new TextDecoder().decode(bytes));
      branch.delete(STORE, key);
      branch.delete(STORE, 'c');
      branch.set(STORE, 'd', value('2'));
      branch.set(STORE, 'e', value('2'));
    }
    expect(seen).toEqual(['a1', 'b1', 'd2']);
    expect(listed(branch.iterate(STORE, {}))).toEqual([
      ['d', '2'],
      ['e', '2'],
    ]);
  });

  test('a store that is not declared, and a write below the lowest branch, are faults', () => {
    const branch = store().branch();
    expect(() => branch.get('nowhere', 'a')).toThrow(/no store named nowhere/);
    expect(() => branch.write()).toThrow(/lowest branch/);
  });
});

describe('versions', () => {
  test('those within the bound stay readable as they were, older ones are gone', () => {
    fc.assert(
      fc.property(
        fc.array(operations, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 4 }),
        (all, keep) => {
          const state = store(keep);
          const map = model();
          const history = all.map((batch) => {
            committed(state, batch);
            for (const operation of batch) map.apply(operation);
            return { entries: map.entries({}), appHash: state.latest.appHash };
          });
          history.forEach(({ entries, appHash }, index) => {
            const version = state.at(BigInt(index + 1));
            if (index < all.length - 1 - keep) {
              expect(version).toBeUndefined();
            } else {
              expect(version?.appHash).toEqual(appHash);
              const iterator = version!.iterate(STORE, {});
              expect(listed({ [Symbol.iterator]: () => iterator })).toEqual(entries);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a prepared version that is not committed leaves no trace', () => {
    const state = store();
    committed(state, [{ key: 'a', value: '1' }]);
    const before = state.latest;
    const branch = state.branch();
    apply(branch, { key: 'a', value: undefined });
    const prepared = state.prepare(2n, 0n, branch.changes());
    expect(prepared.appHash).not.toEqual(before.appHash);
    expect(state.latest).toBe(before);
    expect(listed(state.branch().iterate(STORE, {}))).toEqual([['a', '1']]);
  });
});
