import type { Logger } from 'pino';
import type { BlockTime, Engine } from '../../engine/engine.ts';
import { readPlan, writePlan } from '../plan.ts';
import { sweepSnapshots } from '../snapshots.ts';
import type { DevnetOptions } from '../types.ts';
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
  if (!plan) await plantChain(options, home, root);
  sweepSnapshots(home);
  const engine =
    options.engine === 'embedded' ? await startEmbeddedDevnet(message, log) : await startValidators(message, starting);
  if (plan && !passing) writePlan(home, { ...options, genesisTime: plan.genesisTime });
  const notes: string[] = [];
  const port = Number(new URL(engine.endpoints.rpc).port);
  if (options.rpcPort !== 0 && port !== options.rpcPort) {
    notes.push(`Port ${options.rpcPort} is in use; the RPC listens on ${port} instead.`);
    log.warn({ wanted: options.rpcPort, port }, 'wanted port in use');
  }
  return { engine, notes };
}

/** How the engine shall make blocks. */
export function blockTimeOf({ blockTime, blockIntervalMs }: DevnetOptions): BlockTime {
  return blockIntervalMs === null ? (blockTime as 'instant' | 'manual') : { everyMs: blockIntervalMs };
}
