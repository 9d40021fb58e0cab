import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import { dataFile } from '../../engine/embedded/live-chain.ts';
import type { Engine } from '../../engine/engine.ts';
import { beginFirstStart } from '../first-start.ts';
import { dataFolder } from '../paths.ts';
import { readPlan, writePlan } from '../plan.ts';
import { movedNote } from '../ports.ts';
import { sweepSnapshots } from '../snapshots.ts';
import { plantChain } from './chain.ts';
import { startEmbeddedDevnet } from './embedded.ts';
import type { StartMessage, StartStep } from './messages.ts';
import { startValidators } from './validators.ts';

export interface StartedEngine {
  engine: Engine;
  /** What the starter should say, such as a port that was taken. */
  notes: string[];
}

/** What a start has around it. */
export interface Starting {
  log: Logger;
  /** Told how the start goes. */
  step(step: StartStep): void;
  /** Ends it; what was started is gone then. */
  signal: AbortSignal;
}

/**
 * Starts the engine on the chain in the home, which is made where there is none.
 * @throws DevnetError, EngineError, StoreError
 */
export async function startEngine(message: StartMessage, starting: Starting): Promise<StartedEngine> {
  const { options, home, root, passing } = message;
  const { log } = starting;
  const plan = readPlan(home);
  if (!plan) {
    beginFirstStart(home);
    await plantChain(options, home, root);
  }
  sweepSnapshots(home);
  const lost = plan !== null && options.engine === 'embedded' && storeIsGone(home);
  const { engine, notes }: StartedEngine =
    options.engine === 'embedded'
      ? { engine: await startEmbeddedDevnet(message, log), notes: [] }
      : await startValidators(message, starting);
  if (plan && !passing) writePlan(home, { ...options, genesisTime: plan.genesisTime });
  if (lost) notes.push(`The store of this chain was gone from ${dataFolder(home)}: it begins again at its genesis.`);
  const port = Number(new URL(engine.endpoints.rpc).port);
  if (options.rpcPort !== 0 && port !== options.rpcPort) {
    notes.push(...movedNote(options.rpcPort, 'the RPC', port));
    log.warn({ wanted: options.rpcPort, port }, 'wanted port in use');
  }
  return { engine, notes };
}

/** No data file where a chain was, or an empty one: a stranger's hand, or a first start that was cut short. */
function storeIsGone(home: string): boolean {
  const file = statSync(dataFile(dataFolder(home)), { throwIfNoEntry: false });
  return !file || file.size === 0;
}
