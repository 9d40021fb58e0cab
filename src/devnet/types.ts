import type { ConsumerSettings } from '../consumer/settings.ts';

/** What a devnet is asked to be, after flags, environment and configuration: the input of `startDevnet`. */
export interface DevnetOptions {
  name: string;
  engine: EngineKind;
  chainId: string;
  /** Number of validators, each of power 1 or more. */
  validators: number;
  /** `instant`, `manual`, or a duration such as `2s`, as it is shown. */
  blockTime: string;
  /** Milliseconds between blocks where `blockTime` is a duration, else null. */
  blockIntervalMs: number | null;
  /** RFC 3339; null means now. With `blockTime` manual it makes runs reproducible. */
  genesisTime: string | null;
  /** Derives accounts and validator keys; null means the published test keys. */
  seed: string | null;
  host: string;
  /** Wanted port of RPC and websocket; another free one is taken and said where it is in use. 0 means any. */
  rpcPort: number;
  /** The same for gRPC and REST. */
  grpcPort: number;
  restPort: number;
  /** The same for the consumer API. */
  consumerPort: number;
  /** The same for the faucet; null where it is served at the port of the consumer API. */
  faucetPort: number | null;
  /** What the consumer API signs for, and which topics answer for prices. */
  consumer: ConsumerSettings;
  /** Whether a block waits for the disk: never (`second`, at most the last second is lost at a power cut), or always. */
  sync: SyncMode;
  /** uallo that a unit of gas costs at least, by genesis, decimal text; the preset's, 0, where absent. */
  minGasPrice?: string;
  /** How many heights back the state is kept, for queries, proofs and rewinds; the chain's own default where absent. */
  keepVersions?: number;
  /** Docker only: where the image of its validators comes from. */
  imageFrom: ImageFrom;
  /** Absolute path of a genesis document that a new chain begins with; null where the devnet makes its own. */
  genesis: string | null;
}

export type EngineKind = 'embedded' | 'cometbft' | 'docker';

/** This machine's programs, or a registry's Node and CometBFT's source. */
export type ImageFrom = 'host' | 'registry';

export type SyncMode = 'second' | 'full';

/**
 * What a devnet's chain is for as long as it exists, and how it was run last: `chain.json` in its home, mode 0600. Where
 * it is there, `devnet up` goes on with that chain.
 */
export interface ChainPlan {
  version: 1;
  /** Who orders its blocks: the data of one engine is not that of another. */
  engine: EngineKind;
  chainId: string;
  validators: number;
  /** RFC 3339, UTC. */
  genesisTime: string;
  seed: string | null;
  /** Decimal text without zeros that say nothing. */
  minGasPrice: string;
  /** As the options of the last start. */
  blockTime: string;
  rpcPort: number;
  /** Absent in plans of before there were such servers. */
  grpcPort?: number;
  restPort?: number;
  consumerPort?: number;
  faucetPort?: number | null;
  sync: SyncMode;
}

export interface DevnetAccount {
  name: string;
  address: string;
}

/** The addresses of what a devnet serves; null where it does not exist yet. */
export interface Endpoints {
  rpc: string | null;
  ws: string | null;
  grpc: string | null;
  rest: string | null;
  consumer: string | null;
  faucet: string | null;
}

export interface ValidatorStatus {
  moniker: string;
  /** Consensus address, 20 bytes in upper-case hex, as the RPC writes it. */
  address: string;
  power: number;
  height: number;
  /** Why it is not up, where nobody ended it. */
  down?: string;
}

/** The result of `allo devnet status --json` (docs/design of the command line: exactly these keys). */
export interface DevnetStatus {
  name: string;
  engine: string;
  chainId: string;
  height: number;
  /** RFC 3339 with nanoseconds: time of the last block. */
  time: string;
  blockTime: string;
  validators: ValidatorStatus[];
  endpoints: Endpoints;
  accounts: DevnetAccount[];
  pid: number;
  home: string;
}

/** `devnet.json` in a devnet's home, mode 0600: what another process needs to find and trust the running one. */
export interface DevnetState {
  version: 1;
  name: string;
  engine: string;
  chainId: string;
  blockTime: string;
  seed: string | null;
  pid: number;
  /** When process `pid` started, as the system counts it: tells a reused process id from ours. */
  processStart: string;
  /** Path of the control socket. */
  control: string;
  endpoints: Endpoints;
  /** The RPC addresses of all validators, the first one's first. */
  rpcs: string[];
  /** Of gRPC and REST, in the same order; one for all where all are one process. */
  grpcs: string[];
  rests: string[];
  accounts: DevnetAccount[];
  home: string;
}

/** A snapshot of a devnet's chain: `about.json` in its folder. */
export interface SnapshotInfo {
  name: string;
  height: number;
  /** RFC 3339 with nanoseconds: time of its last block. */
  time: string;
  /** Upper-case hexadecimal. */
  appHash: string;
  /** Size on disk. */
  bytes: number;
  /** RFC 3339. */
  savedAt: string;
}
