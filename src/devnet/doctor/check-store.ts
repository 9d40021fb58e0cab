import { existsSync } from 'node:fs';
import { Database, FORMAT_VERSION } from '../../chain/store/database.ts';
import { damaged, StoreError } from '../../chain/store/store-error.ts';
import { ConsensusHistory } from '../../engine/embedded/consensus-history.ts';
import { dataFile } from '../../engine/embedded/live-chain.ts';
import { DiskStore } from '../../engine/embedded/store/disk-store.ts';
import { decodeBlock, decodeFinalizeBlock } from '../../engine/embedded/types/decode.ts';
import { checkBlocks } from './check-blocks.ts';
import { checkSearch } from './check-search.ts';
import type { Check, StoreFindings } from './findings.ts';
import { TreeCheck } from './tree-check.ts';

const NOTHING: StoreFindings = {
  format: null,
  height: null,
  appHash: null,
  wholeHeight: null,
  lowestBlock: null,
  lowestState: null,
  checks: [],
  fault: null,
};

/**
 * Reads the store in a devnet's data folder and says what of it is whole. Changes nothing.
 * @param progress told now and then what is being read.
 */
export async function checkStore(data: string, progress: (what: string) => void): Promise<StoreFindings> {
  const path = dataFile(data);
  if (!existsSync(path)) {
    return {
      ...NOTHING,
      checks: [{ check: 'blocks', ok: true, detail: 'none yet: the next start begins at genesis' }],
    };
  }
  let database: Database;
  try {
    database = Database.open({ path, readOnly: true });
  } catch (error) {
    const fault = error instanceof StoreError ? error.fault : 'io';
    return { ...NOTHING, checks: [{ check: 'format', ok: false, detail: reason(error) }], fault };
  }
  try {
    return readStore(database, data, progress);
  } finally {
    await database.close();
  }
}

function readStore(database: Database, data: string, progress: (what: string) => void): StoreFindings {
  const format: Check = { check: 'format', ok: true, detail: `version ${FORMAT_VERSION}` };
  let store: DiskStore;
  let tree: TreeCheck;
  try {
    store = new DiskStore(database);
    tree = new TreeCheck(database);
  } catch (error) {
    return { ...NOTHING, checks: [format, { check: 'state', ok: false, detail: reason(error) }], fault: 'damaged' };
  }
  const bounds = tree.history.bounds();
  const whole = bounds && highestWhole(store, tree, bounds, progress);
  const state = stateCheck(store.height, whole);
  const blocks = checkBlocks(store, tree.history, whole?.height ?? store.height, progress);
  const search = checkSearch(data, store);
  return {
    format: FORMAT_VERSION,
    height: store.height === 0n ? null : Number(store.height),
    appHash: whole?.height === store.height ? whole.appHash : null,
    wholeHeight: whole ? Number(whole.height) : null,
    lowestBlock: store.base === 0n ? null : Number(store.base),
    lowestState: bounds ? Number(bounds.oldest) : null,
    checks: [format, state, blocks, search],
    fault: state.ok && blocks.ok ? null : 'damaged',
  };
}

interface Whole {
  height: bigint;
  appHash: string;
  /** What is wrong with the heights above. */
  above: string | undefined;
}

/** The highest height of which state, block, results and validators are there, and fit together. */
function highestWhole(
  store: DiskStore,
  tree: TreeCheck,
  { oldest, latest }: { oldest: bigint; latest: bigint },
  progress: (what: string) => void,
): Whole | undefined {
  const history = new ConsensusHistory(store);
  let above: string | undefined;
  const top = latest > store.height ? latest : store.height;
  for (let height = top; height >= oldest; height--) {
    progress(`state of height ${height}`);
    try {
      const { appHash } = tree.version(height);
      const block = store.block(height);
      const results = store.results(height);
      if (!block || !results) throw damaged('', `block ${height} is missing`);
      decodeBlock(block.block);
      if (Buffer.compare(decodeFinalizeBlock(results).appHash, appHash) !== 0) {
        throw damaged('', `the state of height ${height} is not the one that its block left`);
      }
      if (!history.validatorsAt(height + 2n) || !history.paramsAt(height + 1n)) {
        throw damaged('', `who validates after height ${height} is not known`);
      }
      return { height, appHash: Buffer.from(appHash).toString('hex').toUpperCase(), above };
    } catch (error) {
      above ??= reason(error);
    }
  }
  return undefined;
}

function stateCheck(height: bigint, whole: Whole | undefined): Check {
  const check = 'state';
  if (height === 0n) return { check, ok: true, detail: 'none yet: the next start begins at genesis' };
  if (!whole) return { check, ok: false, detail: 'no height is whole' };
  return whole.above === undefined
    ? { check, ok: true, detail: `height ${whole.height}, app hash as its block says, every node of the tree read` }
    : { check, ok: false, detail: `${whole.above}; height ${whole.height} is whole` };
}

/** The error in a few words, without the file that it is about. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^the store \S* is damaged: /, '');
}
