import type { Database } from '../store/database.ts';
import { History } from '../store/history.ts';
import { hollowNode, type NodeSource, type TreeNode } from '../store/tree-node.ts';
import { joinLeaves } from '../store/version.ts';
import { CHUNK_BYTES, nodeRecord, stateRecord, storeRecord } from './format.ts';

/** Nodes are read once and let go, so hardly any stay in memory. */
const CACHE_BYTES = 1 << 20;

/**
 * The chunks of the state at a height that is kept, one after the other: between two of them, blocks may be made. Same
 * state, same bytes, on every node.
 * @param chunkBytes about how large a chunk becomes; all nodes of a network must agree on it
 * @throws RangeError where the height is not kept, StoreError where it is forgotten meanwhile
 */
export function* exportState(
  database: Database,
  stores: readonly string[],
  height: bigint,
  chunkBytes = CHUNK_BYTES,
): Generator<Uint8Array> {
  const history = new History(database, stores, CACHE_BYTES);
  const version = history.load(height);
  if (!version || Buffer.compare(joinLeaves(version.leaves), version.appHash) !== 0) {
    throw new RangeError(`height ${height} is not kept`);
  }
  let records: Buffer[] = [stateRecord(height, version.time)];
  let bytes = 0;
  const full = (record: Buffer): boolean => {
    records.push(record);
    bytes += record.length;
    return bytes >= chunkBytes;
  };
  const chunk = (): Uint8Array => {
    const joined = Buffer.concat(records);
    records = [];
    bytes = 0;
    return joined;
  };
  for (const [name, root] of version.roots) {
    if (full(storeRecord(name))) yield chunk();
    if (!root) continue;
    for (const node of postOrder(history.nodes, root)) if (full(nodeRecord(node))) yield chunk();
  }
  if (records.length > 0) yield chunk();
}

/** The nodes of a tree, sides before what joins them. Only the way from the root is held in memory. */
function* postOrder(source: NodeSource, root: TreeNode): Generator<TreeNode> {
  const way: { node: TreeNode; done: number }[] = [{ node: root, done: 0 }];
  for (let top = way.at(-1); top; top = way.at(-1)) {
    const { node, done } = top;
    if (node.value || done === 2) {
      way.pop();
      yield node;
    } else {
      top.done += 1;
      way.push({ node: loaded(source, done === 0 ? node.left! : node.right!), done: 0 });
    }
  }
}

/** The node with its content, in a copy that nothing else refers to. */
function loaded(source: NodeSource, { version, nonce, height, size, hash, ...node }: TreeNode): TreeNode {
  const copy = { ...hollowNode(version, nonce, height, size, hash), ...(!node.hollow && node) };
  if (copy.hollow) source.fill(copy);
  return copy;
}
