import type { ApiEndpoints } from '../engine.ts';
import type { Weather } from '../relay/weather.ts';

/** How far a validator has come. */
export interface Standing {
  /** What is missing until it is ready, in one sentence; empty where nothing is. */
  readonly lacks: string;
  /** Its latest block; 0 where there is none, or where it does not answer. */
  readonly height: number;
  /** It is up, and gets blocks that the others have. */
  readonly catchingUp: boolean;
}

/**
 * One validator of a network, however it runs: what `ValidatorNetwork` drives. What starts and ends it never overlaps,
 * but for `kill`, which ends a start that is under way.
 */
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
  /** Resolves when it runs, and whoever crashes of it is started again. @throws EngineError `start-failed` */
  start(): Promise<void>;
  /**
   * Resolves when it has a block and takes part, or has been ended meanwhile.
   * @throws EngineError `start-failed` with the log's own words
   */
  ready(): Promise<void>;
  /** In order. Resolves when nothing of it runs; idempotent. */
  stop(): Promise<void>;
  /** At once, as a power cut would. */
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** The last lines of its log that tell of faults. */
  faults(): readonly string[];
  standing(): Promise<Standing>;
  /** Why it is not up, in a few words, where nobody ended it; null otherwise. */
  readonly down: string | null;
}

/** The ways between the validators, by their place in the list. */
export interface Ways {
  setWeather(peer: number, weather: Weather): void | Promise<void>;
  disconnect(peer: number): void | Promise<void>;
  reconnect(peer: number): void | Promise<void>;
  close(): Promise<void>;
  /** Why nothing is carried, where nobody asked for that; null or absent otherwise. */
  readonly down?: string | null;
  /** Set by who wants to be told that nothing can be carried ever again. */
  onLost?: (error: Error) => void;
}
