import { SEPOLIA, SEPOLIA_CONSUMER } from '../../consumer/settings.ts';
import { defaultImageFrom } from '../image-from.ts';
import type { DevnetOptions, EngineKind } from '../types.ts';

/** What `start` may be told; nothing has to be. */
export interface StartOptions {
  /**
   * Where it runs: in this process, gone when it stops (the default); or in a background process of its own, found by its
   * name, as `allo devnet up` starts it.
   */
  readonly runs?: 'in-process' | 'daemon';
  /** Of a daemon: its name (default: `library`); the command line sees it with `--name`. */
  readonly name?: string;
  /** Of a daemon: leaves its chain in its home when it stops, for the next start under that name. */
  readonly keep?: boolean;
  /** Who orders the blocks (default: `embedded`); in-process it is always that. */
  readonly engine?: EngineKind;
  /** Default: `localnet`. */
  readonly chainId?: string;
  /** Default: 1. */
  readonly validators?: number;
  /**
   * When blocks are made: as soon as a transaction waits, and one a second (`instant`, the default); only by `mine` and
   * `advance…` (`manual`); or every so many milliseconds.
   */
  readonly blocks?: 'instant' | 'manual' | { readonly everyMs: number };
  /** RFC 3339; now where absent. With blocks by hand it makes runs the same to the byte. */
  readonly genesisTime?: string;
  /** Derives accounts and validator keys; the published test keys where absent. */
  readonly seed?: string;
  /** Wanted ports; any free one where absent. */
  readonly ports?: {
    readonly rpc?: number;
    readonly grpc?: number;
    readonly rest?: number;
    readonly consumer?: number;
  };
  /** uallo that a unit of gas costs at least, decimal text (default: 0). */
  readonly minGasPrice?: string;
  /** Path of a genesis document that the chain begins with. */
  readonly genesis?: string;
}

const LOOPBACK = '127.0.0.1';

/** The same as the whole of what a start wants to know. */
export function devnetOptions(given: StartOptions): DevnetOptions {
  const { blocks = 'instant', ports = {} } = given;
  const everyMs = typeof blocks === 'string' ? null : blocks.everyMs;
  return {
    name: given.name ?? 'library',
    engine: given.runs === 'daemon' ? (given.engine ?? 'embedded') : 'embedded',
    chainId: given.chainId ?? 'localnet',
    validators: given.validators ?? 1,
    blockTime: everyMs === null ? (blocks as string) : `${everyMs}ms`,
    blockIntervalMs: everyMs,
    genesisTime: given.genesisTime ?? null,
    seed: given.seed ?? null,
    host: LOOPBACK,
    rpcPort: ports.rpc ?? 0,
    grpcPort: ports.grpc ?? 0,
    restPort: ports.rest ?? 0,
    consumerPort: ports.consumer ?? 0,
    faucetPort: null,
    consumer: { evmChainId: SEPOLIA, evmContract: SEPOLIA_CONSUMER, prices: {} },
    sync: 'second',
    imageFrom: defaultImageFrom(),
    genesis: given.genesis ?? null,
    ...(given.minGasPrice === undefined ? {} : { minGasPrice: given.minGasPrice }),
  };
}
