import { damaged } from '../../chain/store/store-error.ts';
import { EngineError } from '../engine.ts';
import { type GenesisDoc, type GenesisSource, genesisFrom } from '../genesis-doc.ts';
import type { BlockClock } from './clock.ts';
import type { BlockListener } from './committed-block.ts';
import { Consensus } from './consensus.ts';
import { ConsensusHistory } from './consensus-history.ts';
import { Mempool } from './mempool.ts';
import type { EngineApplication, MempoolLimits } from './options.ts';
import type { Signer } from './signer.ts';
import { type ChainState, initialState, storedState } from './state.ts';
import type { BlockStore } from './store/block-store.ts';
import { type Genesis, readGenesis } from './types/genesis.ts';
import { Voters } from './voting.ts';

/** What a chain is opened with, on the disk or in memory. */
export interface ChainParts {
  readonly app: EngineApplication;
  readonly store: BlockStore;
  /** The data file, for messages; empty in memory. */
  readonly path: string;
  /** Read where the store is empty. */
  readonly genesis: GenesisSource;
  readonly signers: readonly Signer[];
  readonly clock: BlockClock;
  readonly mempool: Partial<MempoolLimits> | undefined;
  readonly onBlock: BlockListener;
}

/** A chain and everything that belongs to it. Where it goes back, another one is opened in its place. */
export interface Chain {
  readonly app: EngineApplication;
  readonly genesis: Genesis;
  readonly store: BlockStore;
  readonly consensus: Consensus;
  readonly mempool: Mempool;
}

/**
 * Goes on with the chain that is stored, or begins one from the genesis.
 * @throws EngineError `invalid-genesis`, `unsupported`; StoreError where application and blocks do not fit together.
 */
export function openChain(parts: ChainParts): Chain {
  const { app, store, signers, clock, path } = parts;
  const { genesis, letGo } = storedGenesis(readGenesis(store.genesis ?? genesisFrom(parts.genesis)), store);
  const history = new ConsensusHistory(store);
  const mempool = new Mempool(app, parts.mempool);
  const state =
    store.height === 0n ? initialState(app, genesis) : storedState({ store, history, genesis, path }, store.height);
  if (store.height > 0n) requireSame(app, state, path);
  const voters = new Voters(genesis.chainId, signers);
  const consensus = new Consensus({
    app,
    genesis,
    voters,
    mempool,
    store,
    history,
    state,
    clockOffset: () => clock.offset,
    onBlock: (block) => {
      letGo();
      parts.onBlock(block);
    },
  });
  return { app, genesis, store, consensus, mempool };
}

/** A genesis whose document, large where the state is, is read from the store again once it lies there. */
function storedGenesis(read: Genesis, store: BlockStore): { genesis: Genesis; letGo(): void } {
  const { doc, ...numbers } = read;
  let held: GenesisDoc | undefined = store.height === 0n ? doc : undefined;
  const genesis = {
    ...numbers,
    get doc(): GenesisDoc {
      return held ?? store.genesis!;
    },
  };
  const letGo = () => {
    held = undefined;
  };
  return { genesis, letGo };
}

/** Application and blocks are committed together, so they are at the same height: unless somebody touched the file. */
function requireSame(app: EngineApplication, state: ChainState, path: string): void {
  const { lastBlockHeight, lastBlockAppHash } = app.info();
  if (path === '') throw new EngineError('unsupported', 'a chain in memory cannot be gone on with');
  if (lastBlockHeight !== state.lastHeight) {
    throw damaged(path, `the application is at height ${lastBlockHeight}, the blocks are at ${state.lastHeight}`);
  }
  if (Buffer.compare(lastBlockAppHash, state.appHash) !== 0) {
    throw damaged(path, `the application's hash at height ${lastBlockHeight} is not the one that its block left`);
  }
}
