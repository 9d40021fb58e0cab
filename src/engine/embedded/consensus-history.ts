import { fromBinary } from '@bufbuild/protobuf';
import type { ConsensusParams } from '../../chain/abci.ts';
import { ConsensusParamsSchema } from '../../wire/gen/tendermint/types/params_pb.ts';
import type { BlockStore } from './store/block-store.ts';
import { consensusParams } from './types/decode.ts';
import { encodeConsensusParams } from './types/params.ts';
import { decodeValidatorSet, encodeValidatorSet, type ValidatorSet } from './types/validator-set.ts';

const CHECKPOINT = 1_000n;

/**
 * The validators and the consensus parameters of every height. A set is stored where it changes and now and then, and
 * turned forward in between.
 */
export class ConsensusHistory {
  readonly #store: BlockStore;
  #stored: { height: bigint; set: ValidatorSet } | undefined;

  constructor(store: BlockStore) {
    this.#store = store;
  }

  /** Heights come one after another. Turning keeps a set's cached hash, an update makes a new one: that is a change. */
  addValidators(height: bigint, set: ValidatorSet): void {
    this.#stored ??= this.#storedAt(height);
    const last = this.#stored;
    if (last && last.set.hash() === set.hash() && height - last.height < CHECKPOINT) return;
    this.#store.validators.put(height, encodeValidatorSet(set));
    this.#stored = { height, set };
  }

  validatorsAt(height: bigint): ValidatorSet | undefined {
    const found = this.#storedAt(height);
    if (!found) return undefined;
    let { set } = found;
    set.hash();
    for (let at = found.height; at < height; at++) set = set.rotate();
    return set;
  }

  /** Members and powers alone: no need to turn. */
  membersAt(height: bigint): ValidatorSet | undefined {
    return this.#storedAt(height)?.set;
  }

  addParams(height: bigint, params: ConsensusParams): void {
    this.#store.params.put(height, encodeConsensusParams(params));
  }

  /** The consensus parameters that the block of a height was made under. */
  paramsAt(height: bigint): ConsensusParams | undefined {
    const found = this.#store.params.at(height);
    return found && consensusParams(fromBinary(ConsensusParamsSchema, found.value));
  }

  #storedAt(height: bigint): { height: bigint; set: ValidatorSet } | undefined {
    const last = this.#stored;
    const found = this.#store.validators.at(height);
    if (!found) return undefined;
    return found.height === last?.height ? last : { height: found.height, set: decodeValidatorSet(found.value) };
  }
}
