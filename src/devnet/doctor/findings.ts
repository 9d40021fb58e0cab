import type { StoreErrorKind } from '../errors.ts';

/** One thing that was looked at. */
export interface Check {
  check: 'format' | 'genesis' | 'state' | 'blocks' | 'search index' | 'free space' | 'permissions';
  ok: boolean;
  /** What was found, in a few words. */
  detail: string;
}

/** What the store of a stopped devnet was found to be. Heights are null where there is none. */
export interface StoreFindings {
  /** Format version of the file; null where it cannot be read. */
  format: number | null;
  /** Height of the latest block. */
  height: number | null;
  /** App hash after it, upper-case hexadecimal. */
  appHash: string | null;
  /** The highest height of which everything is there: state, block, results. */
  wholeHeight: number | null;
  /** Lowest height whose block, and whose state, is kept. */
  lowestBlock: number | null;
  lowestState: number | null;
  /** Whether the devnet can go on from its latest block as it is. */
  opens: boolean;
  checks: Check[];
  /** Why the devnet cannot go on as it is; null where it can. */
  fault: StoreErrorKind | null;
}

/** What is being read: `state` of a height (the latest first), or `block` by block. */
export interface Reading {
  what: 'state' | 'block';
  height: number;
}

/**
 * What the parent tells the process that reads the store, and what it hears from it: what it reads, what it found so far,
 * and the end. `from` is the height below which a check looks for one that is whole.
 */
export type StoreTask = { task: 'check'; home: string; from?: number } | { task: 'cut'; home: string; height: number };
export type StoreAnswer =
  | { reading: Reading }
  | { sofar: StoreFindings }
  | { findings: StoreFindings }
  | { done: true }
  | { error: { kind: StoreErrorKind | 'height'; message: string } };
