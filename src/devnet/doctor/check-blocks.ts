import type { Database } from '../../chain/store/database.ts';
import type { History } from '../../chain/store/history.ts';
import type { DiskStore } from '../../engine/embedded/store/disk-store.ts';
import { decodeBlock } from '../../engine/embedded/types/decode.ts';
import type { Check, Reading } from './findings.ts';

export interface StoreParts {
  database: Database;
  store: DiskStore;
  history: History;
}

/** How many damaged heights are named. */
const NAMED = 5;
const STEP = 1_000n;

/**
 * Reads every block up to `top`: each must be there, follow the one before it, and carry the app hash that the state
 * before it has, as far as states are kept.
 */
export function checkBlocks(
  { database, store, history }: StoreParts,
  top: bigint,
  reading: (what: Reading) => void,
): Check {
  const { base } = store;
  if (base === 0n) return { check: 'blocks', ok: true, detail: 'none yet' };
  const bad: bigint[] = [];
  let previous: Uint8Array | undefined;
  for (let height = base; height <= top; height++) {
    if (height % STEP === 0n) reading({ what: 'block', height: Number(height) });
    const hash = follows(store, history, height, previous);
    if (!hash) {
      bad.push(height);
      database.readAnew();
    }
    previous = hash;
  }
  const named = `${bad.slice(0, NAMED).join(', ')}${bad.length > NAMED ? ' and more' : ''}`;
  return bad.length === 0
    ? { check: 'blocks', ok: true, detail: `${base} to ${top}, one after the other` }
    : { check: 'blocks', ok: false, detail: `${base} to ${top}, but ${bad.length} of them damaged: ${named}` };
}

/** The block's hash where it is whole and follows the one before; `previous` is unknown where that one is damaged. */
function follows(
  store: DiskStore,
  history: History,
  height: bigint,
  previous: Uint8Array | undefined,
): Uint8Array | undefined {
  try {
    const stored = store.block(height);
    if (!stored || !store.results(height)) return undefined;
    const { header } = decodeBlock(stored.block);
    if (header.height !== height || (previous && !same(header.lastBlockId.hash, previous))) return undefined;
    const before = history.appHashAt(height - 1n);
    return before && !same(header.appHash, before) ? undefined : stored.blockId.hash;
  } catch {
    return undefined;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
