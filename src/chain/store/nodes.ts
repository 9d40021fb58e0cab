import type { Database, Table } from './database.ts';
import { innerHash, leafHash } from './node-hash.ts';
import { decodeNode, encodeNode, nodeKey } from './node-record.ts';
import { damaged } from './store-error.ts';
import type { NodeSource, Root, TreeNode } from './tree-node.ts';

/** What a node takes up in memory besides its key and value, about: measured with test/bench/store.ts. */
const NODE_BYTES = 330;

const weight = ({ key, value }: TreeNode): number => NODE_BYTES + key.length + (value ? value.length : 0);

/** The hash that a node's content and name lead to. */
const hashOf = ({ key, value, height, size, version, left, right }: TreeNode): string =>
  value ? leafHash(key, value, version) : innerHash(height, size, version, left!.hash, right!.hash);

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

  /** Reads a node, which must be the one that its parent's hash is of. */
  fill(node: TreeNode): void {
    this.#read(node);
    if (hashOf(node) === node.hash) return;
    empty(node);
    throw damaged(this.#path, `node ${node.nonce} of version ${node.version} does not match its hash`);
  }

  /** Reads the root of a version, of which only the name is known: it is the app hash that it must lead to. */
  fillRoot(root: TreeNode): void {
    this.#read(root);
    root.hash = hashOf(root);
  }

  #read(node: TreeNode): void {
    const found = this.#table.read(nodeKey(node.version, node.nonce), (record) => {
      decodeNode(node, record);
      return true;
    });
    if (!found) throw damaged(this.#path, `node ${node.nonce} of version ${node.version} is missing`);
    this.#bytes += weight(node);
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
    if (this.#bytes * 4 > this.#bound * 3) this.#bytes = this.#sweep(all, this.generation);
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
