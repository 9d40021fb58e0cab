/**
 * An AVL tree with the shape and the hashes of cosmos/iavl 1.x. Nodes that have a version never change, so every version
 * of the tree can be kept at the price of the nodes that changed.
 */
import { EMPTY_HASH, innerHash, leafHash } from './node-hash.ts';
import { innerNode, leafNode, type NodeSource, type Root, type TreeNode, visit } from './tree-node.ts';

/** The making of a version: where nodes come from, and which ones of earlier versions it does without. */
export interface Edit {
  readonly source: NodeSource;
  /** Version and nonce of every replaced node in turn. */
  readonly orphans: number[];
}

function orphan(edit: Edit, { version, nonce }: TreeNode): void {
  if (version !== 0) edit.orphans.push(version, nonce);
}

/** The node itself while it is in the making, otherwise a copy that is. */
function writable(edit: Edit, node: TreeNode): TreeNode {
  const { key, value, left, right, height, size } = visit(edit.source, node);
  if (node.version === 0) return node;
  orphan(edit, node);
  return { key, value, left, right, height, size, hash: '', version: 0, nonce: 0, hollow: false, used: node.used };
}

function measure(node: TreeNode): void {
  const { left, right } = node as { left: TreeNode; right: TreeNode };
  node.height = (left.height > right.height ? left.height : right.height) + 1;
  node.size = left.size + right.size;
}

const lean = (edit: Edit, node: TreeNode): number => {
  const { left, right } = visit(edit.source, node);
  return left!.height - right!.height;
};

function rotateRight(edit: Edit, node: TreeNode): TreeNode {
  const top = writable(edit, node.left!);
  node.left = top.right;
  top.right = node;
  measure(node);
  measure(top);
  return top;
}

function rotateLeft(edit: Edit, node: TreeNode): TreeNode {
  const top = writable(edit, node.right!);
  node.right = top.left;
  top.left = node;
  measure(node);
  measure(top);
  return top;
}

/** Brings a writable node, whose sides are balanced, into balance. */
function balance(edit: Edit, node: TreeNode): TreeNode {
  measure(node);
  const leaning = lean(edit, node);
  if (leaning > 1) {
    if (lean(edit, node.left!) < 0) node.left = rotateLeft(edit, writable(edit, node.left!));
    return rotateRight(edit, node);
  }
  if (leaning < -1) {
    if (lean(edit, node.right!) > 0) node.right = rotateRight(edit, writable(edit, node.right!));
    return rotateLeft(edit, node);
  }
  return node;
}

/** The tree with the key set. A leaf set again is a new leaf, even with the same value. */
export function setKey(edit: Edit, root: Root, key: string, value: Uint8Array): TreeNode {
  if (!root) return leafNode(key, value);
  visit(edit.source, root);
  if (root.height === 0) {
    if (key === root.key) {
      orphan(edit, root);
      return leafNode(key, value);
    }
    return key < root.key
      ? innerNode(root.key, leafNode(key, value), root)
      : innerNode(key, root, leafNode(key, value));
  }
  const node = writable(edit, root);
  if (key < node.key) node.left = setKey(edit, node.left, key, value);
  else node.right = setKey(edit, node.right, key, value);
  return balance(edit, node);
}

/** What is left of a subtree, and the new smallest key of it when the removed key was that. */
interface Removal {
  root: Root;
  smallest: string | undefined;
}

function remove(edit: Edit, root: TreeNode, key: string): Removal {
  const { left, right } = visit(edit.source, root);
  if (root.height === 0) {
    orphan(edit, root);
    return { root: undefined, smallest: undefined };
  }
  if (key < root.key) {
    const removal = remove(edit, left!, key);
    if (!removal.root) {
      orphan(edit, root);
      return { root: right, smallest: root.key };
    }
    const node = writable(edit, root);
    node.left = removal.root;
    return { root: balance(edit, node), smallest: removal.smallest };
  }
  const removal = remove(edit, right!, key);
  if (!removal.root) {
    orphan(edit, root);
    return { root: left, smallest: undefined };
  }
  const node = writable(edit, root);
  node.right = removal.root;
  if (removal.smallest !== undefined) node.key = removal.smallest;
  return { root: balance(edit, node), smallest: undefined };
}

/** The tree without the key; the same tree when it does not hold it. */
export function removeKey(edit: Edit, root: Root, key: string): Root {
  return root && getKey(edit.source, root, key) !== undefined ? remove(edit, root, key).root : root;
}

/** The leaf that holds the key or, where none does, stands next to its place. */
export function findLeaf(source: NodeSource, root: TreeNode, key: string): TreeNode {
  let node = visit(source, root);
  while (node.height > 0) node = visit(source, key < node.key ? node.left! : node.right!);
  return node;
}

export function getKey(source: NodeSource, root: Root, key: string): Uint8Array | undefined {
  if (!root) return undefined;
  const leaf = findLeaf(source, root, key);
  return leaf.key === key ? leaf.value : undefined;
}

/** Gives every new node its version, nonce and hash, and adds it to those made; the root's hash. */
export function hashTree(root: Root, version: number, made: TreeNode[]): string {
  if (!root) return EMPTY_HASH;
  if (root.version !== 0) return root.hash;
  root.hash = root.value
    ? leafHash(root.key, root.value, version)
    : innerHash(
        root.height,
        root.size,
        version,
        hashTree(root.left, version, made),
        hashTree(root.right, version, made),
      );
  root.version = version;
  made.push(root);
  root.nonce = made.length;
  return root.hash;
}
