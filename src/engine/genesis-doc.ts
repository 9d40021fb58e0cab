/** The genesis document as CometBFT 0.38 writes it: 64-bit numbers are decimal strings, keys are base64. */
export interface GenesisDoc {
  /** RFC 3339 with up to nine fractional digits. */
  genesis_time: string;
  chain_id: string;
  initial_height: string;
  consensus_params: GenesisConsensusParams;
  /** May be left out where the application's InitChain returns the set. */
  validators?: GenesisValidator[];
  app_hash: string;
  app_state: unknown;
}

export interface GenesisConsensusParams {
  block: { max_bytes: string; max_gas: string };
  /** `max_age_duration` in nanoseconds. */
  evidence: { max_age_num_blocks: string; max_age_duration: string; max_bytes: string };
  validator: { pub_key_types: string[] };
  version?: { app?: string };
  abci?: { vote_extensions_enable_height?: string };
}

export interface GenesisValidator {
  address: string;
  pub_key: { type: 'tendermint/PubKeyEd25519'; value: string };
  power: string;
  name: string;
}

/** A genesis document that is made only where it is needed. */
export type GenesisSource = GenesisDoc | (() => GenesisDoc);

export const genesisFrom = (source: GenesisSource): GenesisDoc => (typeof source === 'function' ? source() : source);
