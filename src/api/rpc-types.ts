import type { AbciEvent } from '../wire/index.ts';

/* CometBFT's JSON as far as it is read here: numbers of 64 bits are text, hashes upper-case hexadecimal, other bytes base64. */

export interface RpcBlockId {
  readonly hash: string;
  readonly parts: { readonly total: number; readonly hash: string };
}

export interface RpcHeader {
  readonly version: { readonly block: string; readonly app?: string };
  readonly chain_id: string;
  readonly height: string;
  readonly time: string;
  readonly last_block_id: RpcBlockId;
  readonly last_commit_hash: string;
  readonly data_hash: string;
  readonly validators_hash: string;
  readonly next_validators_hash: string;
  readonly consensus_hash: string;
  readonly app_hash: string;
  readonly last_results_hash: string;
  readonly evidence_hash: string;
  readonly proposer_address: string;
}

export interface RpcCommit {
  readonly height: string;
  readonly round: number;
  readonly block_id: RpcBlockId;
  readonly signatures: readonly {
    readonly block_id_flag: number;
    readonly validator_address: string;
    readonly timestamp: string;
    readonly signature: string | null;
  }[];
}

export interface RpcVote {
  readonly type: number;
  readonly height: string;
  readonly round: number;
  readonly block_id: RpcBlockId;
  readonly timestamp: string;
  readonly validator_address: string;
  readonly validator_index: number;
  readonly signature: string | null;
}

export interface RpcEvidence {
  readonly type: string;
  readonly value: {
    readonly vote_a?: RpcVote;
    readonly vote_b?: RpcVote;
    readonly TotalVotingPower?: string;
    readonly ValidatorPower?: string;
    readonly Timestamp?: string;
  };
}

export interface RpcBlock {
  readonly block_id: RpcBlockId;
  readonly block: {
    readonly header: RpcHeader;
    readonly data: { readonly txs: readonly string[] | null };
    readonly evidence: { readonly evidence: readonly RpcEvidence[] | null };
    readonly last_commit: RpcCommit | null;
  };
}

export interface RpcStatus {
  readonly node_info: {
    readonly protocol_version: { readonly p2p: string; readonly block: string; readonly app: string };
    readonly id: string;
    readonly listen_addr: string;
    readonly network: string;
    readonly version: string;
    readonly channels: string;
    readonly moniker: string;
    readonly other: { readonly tx_index: string; readonly rpc_address: string };
  };
  readonly sync_info: {
    readonly latest_block_height: string;
    readonly earliest_block_height: string;
    readonly catching_up: boolean;
  };
}

export interface RpcValidators {
  readonly block_height: string;
  readonly validators: readonly {
    readonly address: string;
    readonly pub_key: { readonly type: string; readonly value: string };
    readonly voting_power: string;
    readonly proposer_priority: string;
  }[];
  readonly total: string;
}

export interface RpcTx {
  readonly hash: string;
  readonly height: string;
  readonly tx: string;
  readonly tx_result: {
    readonly code: number;
    readonly data: string | null;
    readonly log: string;
    readonly info: string;
    readonly gas_wanted: string;
    readonly gas_used: string;
    readonly events: readonly AbciEvent[] | null;
    readonly codespace: string;
  };
}

export interface RpcBroadcast {
  readonly code: number;
  readonly data: string;
  readonly log: string;
  readonly codespace: string;
  readonly hash: string;
}

export interface RpcCommitted {
  readonly check_tx: RpcTx['tx_result'];
  readonly tx_result: RpcTx['tx_result'];
  readonly hash: string;
  readonly height: string;
}
