import type {
  AbciEvent,
  CheckTxResponse,
  ConsensusParams,
  ExecTxResult,
  FinalizeBlockResponse,
  ValidatorUpdate,
} from '../../../chain/abci.ts';
import type { BlockId } from '../types/block-id.ts';
import type { Commit } from '../types/commit.ts';
import type { DecodedBlock } from '../types/decode.ts';
import { base64, hex } from '../types/hash.ts';
import type { Header } from '../types/header.ts';
import type { MerkleProof } from '../types/merkle.ts';
import { formatTime } from '../types/time.ts';
import type { Validator } from '../types/validator-set.ts';

/* CometBFT's JSON: 64-bit integers are strings, hashes and addresses upper-case hexadecimal, other bytes base64. */

/** Bytes that are null when empty, as Go's JSON has them. */
export const nullable = (bytes: Uint8Array): string | null => (bytes.length === 0 ? null : base64(bytes));

export function blockIdJson(id: BlockId): object {
  return { hash: hex(id.hash), parts: { total: id.parts.total, hash: hex(id.parts.hash) } };
}

export function headerJson(header: Header): object {
  return {
    version: {
      block: String(header.version.block),
      ...(header.version.app !== 0n && { app: String(header.version.app) }),
    },
    chain_id: header.chainId,
    height: String(header.height),
    time: formatTime(header.time),
    last_block_id: blockIdJson(header.lastBlockId),
    last_commit_hash: hex(header.lastCommitHash),
    data_hash: hex(header.dataHash),
    validators_hash: hex(header.validatorsHash),
    next_validators_hash: hex(header.nextValidatorsHash),
    consensus_hash: hex(header.consensusHash),
    app_hash: hex(header.appHash),
    last_results_hash: hex(header.lastResultsHash),
    evidence_hash: hex(header.evidenceHash),
    proposer_address: hex(header.proposerAddress),
  };
}

export function commitJson(commit: Commit): object {
  return {
    height: String(commit.height),
    round: commit.round,
    block_id: blockIdJson(commit.blockId),
    signatures: commit.signatures.map((sig) => ({
      block_id_flag: sig.blockIdFlag,
      validator_address: hex(sig.validatorAddress),
      timestamp: formatTime(sig.timestamp),
      signature: nullable(sig.signature),
    })),
  };
}

export function blockJson({ header, txs, lastCommit }: DecodedBlock): object {
  return {
    header: headerJson(header),
    data: { txs: txs.map(base64) },
    evidence: { evidence: [] },
    last_commit: commitJson(lastCommit),
  };
}

export function eventsJson(events: readonly AbciEvent[]): object[] {
  return events.map(({ type, attributes }) => ({
    type,
    attributes: attributes.map(({ key, value, index }) => ({ key, value, index })),
  }));
}

export function txResultJson(result: ExecTxResult): object {
  return {
    code: result.code,
    data: nullable(result.data),
    log: result.log,
    info: result.info,
    gas_wanted: String(result.gasWanted),
    gas_used: String(result.gasUsed),
    events: eventsJson(result.events),
    codespace: result.codespace,
  };
}

export function checkTxJson(response: CheckTxResponse): object {
  return txResultJson({ ...response, info: '', events: [] });
}

export function validatorUpdateJson({ pubKey, power }: ValidatorUpdate): object {
  const value = { ed25519: base64(pubKey) };
  return {
    pub_key: { Sum: { type: 'tendermint.crypto.PublicKey_Ed25519', value } },
    ...(power !== 0n && { power: String(power) }),
  };
}

export function consensusParamsJson(params: ConsensusParams): object {
  return {
    block: { max_bytes: String(params.block.maxBytes), max_gas: String(params.block.maxGas) },
    evidence: {
      max_age_num_blocks: String(params.evidence.maxAgeNumBlocks),
      max_age_duration: String(params.evidence.maxAgeDuration),
      max_bytes: String(params.evidence.maxBytes),
    },
    validator: { pub_key_types: params.validator.pubKeyTypes },
    version: { app: String(params.version.app) },
    abci: { vote_extensions_enable_height: String(params.abci.voteExtensionsEnableHeight) },
  };
}

/** `result_finalize_block` of a NewBlock event, where Go leaves out what is empty. */
export function finalizeBlockJson(response: FinalizeBlockResponse): object {
  const { events, txResults, validatorUpdates, consensusParamUpdates, appHash } = response;
  return {
    ...(events.length > 0 && { events: eventsJson(events) }),
    ...(txResults.length > 0 && { tx_results: txResults.map(txResultJson) }),
    validator_updates: validatorUpdates.map(validatorUpdateJson),
    ...(consensusParamUpdates && { consensus_param_updates: consensusParamsJson(consensusParamUpdates) }),
    app_hash: base64(appHash),
  };
}

/** The result inside a Tx event, where Go leaves out what is zero. */
export function briefTxResultJson(result: ExecTxResult): object {
  return {
    ...(result.code !== 0 && { code: result.code }),
    ...(result.data.length > 0 && { data: base64(result.data) }),
    ...(result.log !== '' && { log: result.log }),
    ...(result.info !== '' && { info: result.info }),
    ...(result.gasWanted !== 0n && { gas_wanted: String(result.gasWanted) }),
    ...(result.gasUsed !== 0n && { gas_used: String(result.gasUsed) }),
    ...(result.events.length > 0 && { events: eventsJson(result.events) }),
    ...(result.codespace !== '' && { codespace: result.codespace }),
  };
}

export function pubKeyJson(pubKey: Uint8Array): object {
  return { type: 'tendermint/PubKeyEd25519', value: base64(pubKey) };
}

export function validatorJson({ address, pubKey, power, priority }: Validator): object {
  return {
    address: hex(address),
    pub_key: pubKeyJson(pubKey),
    voting_power: String(power),
    proposer_priority: String(priority),
  };
}

export function proofJson({ total, index, leafHash, aunts }: MerkleProof): object {
  return { total: String(total), index: String(index), leaf_hash: base64(leafHash), aunts: aunts.map(base64) };
}
