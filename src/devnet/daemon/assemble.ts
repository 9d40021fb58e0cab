import type { Engine } from '../../engine/engine.ts';
import { Faucet } from '../faucet.ts';
import type { Endpoints } from '../types.ts';
import { apiNotes, startApi } from './api.ts';
import { startConsumer } from './consumer.ts';
import { type Starting, startEngine } from './engine.ts';
import type { StartMessage } from './messages.ts';

/** The engine of a devnet with everything that is served above it, in this process. */
export interface Assembled {
  readonly engine: Engine;
  readonly faucet: Faucet;
  readonly endpoints: Endpoints;
  /** The addresses of all validators, the first one's first. */
  readonly rpcs: readonly string[];
  readonly grpcs: readonly string[];
  readonly rests: readonly string[];
  /** What the starter should say, such as a port that was taken. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** Starts the parts one above the other; where one fails, those below end. @throws DevnetError, EngineError, StoreError */
export async function assemble(message: StartMessage, starting: Starting): Promise<Assembled> {
  const { options } = message;
  const { log } = starting;
  const open: { close(): Promise<void> }[] = [];
  const { engine, notes } = await startEngine(message, starting);
  const close = async () => {
    await Promise.all(open.map((server) => server.close()));
    await engine.stop();
  };
  try {
    const api = await startApi(engine, message, log);
    if (api) open.push(api);
    const apis = api?.endpoints ?? engine.apis ?? [];
    const makeBlock = options.blockTime === 'manual' ? () => engine.advance({ blocks: 1 }) : null;
    const rpcs = engine.rpcs ?? [engine.endpoints.rpc];
    const faucet = new Faucet({ rpcs, seed: options.seed, makeBlock });
    const consumer = await startConsumer(message, { engine, rpcs, faucet, log });
    if (consumer) open.push(consumer);
    return {
      engine,
      faucet,
      endpoints: {
        ...engine.endpoints,
        grpc: apis[0]?.grpc ?? null,
        rest: apis[0]?.rest ?? null,
        consumer: consumer?.endpoints.consumer ?? null,
        faucet: consumer?.endpoints.faucet ?? null,
      },
      rpcs,
      grpcs: apis.map(({ grpc }) => grpc),
      rests: apis.map(({ rest }) => rest),
      notes: [...notes, ...apiNotes(options, apis[0]), ...(consumer?.notes ?? [])],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
