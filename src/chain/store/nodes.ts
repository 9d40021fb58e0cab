import type { Database, Table } from './database.ts';
import { innerHash, leafHash } from './node-hash.ts';
import { decodeNode, encodeNode, missingNode, nodeKey } from './node-record.ts';
import type { NodeSource, Root, TreeNode } from './tree-node.ts';

/** What a node takes up in memory besides its key and value, about: measured with test/bench/store.ts. */
const NODE_BYTES = 330;

const weight = ({ key, value }: TreeNode): number => NODE_BYTES + key.length + (value ? value.length : 0);

function empty(node: TreeNode): void {
  node.hollow = true;
  node.key = '';
  node.value = undefined;
  node.left = undefined;
  node.right = undefined;
}

/**
 * The nodes on the disk, and the bound on how many of them are in memory: once it is passed, those that were not visited
 * since it was passed the last time become hollow again.
 */
export class Nodes implements NodeSource {
  readonly #table: Table;
  readonly #path: string;
  readonly #bound: number;
  #bytes = 0;
  generation = 1;

  constructor(database: Database, bound: number) {
    this.#table = database.table('nodes');
    this.#path = database.path;
    this.#bound = bound;
  }

  fill(node: TreeNode): void {
    const found = this.#table.read(nodeKey(node.version, node.nonce), (record) => {
      decodeNode(node, record);
      return true;
    });
    if (!found) throw missingNode(this.#path, node);
    this.#bytes += weight(node);
  }

  /** Fills the root of a version, of which only the name is known. */
  fillRoot(root: TreeNode): void {
    this.fill(root);
    const { key, value, version, left, right } = root;
    if (value) {
      root.size = 1;
      root.hash = leafHash(key, value, version);
    } else {
      root.height = (left!.height > right!.height ? left!.height : right!.height) + 1;
      root.size = left!.size + right!.size;
      root.hash = innerHash(root.height, root.size, version, left!.hash, right!.hash);
    }
  }

  /** Inside a write: keeps a new node. */
  save(node: TreeNode): void {
    this.#table.put(nodeKey(node.version, node.nonce), encodeNode(node));
    node.used = this.generation;
    this.#bytes += weight(node);
  }

  /** Inside a write: forgets a node for good. */
  delete(version: number, nonce: number): void {
    this.#table.delete(nodeKey(version, nonce));
  }

  /** Inside a write: forgets all nodes made after a version. */
  deleteAfter(version: number): void {
    this.#table.deleteRange({ start: Buffer.from(nodeKey(version + 1, 0)) });
  }

  /** Whether the bound is passed. */
  get full(): boolean {
    return this.#bytes > this.#bound;
  }

  /** Lets nodes go until what these trees hold is within the bound. Every node of theirs must be on the disk. */
  tidy(roots: Iterable<Root>): void {
    const all = [...roots].filter((root) => root !== undefined);
    this.generation += 1;
    this.#bytes = this.#sweep(all, this.generation - 1);
    if (this.#bytes > this.#bound * 0.75) this.#bytes = this.#sweep(all, this.generation);
  }

  #sweep(roots: readonly TreeNode[], since: number): number {
    let bytes = 0;
    const waiting = [...roots];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (node.hollow) continue;
      if (node.used < since) {
        empty(node);
        continue;
      }
      bytes += weight(node);
      if (node.left) waiting.push(node.left);
      if (node.right) waiting.push(node.right);
    }
    return bytes;
  }
}
