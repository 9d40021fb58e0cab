import { readFileSync, rmSync } from 'node:fs';
import type { BlockTime } from '../engine/engine.ts';
import { DevnetError } from './errors.ts';
import { dataFolder, genesisFile, planFile, startingFile } from './paths.ts';
import { writePrivate } from './state-file.ts';
import type { ChainPlan, DevnetOptions } from './types.ts';

/**
 * The chain that a home holds, running or not; null where it holds none.
 * @throws DevnetError `damaged`, `newer-format` where it cannot be told.
 */
export function readPlan(home: string): ChainPlan | null {
  const path = planFile(home);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new DevnetError('bad-home', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const plan = parse(text);
  if (typeof plan?.version === 'number' && plan.version > 1) {
    throw new DevnetError('newer-format', `${path} was written by a newer version of allo.`);
  }
  if (plan?.version !== 1 || typeof plan.chainId !== 'string' || typeof plan.validators !== 'number') {
    throw new DevnetError('damaged', `${path} is not what allo wrote there.`, {
      hint: 'Mend it (docs/store.md says what it holds), or remove the devnet with `allo devnet down --purge`.',
    });
  }
  // Before there were others, every chain was of that engine, and gas cost nothing.
  return { engine: 'embedded', minGasPrice: '0', ...plan } as ChainPlan;
}

function parse(text: string): Partial<ChainPlan> | null {
  try {
    return JSON.parse(text) as Partial<ChainPlan> | null;
  } catch {
    return null;
  }
}

/** Keeps what the chain is and how it is run; whole or not at all. */
export function writePlan(home: string, options: DevnetOptions & { genesisTime: string }): void {
  const { engine, chainId, validators, genesisTime, seed, minGasPrice = '0', blockTime, sync } = options;
  const { rpcPort, grpcPort, restPort, consumerPort, faucetPort } = options;
  const ports = { rpcPort, grpcPort, restPort, consumerPort, faucetPort };
  const chain = { engine, chainId, validators, genesisTime, seed, minGasPrice };
  const plan: ChainPlan = { version: 1, ...chain, blockTime, ...ports, sync };
  writePrivate(planFile(home), `${JSON.stringify(plan, null, 2)}\n`);
}

/** Removes a chain from its home: what it is, its genesis and its data; snapshots and the log stay. */
export function removeChain(home: string): void {
  rmSync(planFile(home), { force: true });
  rmSync(genesisFile(home), { force: true });
  rmSync(dataFolder(home), { recursive: true, force: true });
  rmSync(startingFile(home), { force: true });
}

/** How the engine shall make blocks. */
export function blockTimeOf({
  blockTime,
  blockIntervalMs,
}: Pick<DevnetOptions, 'blockTime' | 'blockIntervalMs'>): BlockTime {
  return blockIntervalMs === null ? (blockTime as 'instant' | 'manual') : { everyMs: blockIntervalMs };
}
