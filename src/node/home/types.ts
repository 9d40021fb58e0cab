import type { SyncMode } from '../../chain/store/database.ts';

/** The ports of gRPC and REST. */
export interface ApiPorts {
  readonly grpc: number;
  readonly rest: number;
}

/** The ports of a node; every one of them is definite, none may be 0. Without those of gRPC and REST, these are not served. */
export interface NodePorts extends Partial<ApiPorts> {
  /** CometBFT's JSON-RPC and websocket. */
  readonly rpc: number;
  /** CometBFT's peers. */
  readonly p2p: number;
  /** Readiness (`/ready`, `/status`) and Prometheus metrics (`/metrics`) of the node. */
  readonly node: number;
  /** Prometheus metrics of the consensus, served by CometBFT. */
  readonly metrics: number;
}

/** CometBFT's consensus timeouts, in milliseconds. */
export interface ConsensusTimeouts {
  readonly propose: number;
  readonly proposeDelta: number;
  readonly prevote: number;
  readonly prevoteDelta: number;
  readonly precommit: number;
  readonly precommitDelta: number;
  /** How long to wait after a block before the next one is proposed: about the block time. */
  readonly commit: number;
  /** Whether `commit` is cut short once every precommit is there. */
  readonly skipCommit: boolean;
}

/** As fast as consensus goes, and a dead validator stalls the rest for about 300 ms only. */
export const FAST_TIMEOUTS: ConsensusTimeouts = {
  propose: 300,
  proposeDelta: 100,
  prevote: 200,
  prevoteDelta: 100,
  precommit: 200,
  precommitDelta: 100,
  commit: 0,
  skipCommit: true,
};

/** Secret seeds (32 bytes) of a node's two ed25519 keys. */
export interface NodeKeys {
  /** Names the node among its peers. */
  readonly node: Uint8Array;
  /** Signs blocks. */
  readonly validator: Uint8Array;
}

/** How a new node comes to the state of a running network without its blocks. */
export interface StateSync {
  /** At least two RPC addresses, `http://host:port`; the same one may stand twice. */
  readonly rpcServers: readonly string[];
  readonly trustHeight: bigint;
  /** Block hash at that height, upper-case hexadecimal. */
  readonly trustHash: string;
  /** CometBFT duration; `168h0m0s` unless said otherwise. */
  readonly trustPeriod?: string;
}

/** What our part of a node keeps: `node.json` in its home. */
export interface NodeSettings {
  readonly version: 1;
  readonly chainId: string;
  readonly moniker: string;
  /** Address that RPC, readiness and metrics are bound to. */
  readonly host: string;
  /** Address that peers are listened for on. */
  readonly p2pHost: string;
  readonly ports: NodePorts;
  /** Versions of the state kept before the latest. */
  readonly keepVersions: number;
  /** Blocks kept before the latest; 0 keeps all. */
  readonly keepBlocks: number;
  /** A snapshot for others is taken every so many blocks; 0 never. */
  readonly snapshotInterval: number;
  /** How many snapshots stay. */
  readonly snapshotKeep: number;
  readonly sync: SyncMode;
}

export interface HomeOptions {
  /** Absolute path. Must not hold a node yet. */
  readonly home: string;
  readonly chainId: string;
  /** The genesis document, as an object or as its text. */
  readonly genesis: object | string;
  readonly moniker: string;
  /** Made at random where they are not given. */
  readonly keys?: Partial<NodeKeys>;
  readonly ports: NodePorts;
  /** `<node id>@<host>:<port>`: kept connected. */
  readonly peers?: readonly string[];
  /** FAST_TIMEOUTS, with these laid over it. */
  readonly timeouts?: Partial<ConsensusTimeouts>;
  /** 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** 127.0.0.1 unless said otherwise. */
  readonly p2pHost?: string;
  /** `host:port` that others should dial, where it differs from what is listened on (a relay, a published port). */
  readonly externalAddress?: string;
  /** Whether peers tell each other of peers; off, only `peers` are connected. Off unless said otherwise. */
  readonly peerExchange?: boolean;
  /** Milliseconds between empty blocks; 0, the default, makes them without a pause; null makes none until a transaction waits. */
  readonly emptyBlocksInterval?: number | null;
  readonly stateSync?: StateSync;
  readonly keepVersions?: number;
  readonly keepBlocks?: number;
  readonly snapshotInterval?: number;
  readonly snapshotKeep?: number;
  readonly sync?: SyncMode;
  /** CometBFT's own: `info`, `error`, `none`, or `module:level,…`. */
  readonly logLevel?: string;
}

export interface NodeHome {
  readonly home: string;
  /** 40 lower-case hexadecimal digits: what peers know this node by. */
  readonly nodeId: string;
  /** ed25519 public key that this node signs blocks with. */
  readonly validatorKey: Uint8Array;
  readonly settings: NodeSettings;
}
