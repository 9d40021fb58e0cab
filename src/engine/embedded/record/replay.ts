import { setImmediate as turn } from 'node:timers/promises';
import { EngineError } from '../../engine.ts';
import type { ApplicationFactory, EngineApplication } from '../options.ts';
import { initialState } from '../state.ts';
import { readGenesis } from '../types/genesis.ts';
import { hex } from '../types/hash.ts';
import { digestOf, type RecordedBlock, type RecordedWrite, type RecordHead, readRecord } from './record.ts';

const STEP_MS = 8;

/** Where the replayed run parts from the recorded one. */
export interface ReplayDifference {
  readonly height: bigint;
  /** App hashes, upper-case hexadecimal; `replayed` is empty where the application threw. */
  readonly recorded: string;
  readonly replayed: string;
  /**
   * The first key that differs, in the order of stores and keys: the module's store, the key in upper-case hexadecimal,
   * and which run wrote it. Absent where the record does not say what that block wrote, or only the trees differ.
   */
  readonly first?: {
    readonly store: string;
    readonly key: string;
    readonly what: 'only-recorded' | 'only-replayed' | 'value';
  };
  /** Why the application could not go on. */
  readonly error?: string;
}

export interface ReplayResult {
  readonly chainId: string;
  /** The first and the last height that were replayed to the recorded app hash; `to` is 0 where there is none. */
  readonly from: bigint;
  readonly to: bigint;
  readonly blocks: number;
  /** App hash after `to`, upper-case hexadecimal. */
  readonly appHash: string;
  /** Absent where every app hash was obtained again. */
  readonly difference?: ReplayDifference;
}

export interface ReplayOptions {
  readonly signal?: AbortSignal;
  /** Called now and then. */
  readonly onProgress?: (blocks: number, height: bigint) => void;
}

/**
 * Runs a record through a fresh application in memory and compares every app hash; stops at the first that differs.
 * @throws EngineError `invalid-record`, `invalid-genesis`
 */
export async function replayRecord(
  path: string,
  openApplication: ApplicationFactory,
  { signal, onProgress }: ReplayOptions = {},
): Promise<ReplayResult> {
  const app = openApplication(undefined);
  let done: Omit<ReplayResult, 'difference'> | undefined;
  let until = performance.now() + STEP_MS;
  for await (const item of readRecord(path)) {
    if (!('request' in item)) {
      done = begin(app, item);
      continue;
    }
    if (signal?.aborted || done === undefined) break;
    const difference = step(app, item);
    if (difference) return { ...done, difference };
    const { height } = item.request;
    done = { ...done, to: height, blocks: done.blocks + 1, appHash: hex(item.appHash) };
    if (performance.now() < until) continue;
    onProgress?.(done.blocks, height);
    await turn();
    until = performance.now() + STEP_MS;
  }
  if (done === undefined) throw new EngineError('invalid-record', `${path} is empty`, { path });
  return done;
}

function begin(app: EngineApplication, { genesis: doc }: RecordHead): Omit<ReplayResult, 'difference'> {
  const genesis = readGenesis(doc);
  const { appHash } = initialState(app, genesis);
  return { chainId: genesis.chainId, from: genesis.initialHeight, to: 0n, blocks: 0, appHash: hex(appHash) };
}

function step(app: EngineApplication, { request, appHash, writes }: RecordedBlock): ReplayDifference | undefined {
  const { height } = request;
  const recorded = hex(appHash);
  try {
    const response = app.finalizeBlock(request);
    app.commit();
    if (Buffer.compare(response.appHash, appHash) === 0) return undefined;
    const replayed = app.changesAt?.(height);
    const first = writes && replayed && firstDifference(writes, Array.from(replayed, digestOf));
    return { height, recorded, replayed: hex(response.appHash), ...(first && { first }) };
  } catch (error) {
    return { height, recorded, replayed: '', error: error instanceof Error ? error.message : String(error) };
  }
}

/** Both lists are in the order of stores and keys. */
function firstDifference(
  recorded: readonly RecordedWrite[],
  replayed: readonly RecordedWrite[],
): ReplayDifference['first'] {
  for (let i = 0; i < recorded.length || i < replayed.length; i++) {
    const [a, b] = [recorded[i], replayed[i]];
    if (a && b && a.store === b.store && a.key === b.key) {
      if (a.digest !== b.digest) return shown(a, 'value');
      continue;
    }
    return a && (!b || comesFirst(a, b)) ? shown(a, 'only-recorded') : shown(b!, 'only-replayed');
  }
  return undefined;
}

function comesFirst(a: RecordedWrite, b: RecordedWrite): boolean {
  return a.store === b.store ? a.key < b.key : a.store < b.store;
}

function shown({ store, key }: RecordedWrite, what: NonNullable<ReplayDifference['first']>['what']) {
  return { store, key: hex(Buffer.from(key, 'latin1')), what };
}
