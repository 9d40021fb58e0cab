import { PUBLIC_CHAINS } from '../../client/public-chains.ts';
import { type ConsumerSettings, SEPOLIA, SEPOLIA_CONSUMER } from '../../consumer/settings.ts';

/** A network of one's own, or one of the public ones. */
export interface NetworkProfile {
  chainId: string;
  /** CometBFT RPC, http(s) URL. */
  rpc: string;
  /** The least to pay for a unit of gas, in uallo as decimal text; the network's own price counts where it is higher. */
  gasPrice?: string | undefined;
  /** How long a node may take to answer, such as `10s`. */
  timeout?: string | undefined;
}

/** Everything that can be configured, in force after flags > environment > project > user > default. */
export interface Settings {
  name: string;
  network: string;
  from: string;
  /** The topic that commands are about where they name none. */
  topic: number | null;
  devnet: {
    engine: string;
    validators: number;
    chainId: string;
    blockTime: string;
    genesisTime: string | null;
    seed: string | null;
    host: string;
    rpcPort: number;
    grpcPort: number;
    restPort: number;
    consumerPort: number;
    /** null: at the port of the consumer API. */
    faucetPort: number | null;
    sync: string;
    keepVersions: number;
    /** uallo for a unit of gas, decimal text. */
    minGasPrice: string;
  };
  consumer: ConsumerSettings;
  networks: Record<string, NetworkProfile>;
}

/** One configurable value: its path in `allo.config`, its variable, its default. Its flag has the last word of the path, in kebab case. */
export interface Key {
  path: string;
  env: string;
  type: 'string' | 'number';
  default: string | number | null;
  about: string;
}

const key = (path: string, fallback: Key['default'], about: string, type: Key['type'] = 'string'): Key => ({
  path,
  env: `ALLO_${path.replace(/[A-Z]/g, '_$&').replaceAll('.', '_').toUpperCase()}`,
  type,
  default: fallback,
  about,
});

export const KEYS: readonly Key[] = [
  key('name', 'default', 'the devnet that commands are about'),
  key('network', 'devnet', 'the network that commands talk to'),
  key('from', 'alice', 'the account that signs'),
  key('topic', null, 'the topic that commands are about where they name none', 'number'),
  key('devnet.engine', 'embedded', 'who orders the blocks'),
  key('devnet.validators', 4, 'number of validators', 'number'),
  key('devnet.chainId', 'localnet', 'chain id'),
  key('devnet.blockTime', 'instant', 'instant, manual, or a duration'),
  key('devnet.genesisTime', null, 'RFC 3339 time of genesis; null is now'),
  key('devnet.seed', null, 'derives accounts and validator keys; null is the published test keys'),
  key('devnet.host', '127.0.0.1', 'address to listen on'),
  key('devnet.rpcPort', 26657, 'port of RPC and websocket', 'number'),
  key('devnet.grpcPort', 9090, 'port of gRPC', 'number'),
  key('devnet.restPort', 1317, 'port of REST', 'number'),
  key('devnet.consumerPort', 8000, 'port of the consumer API', 'number'),
  key('devnet.faucetPort', null, 'port of the faucet; null is that of the consumer API', 'number'),
  key('devnet.sync', 'second', 'second, or full to wait for the disk at every block'),
  key('devnet.minGasPrice', '0', 'uallo that a unit of gas costs at least, by genesis'),
  key('devnet.keepVersions', 10_000, 'how many heights back the state is kept', 'number'),
  key('consumer.evmChainId', SEPOLIA, 'EVM chain that inferences are signed for', 'number'),
  key('consumer.evmContract', SEPOLIA_CONSUMER, 'consumer contract that they are signed for'),
];

export const PUBLIC_NETWORKS: Readonly<Record<string, NetworkProfile>> = {
  testnet: { chainId: PUBLIC_CHAINS.testnet, rpc: 'https://allora-rpc.testnet.allora.network', gasPrice: '10' },
  mainnet: { chainId: PUBLIC_CHAINS.mainnet, rpc: 'https://allora-rpc.mainnet.allora.network', gasPrice: '250000000' },
};

/** Values by key path; what is undefined was not given. */
export type Values = Record<string, string | number | null | undefined>;

/** Flags by their own name (`chain-id`), as a command parsed them. */
export type FlagValues = Record<string, unknown>;
