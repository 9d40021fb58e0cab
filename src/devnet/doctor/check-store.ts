import { existsSync, rmSync } from 'node:fs';
import { copyAsOpened, Database, FORMAT_VERSION, isRestoreDue } from '../../chain/store/database.ts';
import { damaged, StoreError } from '../../chain/store/store-error.ts';
import { ConsensusHistory } from '../../engine/embedded/consensus-history.ts';
import { dataFile } from '../../engine/embedded/live-chain.ts';
import { DiskStore } from '../../engine/embedded/store/disk-store.ts';
import { decodeBlock, decodeFinalizeBlock } from '../../engine/embedded/types/decode.ts';
import { checkedFolder, dataFolder } from '../paths.ts';
import { checkBlocks, type StoreParts } from './check-blocks.ts';
import { checkSearch } from './check-search.ts';
import type { Check, Reading, StoreFindings } from './findings.ts';
import { TreeCheck } from './tree-check.ts';

const NOTHING: StoreFindings = {
  format: null,
  height: null,
  appHash: null,
  wholeHeight: null,
  lowestBlock: null,
  lowestState: null,
  opens: false,
  checks: [],
  fault: null,
};

export interface CheckOptions {
  /** Look for a whole height from here downwards, instead of from the latest. */
  from?: number | undefined;
  /** Told what is read next. */
  reading: (what: Reading) => void;
  /** Told what was found before the blocks are read. */
  sofar: (findings: StoreFindings) => void;
}

/**
 * Reads the store in a devnet's home and says what of it is whole. Changes nothing: where opening it would first lead it
 * back to its last checkpoint, a copy is led back and read.
 */
export async function checkStore(home: string, options: CheckOptions): Promise<StoreFindings> {
  const data = dataFolder(home);
  const path = dataFile(data);
  if (!existsSync(path)) {
    return {
      ...NOTHING,
      opens: true,
      checks: [{ check: 'blocks', ok: true, detail: 'none yet: the next start begins at genesis' }],
    };
  }
  const checked = checkedFolder(home);
  try {
    let database: Database;
    try {
      if (isRestoreDue(path)) {
        copyAsOpened(path, dataFile(checked));
        database = Database.open({ path: dataFile(checked), sync: 'full' });
      } else database = Database.open({ path, readOnly: true });
    } catch (error) {
      const fault = error instanceof StoreError ? error.fault : 'io';
      return { ...NOTHING, checks: [{ check: 'format', ok: false, detail: reason(error) }], fault };
    }
    try {
      return readStore(database, data, options);
    } finally {
      await database.close();
    }
  } finally {
    rmSync(checked, { recursive: true, force: true });
  }
}

function readStore(database: Database, data: string, { from, reading, sofar }: CheckOptions): StoreFindings {
  const format: Check = { check: 'format', ok: true, detail: `version ${FORMAT_VERSION}` };
  let store: DiskStore;
  let tree: TreeCheck;
  let bounds: ReturnType<TreeCheck['bounds']>;
  try {
    store = new DiskStore(database);
    tree = new TreeCheck(database);
    bounds = tree.bounds();
  } catch (error) {
    return { ...NOTHING, checks: [format, { check: 'state', ok: false, detail: reason(error) }], fault: 'damaged' };
  }
  const { history } = tree;
  const whole = bounds && highestWhole({ database, store, history }, tree, { ...bounds, from }, reading);
  const state = stateCheck(store.height, whole);
  const genesis = genesisCheck(database);
  const opens = genesis.ok && state.ok;
  const findings: StoreFindings = {
    format: FORMAT_VERSION,
    height: store.height === 0n ? null : Number(store.height),
    appHash: whole?.height === store.height ? whole.appHash : null,
    wholeHeight: whole ? Number(whole.height) : null,
    lowestBlock: store.base === 0n ? null : Number(store.base),
    lowestState: bounds ? Number(bounds.oldest) : null,
    opens,
    checks: [format, genesis, state],
    fault: opens ? null : 'damaged',
  };
  sofar(findings);
  const blocks = checkBlocks({ database, store, history }, whole?.height ?? store.height, reading);
  const checks = [...findings.checks, blocks, checkSearch(data, store)];
  return { ...findings, checks, fault: opens && blocks.ok ? null : 'damaged' };
}

/** The genesis document, and what else is kept of the chain as a whole. */
function genesisCheck(database: Database): Check {
  try {
    for (const _ of database.table('chain').entries());
    return { check: 'genesis', ok: true, detail: 'kept' };
  } catch (error) {
    database.readAnew();
    return { check: 'genesis', ok: false, detail: `${reason(error)}; genesis.json in the home has it too` };
  }
}

interface Whole {
  height: bigint;
  appHash: string;
  /** What is wrong with the heights above. */
  above: string | undefined;
}

/** The highest height of which state, block, results and validators are there, and fit together. */
function highestWhole(
  { database, store }: StoreParts,
  tree: TreeCheck,
  { oldest, latest, from }: { oldest: bigint; latest: bigint; from: number | undefined },
  reading: (what: Reading) => void,
): Whole | undefined {
  const history = new ConsensusHistory(store);
  let above = from === undefined ? undefined : 'the heights above cannot be read';
  const top = from === undefined ? (latest > store.height ? latest : store.height) : BigInt(from);
  try {
    tree.history.bounds();
  } catch (error) {
    above ??= reason(error);
    database.readAnew();
  }
  for (let height = top; height >= oldest; height--) {
    reading({ what: 'state', height: Number(height) });
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
      database.readAnew();
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
