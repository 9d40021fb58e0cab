import type { ConsensusParams } from '../../chain/abci.ts';
import type { BlockListener, CommittedBlock } from './committed-block.ts';
import type { ConsensusHistory } from './consensus-history.ts';
import type { Mempool } from './mempool.ts';
import type { EngineApplication } from './options.ts';
import { type ChainState, nextState } from './state.ts';
import type { BlockStore } from './store/block-store.ts';
import { dataHash, encodeBlock } from './types/block.ts';
import { partSetOf } from './types/block-id.ts';
import { type Commit, NO_COMMIT, sealCommit } from './types/commit.ts';
import type { Genesis } from './types/genesis.ts';
import { hex, sha256 } from './types/hash.ts';
import { encodeHeader, type Header, hashHeader } from './types/header.ts';
import { EMPTY_HASH } from './types/merkle.ts';
import { encodeFinalizeBlock } from './types/results.ts';
import type { ValidatorSet } from './types/validator-set.ts';
import { type Voters, voteInfos } from './voting.ts';

/** CometBFT's bound where the parameters name none (max_bytes -1). */
const MAX_BLOCK_BYTES = 104_857_600n;
const HEADER_BYTES = 626n + 11n;
const COMMIT_BYTES = 94n;
const VOTE_BYTES = 111n;

const MILLISECOND = 1_000_000n;
const SEALED_NOTHING = sealCommit(NO_COMMIT);

export interface ConsensusParts {
  readonly app: EngineApplication;
  readonly genesis: Genesis;
  readonly voters: Voters;
  readonly mempool: Mempool;
  readonly store: BlockStore;
  readonly history: ConsensusHistory;
  /** What the last block left, or the genesis. */
  readonly state: ChainState;
  /** Nanoseconds by which block time runs ahead of the clock: kept with every block. */
  readonly clockOffset: () => bigint;
  /** Told of every block once it is kept. */
  readonly onBlock: BlockListener;
}

/** A proposed block that was executed, but not committed yet. */
interface Executed {
  readonly block: CommittedBlock;
  readonly encoded: Uint8Array;
  readonly next: ChainState;
}

/**
 * One height after another: proposes, signs, executes and commits blocks, all validators agreeing because they are
 * one process. What comes out is what four CometBFT nodes in agreement would have stored.
 */
export class Consensus {
  readonly #parts: ConsensusParts;
  #state: ChainState;
  #seenCommit: Commit | undefined;

  constructor(parts: ConsensusParts) {
    this.#parts = parts;
    this.#state = parts.state;
  }

  get state(): ChainState {
    return this.#state;
  }

  /** The consensus parameters that the block of a height was made under. */
  paramsAt(height: bigint): ConsensusParams {
    return this.#parts.history.paramsAt(height) ?? this.#state.params;
  }

  validatorsAt(height: bigint): ValidatorSet | undefined {
    return this.#parts.history.validatorsAt(height);
  }

  /** The set of a height as to its members and their powers; whose turn it is is another's. */
  membersAt(height: bigint): ValidatorSet | undefined {
    return this.#parts.history.membersAt(height);
  }

  /**
   * Makes blocks out of what waits, one for every time that `nextTime` gives, until it gives none. All of them are kept
   * in one transaction together with the application's state, and only then told to anybody: since this does not
   * yield, nobody can have seen one before.
   *
   * A block's time becomes what is given, because the precommits of the block before, whose median it has to be, are
   * signed only now; the first block has the genesis time whatever is asked.
   * @throws whatever the application throws, after the blocks before were kept: the chain cannot go on then.
   * @throws StoreError where nothing of this could be kept: this object must not be used any more.
   */
  makeBlocks(nextTime: () => bigint | undefined): CommittedBlock[] {
    const made: CommittedBlock[] = [];
    const before = this.#state;
    const { app, store, onBlock } = this.#parts;
    let failure: { error: unknown } | undefined;
    try {
      store.write(() => {
        for (let time = nextTime(); time !== undefined; time = failure ? undefined : nextTime()) {
          const executed = this.#try(time);
          if ('error' in executed) failure = executed;
          else made.push(this.#keep(executed));
        }
        app.flush?.();
      });
    } catch (error) {
      this.#state = before;
      throw error;
    }
    for (const block of made) onBlock(block);
    if (failure) throw failure.error;
    return made;
  }

  /** The latest block's own commit, before the next block fixes it: signed when first asked for, 1 ms after the block. */
  seenCommit(): Commit {
    const { lastTime, lastValidators } = this.#state;
    this.#seenCommit ??= this.#parts.voters.commit(
      this.#lastVote(),
      lastValidators as ValidatorSet,
      lastTime + MILLISECOND,
    );
    return this.#seenCommit;
  }

  #try(time: bigint): Executed | { error: unknown } {
    try {
      return this.#execute(time);
    } catch (error) {
      return { error };
    }
  }

  #execute(time: bigint): Executed {
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
    const txHashes = txs.map((tx) => hex(sha256(tx)));
    return { block: { header, blockId, txs, txHashes, lastCommit, response }, encoded, next };
  }

  #keep({ block, encoded, next }: Executed): CommittedBlock {
    const { app, store, mempool, clockOffset } = this.#parts;
    const { header, blockId, txs, txHashes, response } = block;
    app.commit();
    store.save({
      height: header.height,
      blockId,
      numTxs: txs.length,
      block: encoded,
      round: next.lastRound,
      clockOffset: clockOffset(),
      results: encodeFinalizeBlock(response),
      txHashes,
    });
    this.#keepHistory(header.height, next);
    this.#state = next;
    this.#seenCommit = undefined;
    if (txs.length > 0 || mempool.size > 0) {
      mempool.update(txHashes.map((hash, i) => ({ hash, result: response.txResults[i]! })));
    }
    return block;
  }

  /** The first block's validators and parameters are the genesis's, which is kept with them. */
  #keepHistory(height: bigint, next: ChainState): void {
    const { history, store, genesis } = this.#parts;
    const { lastValidators, params } = this.#state;
    if (lastValidators === undefined) {
      store.saveGenesis(genesis.doc);
      history.addValidators(height, this.#state.validators);
      history.addValidators(height + 1n, this.#state.nextValidators);
      history.addParams(height, params);
    }
    history.addValidators(height + 2n, next.nextValidators);
    if (next.params !== params) history.addParams(height + 1n, next.params);
  }

  #lastVote(): Omit<Commit, 'signatures'> {
    const { lastHeight, lastRound, lastBlockId } = this.#state;
    return { height: lastHeight, round: lastRound, blockId: lastBlockId };
  }
}

/** Room for transactions in a block: its limit less header, commit and framing. */
function maxDataBytes({ params, validators }: ChainState): bigint {
  const limit = params.block.maxBytes === -1n ? MAX_BLOCK_BYTES : params.block.maxBytes;
  const overhead = HEADER_BYTES + COMMIT_BYTES + VOTE_BYTES * BigInt(validators.validators.length);
  return limit > overhead ? limit - overhead : 0n;
}
