import type { Application, ConsensusParams } from '../../chain/abci.ts';
import type { BlockListener, CommittedBlock } from './committed-block.ts';
import type { Mempool } from './mempool.ts';
import { type ChainState, initialState, nextState } from './state.ts';
import type { BlockStore } from './store/block-store.ts';
import type { ChainIndex } from './store/search.ts';
import { dataHash, encodeBlock } from './types/block.ts';
import { partSetOf } from './types/block-id.ts';
import { type Commit, NO_COMMIT, sealCommit } from './types/commit.ts';
import type { Genesis } from './types/genesis.ts';
import { hex, sha256 } from './types/hash.ts';
import { encodeHeader, type Header, hashHeader } from './types/header.ts';
import { EMPTY_HASH } from './types/merkle.ts';
import { encodeFinalizeBlock } from './types/results.ts';
import type { ValidatorSet } from './types/validator-set.ts';
import { ValidatorHistory } from './validator-history.ts';
import { type Voters, voteInfos } from './voting.ts';

/** CometBFT's bound where the parameters name none (max_bytes -1). */
const MAX_BLOCK_BYTES = 104_857_600n;
const HEADER_BYTES = 626n + 11n;
const COMMIT_BYTES = 94n;
const VOTE_BYTES = 111n;

const MILLISECOND = 1_000_000n;
const SEALED_NOTHING = sealCommit(NO_COMMIT);

export interface ConsensusParts {
  readonly app: Application;
  readonly genesis: Genesis;
  readonly voters: Voters;
  readonly mempool: Mempool;
  readonly store: BlockStore;
  readonly index: ChainIndex;
}

/**
 * One height after another: proposes, signs, executes and commits blocks, all validators agreeing because they are
 * one process. What comes out is what four CometBFT nodes in agreement would have stored.
 */
export class Consensus {
  readonly #parts: ConsensusParts;
  readonly #listeners = new Set<BlockListener>();
  readonly validatorHistory = new ValidatorHistory();
  /** Consensus parameters where they change; the first height that has them. */
  readonly #params: { height: bigint; params: ConsensusParams }[];
  #state: ChainState;
  #seenCommit: Commit | undefined;

  /** Runs InitChain. @throws EngineError `invalid-genesis`, `unsupported`. */
  constructor(parts: ConsensusParts) {
    this.#parts = parts;
    this.#state = initialState(parts.app, parts.genesis);
    this.validatorHistory.add(this.#state.initialHeight, this.#state.validators);
    this.#params = [{ height: this.#state.initialHeight, params: this.#state.params }];
  }

  get state(): ChainState {
    return this.#state;
  }

  /** The consensus parameters that the block of a height was made under. */
  paramsAt(height: bigint): ConsensusParams {
    return this.#params.findLast((kept) => kept.height <= height)?.params ?? this.#state.params;
  }

  onBlock(listener: BlockListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Makes the next block out of what waits. Its time becomes `time`, because the precommits of the block before, whose
   * median it has to be, are signed only now; the first block has the genesis time whatever is asked.
   * @throws whatever the application throws: the chain cannot go on then.
   */
  makeBlock(time: bigint): CommittedBlock {
    const state = this.#state;
    const { app, genesis, voters, mempool } = this.#parts;
    const first = state.lastValidators === undefined;
    const { proposer, round } = voters.proposer(state.validators);
    const lastCommit = first ? NO_COMMIT : voters.commit(this.#lastVote(), state.lastValidators, time);
    const sealed = first ? SEALED_NOTHING : sealCommit(lastCommit);

    const txs = app.prepareProposal(mempool.txs(), maxDataBytes(state));
    if (!app.processProposal(txs)) throw new Error('the application refused its own proposal');
    const header: Header = {
      version: state.version,
      chainId: state.chainId,
      height: first ? state.initialHeight : state.lastHeight + 1n,
      time: first ? genesis.time : time,
      lastBlockId: state.lastBlockId,
      lastCommitHash: sealed.hash,
      dataHash: txs.length === 0 ? EMPTY_HASH : dataHash(txs),
      validatorsHash: state.validators.hash(),
      nextValidatorsHash: state.nextValidators.hash(),
      consensusHash: state.paramsHash,
      appHash: state.appHash,
      lastResultsHash: state.lastResultsHash,
      evidenceHash: EMPTY_HASH,
      proposerAddress: proposer.address,
    };
    const encoded = encodeBlock(encodeHeader(header), txs, sealed.encoded);
    const blockId = { hash: hashHeader(header), parts: partSetOf(encoded) };

    const response = app.finalizeBlock({
      txs,
      decidedLastCommit: {
        round: lastCommit.round,
        votes: state.lastValidators ? voteInfos(lastCommit, state.lastValidators) : [],
      },
      misbehavior: [],
      hash: blockId.hash,
      height: header.height,
      time: header.time,
      nextValidatorsHash: header.nextValidatorsHash,
      proposerAddress: header.proposerAddress,
    });
    if (response.txResults.length !== txs.length) {
      throw new Error(`the application gave ${response.txResults.length} results for ${txs.length} transactions`);
    }
    const next = nextState(state, { header, blockId, round }, response);
    app.commit();
    this.#state = next;
    this.#seenCommit = undefined;
    this.validatorHistory.add(header.height + 1n, next.validators);
    if (next.params !== state.params) this.#params.push({ height: header.height + 1n, params: next.params });
    const txHashes = txs.map((tx) => hex(sha256(tx)));
    return this.#publish({ header, blockId, txs, txHashes, lastCommit, response }, encoded);
  }

  /**
   * The latest block's own commit, before the next block fixes it: signed when first asked for, 1 ms after the block.
   */
  seenCommit(): Commit {
    const { lastTime, lastValidators } = this.#state;
    this.#seenCommit ??= this.#parts.voters.commit(
      this.#lastVote(),
      lastValidators as ValidatorSet,
      lastTime + MILLISECOND,
    );
    return this.#seenCommit;
  }

  #lastVote(): Omit<Commit, 'signatures'> {
    const { lastHeight, lastRound, lastBlockId } = this.#state;
    return { height: lastHeight, round: lastRound, blockId: lastBlockId };
  }

  #publish(block: CommittedBlock, encoded: Uint8Array): CommittedBlock {
    const { store, index, mempool } = this.#parts;
    const { header, blockId, txs, txHashes, response } = block;
    const results = encodeFinalizeBlock(response);
    store.save({ height: header.height, blockId, numTxs: txs.length, block: encoded, results }, txHashes);
    index.add(header.height, response, txHashes);
    if (txs.length > 0 || mempool.size > 0) {
      mempool.update(txHashes.map((hash, i) => ({ hash, result: response.txResults[i]! })));
    }
    for (const listener of this.#listeners) listener(block);
    return block;
  }
}

/** Room for transactions in a block: its limit less header, commit and framing. */
function maxDataBytes({ params, validators }: ChainState): bigint {
  const limit = params.block.maxBytes === -1n ? MAX_BLOCK_BYTES : params.block.maxBytes;
  const overhead = HEADER_BYTES + COMMIT_BYTES + VOTE_BYTES * BigInt(validators.validators.length);
  return limit > overhead ? limit - overhead : 0n;
}
