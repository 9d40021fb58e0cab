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
  /** The chain refused what the devnet sent. */
  | 'rejected'
  | 'interrupted'
  | 'unexpected';

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
