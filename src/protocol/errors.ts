/** Error codes of the codespace `emissions` that the network's mathematics raises (docs/spec/emissions.md §13). */
export const protocolCodes = {
  /** Stakes and listening coefficients that differ in number. */
  adjustedStakeSliceLength: 35,
  /** A fraction whose denominator is zero: no stake behind a required value. */
  fractionDivideByZero: 36,
  /** Reward fractions that are all zero. */
  numberRatioDivideByZero: 37,
  /** No reward fractions. */
  numberRatioSliceLength: 38,
  /** A list of the wrong length among scores and rewards. */
  invalidSliceLength: 39,
  /** Two lists that must have one length do not. */
  sliceLengthMismatch: 43,
  /** A value that has no meaning where it stands (a zero scale, a wrong arity). */
  invalidValue: 52,
  /** A reward that cannot be: nobody to reward, or no weight at all. */
  invalidReward: 56,
  /** No actor with a regret, so no weight can be computed. */
  emptyArray: 63,
  /** No usable inference. */
  noValidInferences: 69,
  /** No reputer bundle that counts. */
  noValidReputations: 70,
  /** Nothing of that name: a topic without inferences in this epoch. */
  notFound: 76,
} as const;

/** The name of a protocol error. */
export type ProtocolErrorName = keyof typeof protocolCodes;

/** A rule of the protocol was broken; `code` is the number that the chain reports in the codespace `emissions`. */
export class ProtocolError extends Error {
  readonly codespace = 'emissions';
  readonly code: number;

  constructor(name: ProtocolErrorName, message: string) {
    super(message);
    this.name = 'ProtocolError';
    this.code = protocolCodes[name];
  }
}
