import type { VoteInfo } from '../../chain/abci.ts';
import type { Signer } from './signer.ts';
import type { BlockId } from './types/block-id.ts';
import { BlockIdFlag, type Commit, type CommitSig, precommitSignBytes } from './types/commit.ts';
import { hex } from './types/hash.ts';
import { ZERO_TIME } from './types/time.ts';
import type { Validator, ValidatorSet } from './types/validator-set.ts';

const NOTHING = new Uint8Array();
const ABSENT: CommitSig = {
  blockIdFlag: BlockIdFlag.ABSENT,
  validatorAddress: NOTHING,
  timestamp: ZERO_TIME,
  signature: NOTHING,
};

/** The validators whose keys are here, and what they do together: propose and sign. */
export class Voters {
  readonly #signers: ReadonlyMap<string, Signer>;
  readonly #found = new WeakMap<Uint8Array, Signer | null>();
  readonly #chainId: string;

  constructor(chainId: string, signers: readonly Signer[]) {
    this.#chainId = chainId;
    this.#signers = new Map(signers.map((signer) => [hex(signer.address), signer]));
  }

  /**
   * Who proposes, and in which round: a validator whose key is elsewhere misses its turn, as one that is down would.
   * @throws Error where no key of the set is here.
   */
  proposer(set: ValidatorSet): { proposer: Validator; round: number } {
    let turn = set;
    for (let round = 0; round < 10_000; round++) {
      const proposer = turn.proposer;
      if (proposer && this.#signer(proposer)) return { proposer, round };
      turn = turn.rotate();
    }
    throw new Error('none of the validators has its key here: nobody can propose a block');
  }

  /** The precommits for a block of everyone whose key is here, all at one time; the others are absent. */
  commit(block: { height: bigint; round: number; blockId: BlockId }, set: ValidatorSet, timestamp: bigint): Commit {
    const message = precommitSignBytes(this.#chainId, { ...block, timestamp });
    const signatures = set.validators.map((validator): CommitSig => {
      const signer = this.#signer(validator);
      if (!signer) return ABSENT;
      const signature = signer.sign(message);
      return { blockIdFlag: BlockIdFlag.COMMIT, validatorAddress: validator.address, timestamp, signature };
    });
    return { ...block, signatures };
  }

  #signer(validator: Validator): Signer | null {
    let signer = this.#found.get(validator.address);
    if (signer === undefined) {
      signer = this.#signers.get(hex(validator.address)) ?? null;
      this.#found.set(validator.address, signer);
    }
    return signer;
  }
}

/** What the application is told of a commit. */
export function voteInfos(commit: Commit, set: ValidatorSet): VoteInfo[] {
  return commit.signatures.map(({ blockIdFlag }, i) => {
    const { address, power } = set.validators[i]!;
    return { address, power, blockIdFlag };
  });
}
