/**
 * A leaf (height 0, with its value) or an inner node (its key is the smallest of the right side). A node with a version
 * never changes; one without belongs to the version in the making. A hollow node stands for one that lies on the disk:
 * everything but key, value and sides is known of it.
 */
export interface TreeNode {
  key: string;
  value: Uint8Array | undefined;
  left: TreeNode | undefined;
  right: TreeNode | undefined;
  height: number;
  /** Number of leaves. */
  size: number;
  /** 32 bytes as a binary string; set, together with version and nonce, by `hashTree`. */
  hash: string;
  /** Height of the block that made it. */
  version: number;
  /** Its number among the nodes that this block made, from 1: with the version, its name on the disk. */
  nonce: number;
  hollow: boolean;
  /** When it was last visited, in generations of the cache (`nodes.ts`). */
  used: number;
}

export type Root = TreeNode | undefined;

/** Fills hollow nodes from where they lie. */
export interface NodeSource {
  /** What `used` of a visited node becomes. */
  readonly generation: number;
  /** Gives a hollow node its key and its value or sides. */
  fill(node: TreeNode): void;
}

/** The source of trees that are wholly in memory. */
export const IN_MEMORY: NodeSource = {
  generation: 0,
  fill() {
    throw new Error('a node of a tree in memory is missing');
  },
};

/** The node with its content. */
export function visit(source: NodeSource, node: TreeNode): TreeNode {
  if (node.hollow) source.fill(node);
  node.used = source.generation;
  return node;
}

export const leafNode = (key: string, value: Uint8Array): TreeNode => ({
  key,
  value,
  left: undefined,
  right: undefined,
  height: 0,
  size: 1,
  hash: '',
  version: 0,
  nonce: 0,
  hollow: false,
  used: 0,
});

export const innerNode = (key: string, left: TreeNode, right: TreeNode): TreeNode => ({
  key,
  value: undefined,
  left,
  right,
  height: (left.height > right.height ? left.height : right.height) + 1,
  size: left.size + right.size,
  hash: '',
  version: 0,
  nonce: 0,
  hollow: false,
  used: 0,
});

/** A node that lies on the disk under this version and nonce. */
export const hollowNode = (version: number, nonce: number, height = 0, size = 0, hash = ''): TreeNode => ({
  key: '',
  value: undefined,
  left: undefined,
  right: undefined,
  height,
  size,
  hash,
  version,
  nonce,
  hollow: true,
  used: 0,
});
