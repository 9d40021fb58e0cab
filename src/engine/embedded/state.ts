import type { Application, ConsensusParams, FinalizeBlockResponse } from '../../chain/abci.ts';
import { damaged } from '../../chain/store/store-error.ts';
import { EngineError } from '../engine.ts';
import type { ConsensusHistory } from './consensus-history.ts';
import type { BlockStore } from './store/block-store.ts';
import { type BlockId, NO_BLOCK } from './types/block-id.ts';
import { decodeBlock, decodeFinalizeBlock } from './types/decode.ts';
import type { Genesis } from './types/genesis.ts';
import { BLOCK_PROTOCOL, type Header } from './types/header.ts';
import { EMPTY_HASH } from './types/merkle.ts';
import { paramsHash } from './types/params.ts';
import { resultsHash } from './types/results.ts';
import { ValidatorSet } from './types/validator-set.ts';

/** What one block leaves for the next: everything that a header is made of. Immutable, as CometBFT's own `State`. */
export interface ChainState {
  readonly chainId: string;
  readonly initialHeight: bigint;
  /** 0 before the first block, as are time, round and id. */
  readonly lastHeight: bigint;
  readonly lastTime: bigint;
  readonly lastRound: number;
  readonly lastBlockId: BlockId;
  /** Who signed the last block, signs the next one, and the one after that. */
  readonly lastValidators: ValidatorSet | undefined;
  readonly validators: ValidatorSet;
  readonly nextValidators: ValidatorSet;
  readonly version: Header['version'];
  readonly params: ConsensusParams;
  readonly paramsHash: Uint8Array;
  readonly appHash: Uint8Array;
  readonly lastResultsHash: Uint8Array;
}

/** Hands the genesis to a fresh application. @throws EngineError `invalid-genesis`, `unsupported`. */
export function initialState(app: Application, genesis: Genesis): ChainState {
  const info = app.info();
  if (info.lastBlockHeight !== 0n) {
    throw new EngineError('unsupported', `the application is at height ${info.lastBlockHeight}: a fresh one is needed`);
  }
  const response = app.initChain({
    time: genesis.time,
    chainId: genesis.chainId,
    initialHeight: genesis.initialHeight,
    consensusParams: genesis.params,
    validators: genesis.validators.map(({ pubKey, power }) => ({ pubKey, power })),
    appStateBytes: new TextEncoder().encode(JSON.stringify(genesis.doc.app_state ?? {})),
  });
  const members = response.validators.length > 0 ? response.validators : genesis.validators;
  if (members.length === 0)
    throw new EngineError('invalid-genesis', 'genesis: neither it nor the state has validators');
  const validators = ValidatorSet.of(members);
  return {
    chainId: genesis.chainId,
    initialHeight: genesis.initialHeight,
    lastHeight: 0n,
    lastTime: genesis.time,
    lastRound: 0,
    lastBlockId: NO_BLOCK,
    lastValidators: undefined,
    validators,
    nextValidators: validators.rotate(),
    version: { block: BLOCK_PROTOCOL, app: info.appVersion },
    params: genesis.params,
    paramsHash: paramsHash(genesis.params),
    appHash: response.appHash.length > 0 ? response.appHash : genesis.appHash,
    lastResultsHash: EMPTY_HASH,
  };
}

/** The state after a block: updates of validators reach the set two heights later, those of parameters the next one. */
export function nextState(
  state: ChainState,
  block: { header: Header; blockId: BlockId; round: number },
  response: FinalizeBlockResponse,
): ChainState {
  const params = response.consensusParamUpdates ?? state.params;
  return {
    ...state,
    lastHeight: block.header.height,
    lastTime: block.header.time,
    lastRound: block.round,
    lastBlockId: block.blockId,
    lastValidators: state.validators,
    validators: state.nextValidators,
    nextValidators: state.nextValidators.update(response.validatorUpdates).rotate(),
    version: params === state.params ? state.version : { ...state.version, app: params.version.app },
    params,
    paramsHash: params === state.params ? state.paramsHash : paramsHash(params),
    appHash: response.appHash,
    lastResultsHash: response.txResults.length === 0 ? EMPTY_HASH : resultsHash(response.txResults),
  };
}

/**
 * The state that the block of `height` left, read back from what is stored: the block and its results, and who validates
 * under which parameters then. @throws StoreError where that does not fit together.
 */
export function storedState(
  { store, history, genesis, path }: { store: BlockStore; history: ConsensusHistory; genesis: Genesis; path: string },
  height: bigint,
): ChainState {
  const stored = store.block(height);
  const results = store.results(height);
  const lastValidators = history.validatorsAt(height);
  const validators = history.validatorsAt(height + 1n);
  const nextValidators = history.validatorsAt(height + 2n);
  const params = history.paramsAt(height + 1n);
  if (!stored || !results || !lastValidators || !validators || !nextValidators || !params) {
    throw damaged(path, `what belongs to block ${height} is not complete`);
  }
  const { header } = decodeBlock(stored.block);
  const { appHash, txResults, consensusParamUpdates } = decodeFinalizeBlock(results);
  return {
    chainId: genesis.chainId,
    initialHeight: genesis.initialHeight,
    lastHeight: height,
    lastTime: header.time,
    lastRound: stored.round,
    lastBlockId: stored.blockId,
    lastValidators,
    validators,
    nextValidators,
    version: consensusParamUpdates ? { ...header.version, app: params.version.app } : header.version,
    params,
    paramsHash: paramsHash(params),
    appHash,
    lastResultsHash: txResults.length === 0 ? EMPTY_HASH : resultsHash(txResults),
  };
}
