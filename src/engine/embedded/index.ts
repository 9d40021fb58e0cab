import type { EmbeddedEngine, EmbeddedOptions } from './options.ts';

export type { EmbeddedEngine, EmbeddedOptions, MempoolLimits, Retention, RpcLimits, ValidatorKey } from './options.ts';
export type { GenesisConsensusParams, GenesisDoc, GenesisValidator } from './types/genesis.ts';

/**
 * Starts a network of one process: the application, its validators' keys, the block producer and CometBFT's JSON-RPC.
 * Resolves when the first block is committed and the RPC answers.
 * @throws EngineError `address-in-use` with `{ host, port }`, `invalid-genesis`, `invalid-options`.
 */
export declare function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedEngine>;
