import { fromBinary } from '@bufbuild/protobuf';
import type { ValidatorUpdate } from '../../../chain/abci.ts';
import { ValidatorSetSchema } from '../../../wire/gen/tendermint/types/validator_pb.ts';
import { addressOf } from './hash.ts';
import { merkleRoot } from './merkle.ts';
import { ProtoWriter } from './protowire.ts';

/** CometBFT's bound on the sum of all voting powers: an eighth of int64. */
export const MAX_TOTAL_POWER = (1n << 63n) / 8n;

const PRIORITY_WINDOW = 2n;

export interface Validator {
  /** 20 bytes. */
  readonly address: Uint8Array;
  /** ed25519, 32 bytes. */
  readonly pubKey: Uint8Array;
  readonly power: bigint;
  /** Who has the highest proposes next. */
  readonly priority: bigint;
}

/** tendermint.crypto.PublicKey of an ed25519 key. */
export function encodePublicKey(pubKey: Uint8Array): Uint8Array {
  return new ProtoWriter().bytes(1, pubKey).finish();
}

/** Positive, zero or negative as `a` proposes before `b`: the higher priority first, the lower address on a tie. */
function proposesBefore(a: Validator, b: Validator): boolean {
  return a.priority === b.priority ? Buffer.compare(a.address, b.address) < 0 : a.priority > b.priority;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** Keeps the distance between priorities within twice the total power, and their mean at zero. */
function centre(validators: readonly Validator[], total: bigint): Validator[] {
  if (validators.length === 0) return [];
  let lowest = validators[0]!.priority;
  let highest = lowest;
  for (const { priority } of validators) {
    if (priority < lowest) lowest = priority;
    if (priority > highest) highest = priority;
  }
  const bound = PRIORITY_WINDOW * total;
  const distance = highest - lowest;
  const ratio = distance > bound ? (distance + bound - 1n) / bound : 1n;
  const scaled = validators.map((v) => v.priority / ratio);
  const mean = floorDiv(
    scaled.reduce((sum, priority) => sum + priority, 0n),
    BigInt(validators.length),
  );
  return validators.map((v, i) => ({ ...v, priority: scaled[i]! - mean }));
}

/**
 * The validators of a height, by falling power and then address, with the priorities that decide who proposes: at
 * every height each gains its power and the proposer pays the total. Immutable.
 */
export class ValidatorSet {
  readonly validators: readonly Validator[];
  readonly totalPower: bigint;
  readonly proposer: Validator | undefined;
  #hash: Uint8Array | undefined;

  private constructor(validators: readonly Validator[], proposer?: Validator, hash?: Uint8Array) {
    this.validators = validators;
    this.totalPower = validators.reduce((sum, v) => sum + v.power, 0n);
    this.proposer = proposer;
    this.#hash = hash;
  }

  /** A new set, with its first proposer chosen. @throws RangeError on a bad update. */
  static of(members: readonly ValidatorUpdate[]): ValidatorSet {
    return new ValidatorSet([]).update(members).rotate();
  }

  /** A set as it stood, priorities and all; `proposer` is one of its members. */
  static restore(validators: readonly Validator[], proposer: number): ValidatorSet {
    return new ValidatorSet(validators, validators[proposer]);
  }

  /** Merkle root over keys and powers (not priorities). */
  hash(): Uint8Array {
    this.#hash ??= merkleRoot(
      this.validators.map((v) => new ProtoWriter().message(1, encodePublicKey(v.pubKey)).varint(2, v.power).finish()),
    );
    return this.#hash;
  }

  /** The set one turn later: the next proposer is chosen. */
  rotate(): ValidatorSet {
    const next = centre(this.validators, this.totalPower).map((v) => ({ ...v, priority: v.priority + v.power }));
    let at = 0;
    for (let i = 1; i < next.length; i++) if (proposesBefore(next[i]!, next[at]!)) at = i;
    if (next.length === 0) return this;
    const chosen = next[at]!;
    next[at] = { ...chosen, priority: chosen.priority - this.totalPower };
    return new ValidatorSet(next, next[at], this.#hash);
  }

  /**
   * Applies what the application asked for: power 0 removes, anything else adds or changes. A newcomer starts at
   * -1.125 times the total power, so that leaving and coming back gains nothing.
   * @throws RangeError on a duplicate, a negative power, an unknown removal, too much power or an empty result.
   */
  update(changes: readonly ValidatorUpdate[]): ValidatorSet {
    if (changes.length === 0) return this;
    const byKey = new Map(this.validators.map((v) => [keyOf(v.pubKey), v]));
    const seen = new Set<string>();
    let totalWithoutRemovals = this.totalPower;
    for (const { pubKey, power } of changes) {
      const key = keyOf(pubKey);
      if (seen.has(key)) throw new RangeError(`validator ${key} is updated twice`);
      seen.add(key);
      if (pubKey.length !== 32) throw new RangeError(`validator key ${key} is not an ed25519 key of 32 bytes`);
      if (power < 0n) throw new RangeError(`validator ${key} would have the negative power ${power}`);
      if (power === 0n && !byKey.has(key)) throw new RangeError(`validator ${key} is removed but not in the set`);
      if (power > 0n) totalWithoutRemovals += power - (byKey.get(key)?.power ?? 0n);
    }
    const newcomerPriority = -(totalWithoutRemovals + (totalWithoutRemovals >> 3n));
    for (const { pubKey, power } of changes) {
      const key = keyOf(pubKey);
      const known = byKey.get(key);
      if (power === 0n) byKey.delete(key);
      else byKey.set(key, { address: addressOf(pubKey), pubKey, power, priority: known?.priority ?? newcomerPriority });
    }
    if (byKey.size === 0) throw new RangeError('the validator set would be empty');
    const members = [...byKey.values()];
    const total = members.reduce((sum, v) => sum + v.power, 0n);
    if (total > MAX_TOTAL_POWER) throw new RangeError(`the total voting power ${total} exceeds ${MAX_TOTAL_POWER}`);
    const centred = centre(members, total).sort((a, b) =>
      a.power === b.power ? Buffer.compare(a.address, b.address) : a.power > b.power ? -1 : 1,
    );
    const proposer = centred.find((v) => this.proposer && keyOf(v.pubKey) === keyOf(this.proposer.pubKey));
    return new ValidatorSet(centred, proposer);
  }
}

function keyOf(pubKey: Uint8Array): string {
  return Buffer.from(pubKey).toString('hex');
}

/** tendermint.types.ValidatorSet. */
export function encodeValidatorSet(set: ValidatorSet): Uint8Array {
  const encoded = set.validators.map(({ address, pubKey, power, priority }) =>
    new ProtoWriter()
      .bytes(1, address)
      .message(2, encodePublicKey(pubKey))
      .varint(3, power)
      .varint(4, priority)
      .finish(),
  );
  const writer = new ProtoWriter();
  for (const validator of encoded) writer.message(1, validator);
  const proposer = encoded[set.validators.indexOf(set.proposer as Validator)];
  return proposer ? writer.message(2, proposer).finish() : writer.finish();
}

/** Reads tendermint.types.ValidatorSet. */
export function decodeValidatorSet(bytes: Uint8Array): ValidatorSet {
  const { validators, proposer } = fromBinary(ValidatorSetSchema, bytes);
  const members = validators.map(
    ({ address, pubKey, votingPower, proposerPriority }): Validator => ({
      address,
      pubKey: pubKey?.sum.case === 'ed25519' ? pubKey.sum.value : new Uint8Array(),
      power: votingPower,
      priority: proposerPriority,
    }),
  );
  const proposes = members.findIndex(({ address }) => proposer && Buffer.compare(address, proposer.address) === 0);
  return ValidatorSet.restore(members, proposes);
}
