import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import {
  type EmbeddedEngine,
  type EmbeddedOptions,
  type GenesisDoc,
  startEmbedded,
  type ValidatorKey,
  validatorIdentity,
} from '../../../src/engine/embedded/index.ts';
import { CounterApp } from './counter-app.ts';

export function validatorKeys(count: number): ValidatorKey[] {
  return Array.from({ length: count }, (_, i) => ({
    moniker: `validator${i}`,
    seed: createHash('sha256').update(`validator ${i}`).digest(),
  }));
}

export function genesisOf(keys: readonly ValidatorKey[], changes: Partial<GenesisDoc> = {}): GenesisDoc {
  return {
    genesis_time: '2026-01-01T00:00:00Z',
    chain_id: 'localnet',
    initial_height: '1',
    consensus_params: {
      block: { max_bytes: '22020096', max_gas: '-1' },
      evidence: { max_age_num_blocks: '100000', max_age_duration: '172800000000000', max_bytes: '1048576' },
      validator: { pub_key_types: ['ed25519'] },
      version: { app: '0' },
      abci: { vote_extensions_enable_height: '0' },
    },
    validators: keys.map((key, i) => {
      const { pubKey, address } = validatorIdentity(key);
      return {
        address,
        pub_key: { type: 'tendermint/PubKeyEd25519' as const, value: Buffer.from(pubKey).toString('base64') },
        power: String(10 + i),
        name: key.moniker,
      };
    }),
    app_hash: '',
    app_state: { counter: {} },
    ...changes,
  };
}

export interface Network {
  readonly engine: EmbeddedEngine;
  readonly app: CounterApp;
  readonly keys: readonly ValidatorKey[];
}

const running: EmbeddedEngine[] = [];

/** Starts an engine around a fresh counter: manual blocks, four validators, unless told otherwise. */
export async function startNetwork(options: Partial<EmbeddedOptions> = {}): Promise<Network> {
  const app = (options.app as CounterApp | undefined) ?? new CounterApp();
  const keys = options.validatorKeys ?? validatorKeys(4);
  const engine = await startEmbedded({
    blockTime: 'manual',
    genesis: genesisOf(keys),
    ...options,
    app,
    validatorKeys: keys,
  });
  running.push(engine);
  return { engine, app, keys };
}

export async function stopNetworks(): Promise<void> {
  await Promise.all(running.splice(0).map((engine) => engine.stop()));
}

/** One RPC call over POST: the whole answer. */
export async function rpc(engine: EmbeddedEngine, method: string, params: unknown = {}): Promise<RpcAnswer> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(engine.rpcUrl, { method: 'POST', body });
  return (await response.json()) as RpcAnswer;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are JSON of every shape
export type Json = any;

export interface RpcAnswer {
  id: unknown;
  result: Json;
  error?: { code: number; message: string; data?: string };
}

export const txBase64 = (tx: string): string => Buffer.from(tx).toString('base64');

/** Waits for what is on its way: a block, a frame. The bound is for machines that are busy, not for us. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 25_000, interval: 5 });
