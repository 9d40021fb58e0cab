import pino, { type Logger } from 'pino';
import { createApplication } from '../../chain/app.ts';
import { createModules, defaultAppState } from '../../chain/app-modules.ts';
import { type EmbeddedEngine, startEmbedded } from '../../engine/embedded/index.ts';
import { EngineError } from '../../engine/engine.ts';
import { ed25519, pubkeyAddress, secp256k1 } from '../../wire/index.ts';
import { devnetAccounts, validatorKeys } from '../accounts.ts';
import { type ControlServer, serveControl } from '../control/server.ts';
import { DevnetError } from '../errors.ts';
import { Faucet } from '../faucet.ts';
import { buildGenesis, readPreset } from '../genesis.ts';
import { controlSocket, genesisFile } from '../paths.ts';
import { freePort } from '../ports.ts';
import { processStart } from '../processes.ts';
import { forget } from '../registry.ts';
import { writePrivate, writeState } from '../state-file.ts';
import type { DevnetOptions, DevnetState } from '../types.ts';
import { controlHandlers } from './handlers.ts';
import type { StartMessage } from './messages.ts';

/** A devnet that runs in this process. */
export interface Devnet {
  state: DevnetState;
  /** What the starter should say, such as a port that was taken. */
  notes: string[];
  stop(reason: string): Promise<void>;
}

/**
 * Brings a devnet up in this process: control socket (which also keeps a second one of that name out), genesis, engine, state file.
 * @param end called when somebody asks it to stop over the control socket.
 */
export async function runDevnet({ options, home, root }: StartMessage, end: (reason: string) => void): Promise<Devnet> {
  // The log lines go to standard output, which the starter pointed at the devnet's log file.
  const log = pino({ base: undefined }, pino.destination({ dest: 1, sync: true }));
  process.title = `allokit devnet ${options.name}`;
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    // One stray connection must not end the network; a chain that fails halts by itself.
    process.on(event, (err: unknown) =>
      log.error({ err }, `unexpected: ${err instanceof Error ? err.message : String(err)}`),
    );
  }
  const running: { engine: EmbeddedEngine | null; faucet: Faucet | null } = { engine: null, faucet: null };
  const path = controlSocket(home);
  const control = await serveControl(path, controlHandlers(running, end));
  try {
    const { engine, accounts, notes } = await startEngine(options, home, root, log);
    running.engine = engine;
    const makeBlock = options.blockTime === 'manual' ? () => engine.advance({ blocks: 1 }) : null;
    running.faucet = new Faucet({ rpc: engine.endpoints.rpc, seed: options.seed, makeBlock });
    const state: DevnetState = {
      version: 1,
      name: options.name,
      engine: options.engine,
      chainId: options.chainId,
      blockTime: options.blockTime,
      seed: options.seed,
      pid: process.pid,
      processStart: processStart(process.pid) ?? '',
      control: path,
      endpoints: { ...engine.endpoints, grpc: null, rest: null, consumer: null, faucet: null },
      accounts,
      home,
    };
    writeState(state);
    log.info({ rpc: engine.endpoints.rpc, height: Number(engine.height) }, 'devnet ready');
    return { state, notes, stop: (reason) => stop(reason, { engine, control, home, log }) };
  } catch (error) {
    await running.engine?.stop();
    await control.close();
    forget(home);
    throw asked(error);
  }
}

/** What the engine refuses because of what was asked for is the asker's to correct. */
function asked(error: unknown): unknown {
  const refused = error instanceof EngineError && /^(address|invalid)-/.test(error.code);
  return refused
    ? new DevnetError('bad-request', `The devnet did not start: ${error.message}`, { cause: error })
    : error;
}

async function startEngine(options: DevnetOptions, home: string, root: string, log: Logger) {
  const preset = readPreset(root, 'devnet');
  const accounts = await devnetAccounts(options.seed);
  const validators = validatorKeys(options.seed, options.validators);
  const modules = createModules();
  const app = createApplication({ modules, log: (level, message) => log[level]({ from: 'chain' }, message) });
  const genesis = buildGenesis({
    options,
    preset,
    defaults: defaultAppState(modules),
    accounts,
    validators: validators.map(({ moniker, seed, operator }) => ({
      moniker,
      pubKey: ed25519.publicKey(seed),
      operator: pubkeyAddress(secp256k1.publicKey(operator)),
    })),
  });
  writePrivate(genesisFile(home), `${JSON.stringify(genesis, null, 1)}\n`);
  const notes: string[] = [];
  const port = await freePort(options.host, options.rpcPort);
  const engine = await startEmbedded({
    app,
    genesis,
    validatorKeys: validators,
    rpc: { host: options.host, port },
    blockTime:
      options.blockIntervalMs === null
        ? (options.blockTime as 'instant' | 'manual')
        : { everyMs: options.blockIntervalMs },
    log,
    onHalt: (error) => log.error({ err: error }, `block production stopped: ${error.message}`),
  });
  if (options.rpcPort !== 0 && engine.port !== options.rpcPort) {
    notes.push(`Port ${options.rpcPort} is in use; the RPC listens on ${engine.port} instead.`);
    log.warn({ wanted: options.rpcPort, port: engine.port }, 'wanted port in use');
  }
  return { engine, accounts, notes };
}

interface Parts {
  engine: EmbeddedEngine;
  control: ControlServer;
  home: string;
  log: Logger;
}

async function stop(reason: string, { engine, control, home, log }: Parts): Promise<void> {
  log.info({ reason, height: Number(engine.height) }, 'devnet stops');
  await Promise.all([engine.stop(), control.close()]);
  forget(home);
}
