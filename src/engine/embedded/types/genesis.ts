import type { ConsensusParams, ValidatorUpdate } from '../../../chain/abci.ts';
import { EngineError } from '../../engine.ts';
import type { GenesisDoc } from '../../genesis-doc.ts';
import { parseTime } from './time.ts';

/** A genesis document, read. */
export interface Genesis {
  readonly doc: GenesisDoc;
  readonly time: bigint;
  readonly chainId: string;
  readonly initialHeight: bigint;
  readonly params: ConsensusParams;
  readonly validators: readonly (ValidatorUpdate & { readonly name: string })[];
  readonly appHash: Uint8Array;
}

const MAX_CHAIN_ID = 50;

/** Checks a genesis document and reads its numbers. @throws EngineError `invalid-genesis` that names the field. */
export function readGenesis(doc: GenesisDoc): Genesis {
  const fail = (field: string, why: string): never => {
    throw new EngineError('invalid-genesis', `genesis: ${field} ${why}`, { field });
  };
  const integer = (field: string, text: unknown): bigint => {
    const shown = typeof text === 'number' ? String(text) : text;
    if (typeof shown !== 'string' || !/^-?\d{1,19}$/.test(shown)) return fail(field, 'must be a decimal integer');
    return BigInt(shown);
  };
  const time = parseTime(String(doc.genesis_time)) ?? fail('genesis_time', 'must be an RFC 3339 time');
  if (typeof doc.chain_id !== 'string' || doc.chain_id === '' || doc.chain_id.length > MAX_CHAIN_ID) {
    fail('chain_id', `must have 1 to ${MAX_CHAIN_ID} characters`);
  }
  const initialHeight = integer('initial_height', doc.initial_height ?? '1') || 1n;
  if (initialHeight < 0n) fail('initial_height', 'must not be negative');
  const given = doc.consensus_params;
  if (!given?.block || !given.evidence || !given.validator)
    fail('consensus_params', 'needs block, evidence, validator');
  const params: ConsensusParams = {
    block: {
      maxBytes: integer('consensus_params.block.max_bytes', given.block.max_bytes),
      maxGas: integer('consensus_params.block.max_gas', given.block.max_gas),
    },
    evidence: {
      maxAgeNumBlocks: integer('consensus_params.evidence.max_age_num_blocks', given.evidence.max_age_num_blocks),
      maxAgeDuration: integer('consensus_params.evidence.max_age_duration', given.evidence.max_age_duration),
      maxBytes: integer('consensus_params.evidence.max_bytes', given.evidence.max_bytes),
    },
    validator: { pubKeyTypes: [...given.validator.pub_key_types] },
    version: { app: integer('consensus_params.version.app', given.version?.app ?? '0') },
    abci: {
      voteExtensionsEnableHeight: integer(
        'consensus_params.abci.vote_extensions_enable_height',
        given.abci?.vote_extensions_enable_height ?? '0',
      ),
    },
  };
  if (params.block.maxBytes === 0n || params.block.maxBytes < -1n) {
    fail('consensus_params.block.max_bytes', 'must be -1 or greater than 0');
  }
  const validators = (doc.validators ?? []).map((validator, i) => {
    const field = `validators[${i}]`;
    if (validator.pub_key?.type !== 'tendermint/PubKeyEd25519') fail(`${field}.pub_key.type`, 'must be ed25519');
    const pubKey = Uint8Array.from(Buffer.from(validator.pub_key.value, 'base64'));
    if (pubKey.length !== 32) fail(`${field}.pub_key.value`, 'must be 32 bytes in base64');
    const power = integer(`${field}.power`, validator.power);
    if (power <= 0n) fail(`${field}.power`, 'must be greater than 0');
    return { pubKey, power, name: validator.name ?? '' };
  });
  return {
    doc,
    time,
    chainId: doc.chain_id,
    initialHeight,
    params,
    validators,
    appHash: Uint8Array.from(Buffer.from(doc.app_hash ?? '', 'hex')),
  };
}
