import { existsSync } from 'node:fs';
import pino, { type Logger } from 'pino';
import type { Engine } from '../../engine/engine.ts';
import { processStart } from '../../node/processes.ts';
import { devnetAccounts } from '../accounts.ts';
import { type ControlServer, serveControl } from '../control/server.ts';
import { DevnetError } from '../errors.ts';
import type { Faucet } from '../faucet.ts';
import { devnetError } from '../faults.ts';
import { endFirstStart } from '../first-start.ts';
import { controlSocket } from '../paths.ts';
import { forget } from '../registry.ts';
import { writeState } from '../state-file.ts';
import type { DevnetState } from '../types.ts';
import { type Assembled, assemble } from './assemble.ts';
import { controlHandlers } from './handlers.ts';
import type { StartMessage, StartStep } from './messages.ts';

/** A devnet that runs in this process. */
export interface Devnet {
  state: DevnetState;
  /** What the starter should say, such as a port that was taken. */
  notes: string[];
  stop(reason: string): Promise<void>;
}

export interface Surroundings {
  /** Called when somebody asks it to stop over the control socket. */
  end(reason: string): void;
  /** Told how the start goes. */
  step(step: StartStep): void;
  /** Ends a start that is under way. */
  signal: AbortSignal;
}

/**
 * Brings a devnet up in this process: control socket (which also keeps a second one of that name out), chain, engine, state file.
 */
export async function runDevnet(message: StartMessage, { end, step, signal }: Surroundings): Promise<Devnet> {
  const { options, home } = message;
  // The log lines go to standard output, which the starter pointed at the devnet's log file.
  const lines = pino.destination({ dest: 1, sync: true });
  // Where the disk is full the log is the least of it.
  lines.on('error', () => undefined);
  const log = pino({ base: undefined }, lines);
  process.title = `allokit devnet ${options.name}`;
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    // One stray connection must not end the network; a chain that fails halts by itself.
    process.on(event, (err: unknown) =>
      log.error({ err }, `unexpected: ${err instanceof Error ? err.message : String(err)}`),
    );
  }
  const running: { engine: Engine | null; faucet: Faucet | null } = { engine: null, faucet: null };
  let parts: Assembled | undefined;
  const path = controlSocket(home);
  // Its starter made it; where it was taken away meanwhile nobody wants the devnet any more.
  if (!existsSync(home)) throw new DevnetError('bad-home', `${home} is gone.`);
  const control = await serveControl(path, controlHandlers(running, home, end));
  try {
    const assembled = await assemble(message, { log, step, signal });
    parts = assembled;
    const { engine, faucet, endpoints, rpcs, grpcs, rests } = parts;
    Object.assign(running, { engine, faucet });
    const state: DevnetState = {
      version: 1,
      name: options.name,
      engine: options.engine,
      chainId: engine.chainId,
      blockTime: options.blockTime,
      seed: options.seed,
      pid: process.pid,
      processStart: processStart(process.pid) ?? '',
      control: path,
      endpoints,
      rpcs: [...rpcs],
      grpcs: [...grpcs],
      rests: [...rests],
      accounts: await devnetAccounts(options.seed),
      home,
    };
    writeState(state);
    endFirstStart(home);
    log.info({ rpc: engine.endpoints.rpc, height: Number(engine.height) }, 'devnet ready');
    return { state, notes: [...assembled.notes], stop: (reason) => stop(reason, assembled, { control, home, log }) };
  } catch (error) {
    await parts?.close();
    await control.close();
    forget(home);
    throw devnetError(error);
  }
}

interface Surrounded {
  control: ControlServer;
  home: string;
  log: Logger;
}

async function stop(reason: string, parts: Assembled, { control, home, log }: Surrounded): Promise<void> {
  log.info({ reason, height: Number(parts.engine.height) }, 'devnet stops');
  await Promise.all([parts.close(), control.close()]);
  forget(home);
}
