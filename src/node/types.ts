/** One part of a node: a process of its own. */
export type NodePart = 'application' | 'cometbft';

export interface PartStatus {
  readonly pid: number | null;
  /** How often it was started again after a crash. */
  readonly restarts: number;
  /** Why it is not up, where it is not. */
  readonly fault: string | null;
}

/** What `/ready` answers: 200 where `ready` is true, else 503. */
export interface NodeStatus {
  readonly ready: boolean;
  /** One sentence for everything that is not there yet, such as `no block yet`. */
  readonly missing: readonly string[];
  readonly chainId: string;
  readonly moniker: string;
  /** Latest block as CometBFT's RPC tells; 0 before the first one or where it does not answer. */
  readonly height: number;
  /** Upper-case hexadecimal, of the latest header. */
  readonly appHash: string;
  readonly catchingUp: boolean;
  readonly peers: number;
  readonly application: PartStatus;
  readonly cometbft: PartStatus;
  readonly rpc: string;
  /** Where gRPC and REST are served; null where they are not. */
  readonly grpc: string | null;
  readonly rest: string | null;
}

/** Addresses of gRPC and REST; null where they are not served. */
export type NodeApiUrls = Pick<NodeStatus, 'grpc' | 'rest'>;

export interface StartNodeOptions {
  /** A home that `initHome` made. */
  readonly home: string;
  /** Path of the CometBFT binary; found (`findCometBft`) where it is not given. */
  readonly cometbft?: string;
  /** The program of the application process; `dist/application.js` of this package unless given. */
  readonly application?: string;
  /** Told of every start, crash and end of a part, for a log. */
  readonly onEvent?: (event: NodeEvent) => void;
  /** Told of every block that the application has committed, with the hash of the state after it (upper-case hexadecimal). */
  readonly onBlock?: (height: bigint, appHash: string) => void;
  /** Bytes of a log file after which a new one is begun: 16 MiB unless said otherwise. Four old ones are kept. */
  readonly logBytes?: number;
}

export interface NodeEvent {
  readonly part: NodePart | 'node';
  readonly what: 'started' | 'ended' | 'crashed' | 'waits' | 'ready' | 'fault';
  /** For people. */
  readonly message: string;
}

export interface NodeHandle {
  readonly home: string;
  readonly nodeId: string;
  /** `http://host:port` of CometBFT's JSON-RPC. */
  readonly rpcUrl: string;
  /** Where readiness and metrics are served. */
  readonly nodeUrl: string;
  /** Where gRPC and REST are served, if they are. */
  readonly api: NodeApiUrls;
  /**
   * Resolves when both parts are up, the RPC answers, and the node has a block and is not catching up.
   * @throws NodeError `failed` where a part ended five times before that (with its log), `stopped`.
   */
  readonly ready: Promise<NodeStatus>;
  status(): Promise<NodeStatus>;
  /** Of the two processes, while they run. */
  pids(): { application: number | null; cometbft: number | null };
  /** Why one of the two that ran before does not run now; null otherwise. */
  down(): string | null;
  /** The last lines of both logs that tell of faults, at most 20. */
  faults(): string[];
  /** Ends CometBFT, then the application, in order; resolves when both are gone. Idempotent. */
  stop(): Promise<void>;
  /** SIGKILL for both, and no restart: as a power cut would. Resolves when both are gone. */
  kill(): Promise<void>;
}
