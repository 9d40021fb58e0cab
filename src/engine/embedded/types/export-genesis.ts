import type { ConsensusParams } from '../../../chain/abci.ts';
import type { GenesisConsensusParams, GenesisDoc } from '../../genesis-doc.ts';
import type { Genesis } from './genesis.ts';
import { base64, hex } from './hash.ts';
import { formatTime } from './time.ts';
import type { ValidatorSet } from './validator-set.ts';

const SECOND = 1_000_000_000n;

export interface ExportParts {
  readonly genesis: Genesis;
  /** The height whose state is exported, and the time of its block. */
  readonly height: bigint;
  readonly time: bigint;
  /** Who validates, and under which parameters, after that block. */
  readonly validators: ValidatorSet;
  readonly params: ConsensusParams;
  readonly appState: Record<string, unknown>;
}

/**
 * The genesis document of a chain that goes on after a height: its first block is the next one, one second later, as
 * `advance` would have made it.
 */
export function exportedGenesis(parts: ExportParts): GenesisDoc {
  const { genesis, height, time, validators, params, appState } = parts;
  const names = new Map(genesis.validators.map(({ pubKey, name }) => [hex(pubKey), name]));
  return {
    genesis_time: formatTime(time + SECOND),
    chain_id: genesis.chainId,
    initial_height: String(height + 1n),
    consensus_params: paramsDoc(params),
    validators: validators.validators.map(({ address, pubKey, power }) => ({
      address: hex(address),
      pub_key: { type: 'tendermint/PubKeyEd25519', value: base64(pubKey) },
      power: String(power),
      name: names.get(hex(pubKey)) ?? '',
    })),
    app_hash: '',
    app_state: appState,
  };
}

function paramsDoc({ block, evidence, validator, version, abci }: ConsensusParams): GenesisConsensusParams {
  return {
    block: { max_bytes: String(block.maxBytes), max_gas: String(block.maxGas) },
    evidence: {
      max_age_num_blocks: String(evidence.maxAgeNumBlocks),
      max_age_duration: String(evidence.maxAgeDuration),
      max_bytes: String(evidence.maxBytes),
    },
    validator: { pub_key_types: [...validator.pubKeyTypes] },
    version: { app: String(version.app) },
    abci: { vote_extensions_enable_height: String(abci.voteExtensionsEnableHeight) },
  };
}
