import pino, { type Logger } from 'pino';
import type { ApiEndpoints, Engine } from '../../engine/engine.ts';
import { processStart } from '../../node/processes.ts';
import { devnetAccounts } from '../accounts.ts';
import { type ControlServer, serveControl } from '../control/server.ts';
import { Faucet } from '../faucet.ts';
import { devnetError } from '../faults.ts';
import { controlSocket } from '../paths.ts';
import { forget } from '../registry.ts';
import { writeState } from '../state-file.ts';
import type { DevnetState } from '../types.ts';
import { apiNotes, type DevnetApi, startApi } from './api.ts';
import { type DevnetConsumer, startConsumer } from './consumer.ts';
import { startEngine } from './engine.ts';
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
  let api: DevnetApi | undefined;
  let consumer: DevnetConsumer | undefined;
  const path = controlSocket(home);
  const control = await serveControl(path, controlHandlers(running, home, end));
  try {
    const { engine, notes } = await startEngine(message, { log, step, signal });
    running.engine = engine;
    api = await startApi(engine, message, log);
    const apis: readonly ApiEndpoints[] = api?.endpoints ?? engine.apis ?? [];
    const makeBlock = options.blockTime === 'manual' ? () => engine.advance({ blocks: 1 }) : null;
    const rpcs = rpcsOf(engine);
    const faucet = new Faucet({ rpcs, seed: options.seed, makeBlock });
    running.faucet = faucet;
    consumer = await startConsumer(message, { engine, rpcs, faucet, log });
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
      endpoints: {
        ...engine.endpoints,
        grpc: apis[0]?.grpc ?? null,
        rest: apis[0]?.rest ?? null,
        consumer: consumer?.endpoints.consumer ?? null,
        faucet: consumer?.endpoints.faucet ?? null,
      },
      rpcs: [...rpcs],
      grpcs: apis.map(({ grpc }) => grpc),
      rests: apis.map(({ rest }) => rest),
      accounts: await devnetAccounts(options.seed),
      home,
    };
    writeState(state);
    log.info({ rpc: engine.endpoints.rpc, height: Number(engine.height) }, 'devnet ready');
    notes.push(...apiNotes(options, apis[0]), ...(consumer?.notes ?? []));
    return { state, notes, stop: (reason) => stop(reason, { engine, above: [api, consumer], control, home, log }) };
  } catch (error) {
    await Promise.all([api?.close(), consumer?.close()]);
    await running.engine?.stop();
    await control.close();
    forget(home);
    throw devnetError(error);
  }
}

const rpcsOf = (engine: Engine): readonly string[] => engine.rpcs ?? [engine.endpoints.rpc];

interface Parts {
  engine: Engine;
  /** Servers that stand on it. */
  above: readonly ({ close(): Promise<void> } | undefined)[];
  control: ControlServer;
  home: string;
  log: Logger;
}

async function stop(reason: string, { engine, above, control, home, log }: Parts): Promise<void> {
  log.info({ reason, height: Number(engine.height) }, 'devnet stops');
  await Promise.all(above.map((server) => server?.close()));
  await Promise.all([engine.stop(), control.close()]);
  forget(home);
}
