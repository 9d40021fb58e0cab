/**
 * An AVL tree with the shape and the hashes of cosmos/iavl 1.x. Nodes that carry a hash never change, so every version
 * of the tree can be kept at the price of the nodes that changed; nodes without one belong to the version in the making.
 */
import type { Range } from './branch.ts';
import { EMPTY_HASH, innerHash, leafHash } from './node-hash.ts';

/** A leaf (height 0, with its value) or an inner node (its key is the smallest of the right side). */
export interface TreeNode {
  key: string;
  readonly value: Uint8Array | undefined;
  height: number;
  /** Number of leaves. */
  size: number;
  left: TreeNode | undefined;
  right: TreeNode | undefined;
  /** Set, together with the version, by `hashTree`. */
  hash: string;
  version: number;
}

export type Root = TreeNode | undefined;

const leaf = (key: string, value: Uint8Array): TreeNode => ({
  key,
  value,
  height: 0,
  size: 1,
  left: undefined,
  right: undefined,
  hash: '',
  version: 0,
});

function inner(key: string, left: TreeNode, right: TreeNode): TreeNode {
  const height = (left.height > right.height ? left.height : right.height) + 1;
  return { key, value: undefined, height, size: left.size + right.size, left, right, hash: '', version: 0 };
}

/** The node itself while it is in the making, otherwise a copy that is. */
function writable(node: TreeNode): TreeNode {
  if (node.hash === '') return node;
  const { key, value, height, size, left, right } = node;
  return { key, value, height, size, left, right, hash: '', version: 0 };
}

function measure(node: TreeNode): void {
  const { left, right } = node as { left: TreeNode; right: TreeNode };
  node.height = (left.height > right.height ? left.height : right.height) + 1;
  node.size = left.size + right.size;
}

const lean = (node: TreeNode): number => node.left!.height - node.right!.height;

function rotateRight(node: TreeNode): TreeNode {
  const top = writable(node.left!);
  node.left = top.right;
  top.right = node;
  measure(node);
  measure(top);
  return top;
}

function rotateLeft(node: TreeNode): TreeNode {
  const top = writable(node.right!);
  node.right = top.left;
  top.left = node;
  measure(node);
  measure(top);
  return top;
}

/** Brings a writable node, whose sides are balanced, into balance. */
function balance(node: TreeNode): TreeNode {
  measure(node);
  const leaning = lean(node);
  if (leaning > 1) {
    if (lean(node.left!) < 0) node.left = rotateLeft(writable(node.left!));
    return rotateRight(node);
  }
  if (leaning < -1) {
    if (lean(node.right!) > 0) node.right = rotateRight(writable(node.right!));
    return rotateLeft(node);
  }
  return node;
}

/** The tree with the key set. A leaf set again is a new leaf, even with the same value. */
export function setKey(root: Root, key: string, value: Uint8Array): TreeNode {
  if (!root) return leaf(key, value);
  if (root.height === 0) {
    if (key === root.key) return leaf(key, value);
    return key < root.key ? inner(root.key, leaf(key, value), root) : inner(key, root, leaf(key, value));
  }
  const node = writable(root);
  if (key < node.key) node.left = setKey(node.left, key, value);
  else node.right = setKey(node.right, key, value);
  return balance(node);
}

/** What is left of a subtree, and the new smallest key of it when the removed key was that. */
interface Removal {
  root: Root;
  smallest: string | undefined;
}

function remove(root: TreeNode, key: string): Removal {
  if (root.height === 0) return { root: undefined, smallest: undefined };
  if (key < root.key) {
    const { root: left, smallest } = remove(root.left!, key);
    if (!left) return { root: root.right, smallest: root.key };
    const node = writable(root);
    node.left = left;
    return { root: balance(node), smallest };
  }
  const { root: right, smallest } = remove(root.right!, key);
  if (!right) return { root: root.left, smallest: undefined };
  const node = writable(root);
  node.right = right;
  if (smallest !== undefined) node.key = smallest;
  return { root: balance(node), smallest: undefined };
}

/** The tree without the key; the same tree when it does not hold it. */
export function removeKey(root: Root, key: string): Root {
  return root && getKey(root, key) !== undefined ? remove(root, key).root : root;
}

export function getKey(root: Root, key: string): Uint8Array | undefined {
  let node = root;
  if (!node) return undefined;
  while (node.height > 0) node = key < node.key ? node.left! : node.right!;
  return node.key === key ? node.value : undefined;
}

/** Gives every new node the version and its hash; the root's hash. */
export function hashTree(root: Root, version: number): string {
  if (!root) return EMPTY_HASH;
  if (root.hash !== '') return root.hash;
  root.version = version;
  root.hash = root.value
    ? leafHash(root.key, root.value, version)
    : innerHash(root.height, root.size, version, hashTree(root.left, version), hashTree(root.right, version));
  return root.hash;
}

/** Walks the leaves within the bounds. */
export class TreeCursor {
  readonly #stop: string | undefined;
  readonly #reverse: boolean;
  readonly #waiting: TreeNode[] = [];
  #next: TreeNode | undefined;

  constructor(root: Root, { start, end, reverse = false }: Range) {
    this.#reverse = reverse;
    this.#stop = reverse ? start : end;
    let node = root;
    while (node && node.height > 0) {
      const onTheLeft: boolean = reverse
        ? end !== undefined && end <= node.key
        : start === undefined || start < node.key;
      // The other side comes later, unless the walk goes away from it.
      if (onTheLeft !== reverse) this.#waiting.push(node);
      node = onTheLeft ? node.left : node.right;
    }
    this.#next = node;
    if (node && (reverse ? end !== undefined && node.key >= end : start !== undefined && node.key < start))
      this.#advance();
  }

  #advance(): void {
    let node = this.#waiting.pop();
    if (node) {
      node = this.#reverse ? node.left! : node.right!;
      while (node.height > 0) {
        this.#waiting.push(node);
        node = this.#reverse ? node.right! : node.left!;
      }
    }
    this.#next = node;
  }

  /** The next leaf, or nothing at the end. */
  next(): TreeNode | undefined {
    const leafNode = this.#next;
    if (!leafNode) return undefined;
    const stop = this.#stop;
    if (stop !== undefined && (this.#reverse ? leafNode.key < stop : leafNode.key >= stop)) {
      this.#next = undefined;
      return undefined;
    }
    this.#advance();
    return leafNode;
  }
}
