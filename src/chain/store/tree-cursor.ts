import type { Range } from './branch.ts';
import { type NodeSource, type Root, type TreeNode, visit } from './tree-node.ts';

/** Walks the leaves within the bounds. */
export class TreeCursor {
  readonly #source: NodeSource;
  readonly #stop: string | undefined;
  readonly #reverse: boolean;
  readonly #waiting: TreeNode[] = [];
  #next: TreeNode | undefined;

  constructor(source: NodeSource, root: Root, { start, end, reverse = false }: Range) {
    this.#source = source;
    this.#reverse = reverse;
    this.#stop = reverse ? start : end;
    let node = root && visit(source, root);
    while (node && node.height > 0) {
      const onTheLeft: boolean = reverse
        ? end !== undefined && end <= node.key
        : start === undefined || start < node.key;
      // The other side comes later, unless the walk goes away from it.
      if (onTheLeft !== reverse) this.#waiting.push(node);
      node = visit(source, onTheLeft ? node.left! : node.right!);
    }
    this.#next = node;
    if (node && (reverse ? end !== undefined && node.key >= end : start !== undefined && node.key < start))
      this.#advance();
  }

  #advance(): void {
    const source = this.#source;
    const up = this.#waiting.pop();
    if (!up) {
      this.#next = undefined;
      return;
    }
    // Between two leaves the cache may have let the node go.
    visit(source, up);
    let node = visit(source, this.#reverse ? up.left! : up.right!);
    while (node.height > 0) {
      this.#waiting.push(node);
      node = visit(source, this.#reverse ? node.right! : node.left!);
    }
    this.#next = node;
  }

  /** The next leaf, or nothing at the end. */
  next(): TreeNode | undefined {
    const leaf = this.#next && visit(this.#source, this.#next);
    if (!leaf) return undefined;
    const stop = this.#stop;
    if (stop !== undefined && (this.#reverse ? leaf.key < stop : leaf.key >= stop)) {
      this.#next = undefined;
      return undefined;
    }
    this.#advance();
    return leaf;
  }
}
