import type { Database } from '../../chain/store/database.ts';
import { History } from '../../chain/store/history.ts';
import { innerHash, leafHash } from '../../chain/store/node-hash.ts';
import { damaged } from '../../chain/store/store-error.ts';
import type { TreeNode } from '../../chain/store/tree-node.ts';
import type { Version } from '../../chain/store/version.ts';
import { heightOfKey } from '../../engine/embedded/store/disk-log.ts';

/** Memory for nodes is let go as the walk goes on, so the bound is never reached. */
const CACHE_BYTES = 1 << 30;

/** Walks whole trees: every node is read, and must have the hash that the app hash is made of. */
export class TreeCheck {
  readonly #database: Database;
  readonly #history: History;
  /** Nodes that were found whole: versions share most of them. */
  readonly #whole = new Set<string>();

  constructor(database: Database) {
    this.#database = database;
    this.#history = new History(database, [], CACHE_BYTES);
  }

  get history(): History {
    return this.#history;
  }

  /** The heights of which there is a state, right or not; undefined where there is none. */
  bounds(): { oldest: bigint; latest: bigint } | undefined {
    const [oldest] = this.#database.table('versions').keys({ limit: 1 });
    const [latest] = this.#database.table('versions').keys({ limit: 1, reverse: true });
    return oldest && latest && { oldest: heightOfKey(oldest), latest: heightOfKey(latest) };
  }

  /** The version of a height, after all of its nodes were found whole. @throws StoreError `damaged` */
  version(height: bigint): Version {
    const version = this.#history.load(height);
    if (!version) throw damaged(this.#database.path, `there is no state of height ${height}`);
    for (const root of version.roots.values()) if (root) this.#walk(root);
    return version;
  }

  #walk(root: TreeNode): void {
    // A node is whole when all below it is: it is noted on the way back.
    const path: { node: TreeNode; left: boolean }[] = [];
    const enter = (node: TreeNode): void => {
      if (this.#whole.has(nameOf(node))) return;
      this.#read(node);
      path.push({ node, left: true });
    };
    enter(root);
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { node } = step;
      const next = step.left ? node.left : node.right;
      if (next && step.left) {
        step.left = false;
        enter(next);
        continue;
      }
      path.pop();
      this.#whole.add(nameOf(node));
      node.left = undefined;
      if (next) enter(next);
      node.right = undefined;
    }
  }

  #read(node: TreeNode): void {
    if (node.hollow) this.#history.nodes.fill(node);
    const { key, value, version, height, size, left, right } = node;
    const hash = value ? leafHash(key, value, version) : innerHash(height, size, version, left!.hash, right!.hash);
    if (hash !== node.hash) {
      throw damaged(this.#database.path, `node ${node.nonce} of version ${version} does not have its hash`);
    }
  }
}

const nameOf = ({ version, nonce }: TreeNode): string => `${version} ${nonce}`;
