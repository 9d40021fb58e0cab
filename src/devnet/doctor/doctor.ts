import { accessSync, constants, existsSync } from 'node:fs';
import { freeBytes, isScarce } from '../disk-space.ts';
import type { StoreErrorKind } from '../errors.ts';
import { dataFolder, devnetHome } from '../paths.ts';
import { readDevnet } from '../registry.ts';
import { listSnapshots } from '../snapshots.ts';
import { devnetHalt, devnetStatus } from '../status.ts';
import { type AskOptions, storeFindings } from './ask-store.ts';
import type { Check, StoreFindings } from './findings.ts';

export interface Diagnosis {
  running: boolean;
  findings: StoreFindings;
  /** Names of the snapshots that can be restored, the latest first. */
  snapshots: string[];
  /** What is wrong, most serious first; null where nothing is. */
  fault: StoreErrorKind | 'halted' | null;
}

/**
 * Looks at what a devnet keeps, and changes nothing. Of one that runs only what it says of itself is known: its store is
 * in use.
 * @throws DevnetError
 */
export async function diagnose(name: string, options: AskOptions): Promise<Diagnosis> {
  const home = devnetHome(name);
  const state = await readDevnet(name);
  const around = [freeSpace(home), permissions(home)];
  const snapshots = listSnapshots(home)
    .map((info) => info.name)
    .reverse();
  if (state) {
    const [{ height }, halted] = await Promise.all([devnetStatus(state), devnetHalt(state)]);
    const check: Check = {
      check: 'state',
      ok: halted === null,
      detail: halted ?? `height ${height}; it runs, so its store is not read: stop it first`,
    };
    const checks = [check, ...around];
    const findings = { ...RUNS, opens: true, height, wholeHeight: height, checks };
    return { running: true, findings, snapshots, fault: faultOf(null, around) ?? (halted === null ? null : 'halted') };
  }
  const read = await storeFindings(home, options);
  const findings = { ...read, checks: [...read.checks, ...around] };
  return { running: false, findings, snapshots, fault: faultOf(read.fault, around) };
}

const RUNS = { format: null, appHash: null, lowestBlock: null, lowestState: null, fault: null };

function faultOf(store: StoreErrorKind | null, [space, rights]: Check[]): Diagnosis['fault'] {
  if (store !== null && store !== 'io') return store;
  if (!rights?.ok) return 'read-only';
  if (!space?.ok) return 'full';
  return store;
}

function freeSpace(home: string): Check {
  const bytes = freeBytes(home);
  return { check: 'free space', ok: !isScarce(bytes), detail: `${Math.round(bytes / 1e6)} MB` };
}

function permissions(home: string): Check {
  const check = 'permissions';
  for (const path of [home, dataFolder(home), `${dataFolder(home)}/chain.mdb`]) {
    if (!existsSync(path)) continue;
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
    } catch (error) {
      return { check, ok: false, detail: `${path} cannot be written (${(error as NodeJS.ErrnoException).code})` };
    }
  }
  return { check, ok: true, detail: 'read and write' };
}
