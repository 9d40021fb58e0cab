import type { ApiEndpoints } from '../engine.ts';
import type { Weather } from '../relay/weather.ts';

/** One validator of a network, however it runs: what `ValidatorNetwork` drives. Calls on one driver never overlap. */
export interface ValidatorDriver {
  readonly moniker: string;
  /** Consensus address: 40 upper-case hexadecimal digits. */
  readonly address: string;
  readonly pubKey: Uint8Array;
  /** CometBFT's JSON-RPC, `http://host:port`. */
  readonly rpcUrl: string;
  /** Where it serves gRPC and REST. */
  readonly api: ApiEndpoints;
  /** Set by who wants to be told of every block that its application committed, where the driver is told. */
  onBlock?: (height: bigint, appHash: string) => void;
  /** Resolves when it has a block and takes part. @throws EngineError `start-failed` with the log's own words */
  start(): Promise<void>;
  /** In order. Resolves when nothing of it runs; idempotent. */
  stop(): Promise<void>;
  /** At once, as a power cut would. */
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** The last lines of its log that tell of faults. */
  faults(): readonly string[];
  /** What is missing, in one sentence, while `start` has not resolved. */
  waitsFor(): Promise<string>;
}

/** The ways between the validators, by their place in the list. */
export interface Ways {
  setWeather(peer: number, weather: Weather): void | Promise<void>;
  disconnect(peer: number): void | Promise<void>;
  reconnect(peer: number): void | Promise<void>;
  close(): Promise<void>;
}
