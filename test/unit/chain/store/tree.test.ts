import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merkleRoot, storeLeafHash } from '../../../../src/chain/store/node-hash.ts';
import { type Edit, hashTree, removeKey, setKey } from '../../../../src/chain/store/tree.ts';
import { TreeCursor } from '../../../../src/chain/store/tree-cursor.ts';
import { IN_MEMORY, type Root } from '../../../../src/chain/store/tree-node.ts';
import vectors from './iavl-vectors.json' with { type: 'json' };
import { keys, leaves, model, type Operation, operations, ranged } from './model.ts';

const value = (text: string) => new TextEncoder().encode(text);

const edit: Edit = { source: IN_MEMORY, orphans: [] };

function apply(root: Root, operation: Operation): Root {
  return operation.value === undefined
    ? removeKey(edit, root, operation.key)
    : setKey(edit, root, operation.key, value(operation.value));
}

/** The preimages of cosmos/iavl, written out apart from the code under test. */
function reference(node: Root): Buffer {
  const uvarint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...uvarint(n >>> 7)]);
  const varint = (n: number) => uvarint(n * 2);
  const sized = (data: Uint8Array) => [...uvarint(data.length), ...data];
  const sha = (data: number[] | Uint8Array) => Buffer.from(hash('sha256', Uint8Array.from(data), 'hex'), 'hex');
  if (!node) return sha([]);
  const head = [...varint(node.height), ...varint(node.size), ...varint(node.version)];
  if (node.value) return sha([...head, ...sized(Buffer.from(node.key, 'latin1')), ...sized(sha(node.value))]);
  return sha([...head, ...sized(reference(node.left)), ...sized(reference(node.right))]);
}

/** Every inner node's key is the smallest of its right side, its sides differ by at most one in height. */
function check(node: Root): { smallest: string; height: number; size: number } {
  if (!node) return { smallest: '', height: 0, size: 0 };
  if (node.value) {
    expect([node.height, node.size]).toEqual([0, 1]);
    return { smallest: node.key, height: 0, size: 1 };
  }
  const left = check(node.left);
  const right = check(node.right);
  expect(node.key).toBe(right.smallest);
  expect(Math.abs(left.height - right.height)).toBeLessThanOrEqual(1);
  expect(node.height).toBe(Math.max(left.height, right.height) + 1);
  expect(node.size).toBe(left.size + right.size);
  return { smallest: left.smallest, height: node.height, size: node.size };
}

const hexOf = (hash: string) => Buffer.from(hash, 'latin1').toString('hex');

describe('against the reference implementations', () => {
  test('roots of cosmos/iavl, version by version', () => {
    let root: Root;
    vectors.versions.forEach(({ operations: batch, root: expected }, index) => {
      for (const { key, value: text } of batch) root = apply(root, { key, value: text ?? undefined });
      expect(hexOf(hashTree(root, index + 1, [])), `version ${index + 1}`).toBe(expected);
    });
  });

  test('app hashes of one to six stores', () => {
    vectors.commits.forEach((expected, index) => {
      const stores = Array.from(
        { length: index + 1 },
        (_, i) => [`store${'fedcba'[i]}`, String.fromCharCode(i + 1)] as const,
      );
      const leafHashes = stores.reverse().map(([name, byte]) => storeLeafHash(name, byte.repeat(32)));
      expect(hexOf(merkleRoot(leafHashes))).toBe(expected);
    });
  });
});

describe('the tree', () => {
  test('agrees with a plain map, stays balanced, and hashes as cosmos/iavl, version by version', () => {
    fc.assert(
      fc.property(fc.array(operations, { maxLength: 12 }), (versions) => {
        let root: Root;
        const map = model();
        versions.forEach((batch, index) => {
          for (const operation of batch) {
            root = apply(root, operation);
            map.apply(operation);
          }
          const rootHash = hashTree(root, index + 1, []);
          check(root);
          expect(Buffer.from(rootHash, 'latin1').toString('hex')).toBe(reference(root).toString('hex'));
          expect(leaves(new TreeCursor(IN_MEMORY, root, {}))).toEqual(map.entries({}));
        });
      }),
      { numRuns: 60 },
    );
  });

  test('walks any range in both directions', () => {
    fc.assert(
      fc.property(operations, ranged, (batch, range) => {
        let root: Root;
        const map = model();
        for (const operation of batch) {
          root = apply(root, operation);
          map.apply(operation);
        }
        expect(leaves(new TreeCursor(IN_MEMORY, root, range))).toEqual(map.entries(range));
      }),
      { numRuns: 300 },
    );
  });

  test('a version that has its hash never changes', () => {
    fc.assert(
      fc.property(operations, operations, (first, second) => {
        let root: Root;
        for (const operation of first) root = apply(root, operation);
        const before = hashTree(root, 1, []);
        const content = leaves(new TreeCursor(IN_MEMORY, root, {}));
        let next = root;
        for (const operation of second) next = apply(next, operation);
        hashTree(next, 2, []);
        expect(leaves(new TreeCursor(IN_MEMORY, root, {}))).toEqual(content);
        expect(reference(root).toString('latin1')).toBe(before);
      }),
    );
  });

  test('removing a key that is not there gives the same tree', () => {
    const root = setKey(edit, undefined, 'a', value('1'));
    expect(removeKey(edit, root, 'b')).toBe(root);
    expect(removeKey(edit, undefined, 'b')).toBeUndefined();
  });

  test('the root does not depend on how a version was cut into batches, only on the order of changes', () => {
    const root = keys.reduce<Root>((tree, key) => setKey(edit, tree, key, value(key)), undefined);
    const again = keys.reduce<Root>((tree, key) => setKey(edit, tree, key, value(key)), undefined);
    expect(hashTree(root, 7, [])).toBe(hashTree(again, 7, []));
  });
});
