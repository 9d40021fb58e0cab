import { decodeBlock } from '../../types/decode.ts';
import { hex, sha256 } from '../../types/hash.ts';
import { BLOCK_PROTOCOL } from '../../types/header.ts';
import { formatTime } from '../../types/time.ts';
import { pubKeyJson } from '../json.ts';
import { internalError } from '../jsonrpc.ts';
import { blockAt, type RpcNode } from '../node.ts';
import { type Methods, method } from './method.ts';

/** The CometBFT that the chain's release runs (docs/spec/chain.md §1.1); clients choose their codec by its `0.38.`. */
export const COMETBFT_VERSION = '0.38.21';

const P2P_PROTOCOL = '8';
const CHUNK = 16 * 1024 * 1024;

function nodeInfo({ self, genesis, consensus, url }: RpcNode): object {
  return {
    protocol_version: { p2p: P2P_PROTOCOL, block: String(BLOCK_PROTOCOL), app: String(consensus.state.version.app) },
    id: hex(sha256(self.pubKey).subarray(12)).toLowerCase(),
    listen_addr: 'tcp://127.0.0.1:0',
    network: genesis.chainId,
    version: COMETBFT_VERSION,
    channels: '40202122233038606100',
    moniker: self.moniker,
    other: { tx_index: 'on', rpc_address: url.replace(/^http/, 'tcp') },
  };
}

function syncInfo(node: RpcNode): object {
  const latest = blockAt(node, undefined);
  const earliest = blockAt(node, node.store.base);
  const { header } = decodeBlock(latest.block);
  const { header: first } = decodeBlock(earliest.block);
  return {
    latest_block_hash: hex(latest.blockId.hash),
    latest_app_hash: hex(header.appHash),
    latest_block_height: String(header.height),
    latest_block_time: formatTime(header.time),
    earliest_block_hash: hex(earliest.blockId.hash),
    earliest_app_hash: hex(first.appHash),
    earliest_block_height: String(first.height),
    earliest_block_time: formatTime(first.time),
    catching_up: false,
  };
}

/** The genesis document's text, written once. */
const genesisTexts = new WeakMap<object, Buffer>();

function genesisText({ genesis }: RpcNode): Buffer {
  let text = genesisTexts.get(genesis);
  if (text === undefined) {
    text = Buffer.from(JSON.stringify(genesis.doc));
    genesisTexts.set(genesis, text);
  }
  return text;
}

export const infoMethods: Methods = {
  health: method({}, () => ({})),
  status: method({}, (node) => {
    const { self, consensus } = node;
    const address = hex(self.address);
    const member = consensus.state.validators.validators.find((v) => hex(v.address) === address);
    return {
      node_info: nodeInfo(node),
      sync_info: syncInfo(node),
      validator_info: { address, pub_key: pubKeyJson(self.pubKey), voting_power: String(member?.power ?? 0n) },
      // Not CometBFT's: a node that can go no further would be gone.
      ...(node.halted !== undefined && { halted: node.halted }),
    };
  }),
  net_info: method({}, () => ({ listening: true, listeners: ['Listener(@)'], n_peers: '0', peers: [] })),
  genesis: method({}, (node) => {
    if (genesisText(node).length > CHUNK) {
      throw internalError('genesis response is large, please use the genesis_chunked API instead');
    }
    return { genesis: node.genesis.doc };
  }),
  genesis_chunked: method({ chunk: 'int' }, (node, { chunk = 0n }) => {
    const text = genesisText(node);
    const total = Math.ceil(text.length / CHUNK);
    if (chunk < 0n || chunk >= BigInt(total)) {
      throw internalError(`there are ${total} chunks (counted from 0), ${chunk} is invalid`);
    }
    const from = Number(chunk) * CHUNK;
    return { chunk: String(chunk), total: String(total), data: text.subarray(from, from + CHUNK).toString('base64') };
  }),
};
