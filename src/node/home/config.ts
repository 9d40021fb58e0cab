import type { ConsensusTimeouts, HomeOptions } from './types.ts';
import { FAST_TIMEOUTS } from './types.ts';

type Value = string | number | boolean | readonly string[];

const toml = (value: Value): string =>
  typeof value === 'string' || Array.isArray(value) ? JSON.stringify(value) : String(value);

const ms = (milliseconds: number): string => `${milliseconds}ms`;

/** An address as it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function consensus(timeouts: ConsensusTimeouts, emptyBlocksInterval: number | null): Record<string, Value> {
  return {
    timeout_propose: ms(timeouts.propose),
    timeout_propose_delta: ms(timeouts.proposeDelta),
    timeout_prevote: ms(timeouts.prevote),
    timeout_prevote_delta: ms(timeouts.prevoteDelta),
    timeout_precommit: ms(timeouts.precommit),
    timeout_precommit_delta: ms(timeouts.precommitDelta),
    timeout_commit: ms(timeouts.commit),
    skip_timeout_commit: timeouts.skipCommit,
    create_empty_blocks: emptyBlocksInterval !== null,
    create_empty_blocks_interval: ms(emptyBlocksInterval ?? 0),
    // A block takes three rounds of gossip: the default of 100 ms would bound the speed of a small network.
    peer_gossip_sleep_duration: '4ms',
    peer_query_maj23_sleep_duration: '500ms',
  };
}

function sections(options: HomeOptions): Record<string, Record<string, Value>> {
  const { ports, peers = [], host = '127.0.0.1', p2pHost = '127.0.0.1', stateSync: sync } = options;
  return {
    '': {
      moniker: options.moniker,
      log_level: options.logLevel ?? 'info',
      log_format: 'plain',
      db_backend: 'goleveldb',
    },
    rpc: {
      laddr: `tcp://${inUrl(host)}:${ports.rpc}`,
      cors_allowed_origins: ['*'],
      max_body_bytes: 24_000_000,
      timeout_broadcast_tx_commit: '30s',
      max_subscriptions_per_client: 100,
      experimental_subscription_buffer_size: 1000,
      experimental_websocket_write_buffer_size: 1000,
    },
    p2p: {
      laddr: `tcp://${inUrl(p2pHost)}:${ports.p2p}`,
      external_address: options.externalAddress ?? '',
      persistent_peers: peers.join(','),
      pex: options.peerExchange ?? false,
      // Addresses of a network on one machine or in containers are no routable ones.
      addr_book_strict: false,
      allow_duplicate_ip: true,
      flush_throttle_timeout: '1ms',
      persistent_peers_max_dial_period: '1s',
      max_num_inbound_peers: 120,
    },
    mempool: { max_tx_bytes: 20_971_520, max_txs_bytes: 1_073_741_824 },
    statesync: sync
      ? {
          enable: true,
          rpc_servers: sync.rpcServers.join(','),
          trust_height: Number(sync.trustHeight),
          trust_hash: sync.trustHash,
          trust_period: sync.trustPeriod ?? '168h0m0s',
          discovery_time: '5s',
          chunk_request_timeout: '10s',
        }
      : { enable: false },
    consensus: consensus({ ...FAST_TIMEOUTS, ...options.timeouts }, options.emptyBlocksInterval ?? 0),
    tx_index: { indexer: 'kv' },
    instrumentation: {
      prometheus: true,
      prometheus_listen_addr: `${inUrl(host)}:${ports.metrics}`,
      namespace: 'cometbft',
    },
  };
}

/** CometBFT's `config.toml`: what differs from its defaults. What is not in it has the default. */
export function configToml(options: HomeOptions): string {
  const lines = ['# CometBFT 0.38: what differs from its defaults (docs/node.md).'];
  for (const [name, entries] of Object.entries(sections(options))) {
    lines.push('', ...(name === '' ? [] : [`[${name}]`]));
    for (const [key, value] of Object.entries(entries)) lines.push(`${key} = ${toml(value)}`);
  }
  return `${lines.join('\n')}\n`;
}
