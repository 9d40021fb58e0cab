/** What can go wrong with a devnet from outside. */
export type DevnetErrorKind =
  /** One of that name runs already. */
  | 'runs'
  /** None of that name runs. */
  | 'none'
  /** It did not come up. */
  | 'start-failed'
  | 'start-timeout'
  /** Something of it could not be ended or removed. */
  | 'leftover'
  /** Its home cannot be made or used. */
  | 'bad-home'
  /** The daemon is not built. */
  | 'not-built'
  /** It does not do what was asked. */
  | 'bad-request'
  | 'unsupported'
  /** Something that it needs is not on this machine. */
  | 'missing-prerequisite'
  | 'cometbft-missing'
  /** The chain refused what the devnet sent. */
  | 'rejected'
  /** It makes no more blocks. */
  | 'halted'
  /** Its home holds a chain already, or one that is not the one asked for. */
  | 'has-chain'
  | 'other-chain'
  /** Nothing is kept of that height. */
  | 'height'
  /** There is a snapshot of that name already, or none, or it is not one. */
  | 'snapshot-exists'
  | 'no-snapshot'
  | 'bad-snapshot'
  /** A file that was given is no genesis or no record. */
  | 'bad-genesis'
  | 'bad-record'
  /** Older blocks were dropped, so that no record can be made. */
  | 'incomplete'
  /** What the store cannot go on with (docs/store.md). */
  | StoreErrorKind
  | 'interrupted'
  /** It runs, but does not answer. */
  | 'timed-out'
  | 'unexpected';

export type StoreErrorKind = 'newer-format' | 'read-only' | 'full' | 'damaged' | 'io';

/** An error of a devnet; the command line gives it its number and exit code. */
export class DevnetError extends Error {
  override readonly name = 'DevnetError';
  readonly kind: DevnetErrorKind;
  readonly hint: string | undefined;

  constructor(kind: DevnetErrorKind, message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.hint = options.hint;
  }
}
