import type { Change } from './branch.ts';
import { type NodeSource, type Root, type TreeNode, visit } from './tree-node.ts';
import type { Version } from './version.ts';

/** The walk over one tree: what is still to come, the next on top. */
class Walk {
  readonly #source: NodeSource;
  readonly #waiting: TreeNode[];

  constructor(source: NodeSource, root: Root) {
    this.#source = source;
    this.#waiting = root ? [root] : [];
  }

  get next(): TreeNode | undefined {
    return this.#waiting.at(-1);
  }

  skip(): void {
    this.#waiting.pop();
  }

  /** Puts the sides of the next node in its place. */
  open(): void {
    const { left, right } = visit(this.#source, this.#waiting.pop()!);
    this.#waiting.push(right!, left!);
  }

  leaf(): TreeNode {
    return visit(this.#source, this.next!);
  }
}

const sameNode = (a: TreeNode, b: TreeNode): boolean => a === b || (a.version === b.version && a.nonce === b.nonce);

/** What makes one tree of another, in the order of the keys; parts that they share are not looked into. */
function* changesOfTree(store: string, before: Walk, after: Walk): IterableIterator<Change> {
  for (;;) {
    const [old, made] = [before.next, after.next];
    if (old && made && sameNode(old, made)) {
      before.skip();
      after.skip();
    } else if (old && old.height > 0 && old.height >= (made?.height ?? 0)) before.open();
    else if (made && made.height > 0) after.open();
    else if (made && (!old || after.leaf().key <= before.leaf().key)) {
      const { key, value } = after.leaf();
      const replaced = old && before.leaf().key === key ? before.leaf() : undefined;
      if (replaced) before.skip();
      after.skip();
      if (!replaced || Buffer.compare(replaced.value!, value!) !== 0) yield { store, key, value };
    } else if (old) {
      yield { store, key: before.leaf().key, value: undefined };
      before.skip();
    } else return;
  }
}

/** What makes a version of the one before it (nothing: of the empty state), by store and key. */
export function* changesBetween(before: Version | undefined, after: Version): IterableIterator<Change> {
  for (const [store, root] of after.roots) {
    const old = new Walk(before?.source ?? after.source, before?.roots.get(store));
    yield* changesOfTree(store, old, new Walk(after.source, root));
  }
}
