/**
 * The face that the application shows to whatever orders its blocks (ABCI 2.0, CometBFT 0.38), as plain values.
 * Heights and powers are `bigint` (int64 on the wire), times are nanoseconds since the Unix epoch.
 */

import type { AbciEvent } from '../wire/events.ts';
import type { ProofOp } from './store/proofs.ts';

export type { AbciEvent, EventAttribute } from '../wire/events.ts';
export type { ProofOp } from './store/proofs.ts';

export interface ExecTxResult {
  code: number;
  data: Uint8Array;
  log: string;
  info: string;
  gasWanted: bigint;
  gasUsed: bigint;
  events: AbciEvent[];
  codespace: string;
}

/** An ed25519 consensus key (32 bytes) and its voting power; power 0 removes the validator. */
export interface ValidatorUpdate {
  pubKey: Uint8Array;
  power: bigint;
}

export interface ConsensusParams {
  block: { maxBytes: bigint; maxGas: bigint };
  /** `maxAgeDuration` in nanoseconds. */
  evidence: { maxAgeNumBlocks: bigint; maxAgeDuration: bigint; maxBytes: bigint };
  validator: { pubKeyTypes: string[] };
  version: { app: bigint };
  abci: { voteExtensionsEnableHeight: bigint };
}

export interface InfoResponse {
  data: string;
  version: string;
  appVersion: bigint;
  lastBlockHeight: bigint;
  lastBlockAppHash: Uint8Array;
}

export interface InitChainRequest {
  time: bigint;
  chainId: string;
  initialHeight: bigint;
  consensusParams: ConsensusParams;
  validators: ValidatorUpdate[];
  /** UTF-8 JSON: the genesis file's `app_state`. */
  appStateBytes: Uint8Array;
}

export interface InitChainResponse {
  validators: ValidatorUpdate[];
  appHash: Uint8Array;
}

/** One validator's share in the last commit: its 20-byte address, power, and the flag of CometBFT (1 absent, 2 commit, 3 nil). */
export interface VoteInfo {
  address: Uint8Array;
  power: bigint;
  blockIdFlag: number;
}

export interface Misbehavior {
  type: 'duplicate-vote' | 'light-client-attack';
  address: Uint8Array;
  power: bigint;
  height: bigint;
  time: bigint;
  totalVotingPower: bigint;
}

export interface FinalizeBlockRequest {
  txs: Uint8Array[];
  decidedLastCommit: { round: number; votes: VoteInfo[] };
  misbehavior: Misbehavior[];
  hash: Uint8Array;
  height: bigint;
  time: bigint;
  nextValidatorsHash: Uint8Array;
  proposerAddress: Uint8Array;
}

export interface FinalizeBlockResponse {
  events: AbciEvent[];
  txResults: ExecTxResult[];
  validatorUpdates: ValidatorUpdate[];
  consensusParamUpdates?: ConsensusParams;
  appHash: Uint8Array;
}

export interface CheckTxResponse {
  code: number;
  data: Uint8Array;
  log: string;
  gasWanted: bigint;
  gasUsed: bigint;
  codespace: string;
}

export interface QueryRequest {
  path: string;
  data: Uint8Array;
  /** 0 means the latest committed height. */
  height: bigint;
  prove: boolean;
}

export interface QueryResponse {
  code: number;
  log: string;
  codespace: string;
  key: Uint8Array;
  value: Uint8Array;
  height: bigint;
  /** On `prove`, for a key of a store: ICS-23 proofs from the key to its store's root and on to the app hash. */
  proofOps?: ProofOp[];
}

/** The application. Every call is synchronous; calls on one application never overlap. */
export interface Application {
  info(): InfoResponse;
  initChain(request: InitChainRequest): InitChainResponse;
  checkTx(tx: Uint8Array, recheck: boolean): CheckTxResponse;
  /** Chooses the transactions of a block from those that wait, in order, within `maxTxBytes`. */
  prepareProposal(txs: Uint8Array[], maxTxBytes: bigint): Uint8Array[];
  processProposal(txs: Uint8Array[]): boolean;
  finalizeBlock(request: FinalizeBlockRequest): FinalizeBlockResponse;
  /** Makes the last finalized block's state the committed one. */
  commit(): void;
  query(request: QueryRequest): QueryResponse;
}
