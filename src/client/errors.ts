/** What went wrong between a client and a network. */
export type ClientErrorKind =
  /** Nobody answers at the address. */
  | 'unreachable'
  /** Somebody answers whose certificate is not to be trusted. */
  | 'certificate'
  /** Somebody answers, but not as a CometBFT RPC does. */
  | 'bad-answer'
  /** The node serves another chain than the one that was asked for. */
  | 'wrong-chain'
  /** The node refused the request itself (JSON-RPC error). */
  | 'rpc'
  /** A query was answered with an error of the chain. */
  | 'query'
  /** What was asked for does not exist. */
  | 'not-found'
  /** A transaction was refused or failed. */
  | 'rejected'
  /** Nothing happened within the time allowed. */
  | 'timeout'
  /** What was waited for did not come within the time allowed. */
  | 'waited'
  /** No block came for longer than was allowed. */
  | 'stalled';

/** What passes when a node, or what stands before it, is started again; a certificate or another chain does not. */
const PASSING: readonly ClientErrorKind[] = ['unreachable', 'timeout', 'bad-answer'];

/** Whether it is trouble of the network that may pass by itself: asking again is worth it. */
export const passes = (error: unknown): error is ClientError =>
  error instanceof ClientError && PASSING.includes(error.kind);

/** An error of the network or of the chain behind it. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly kind: ClientErrorKind;
  /** Code and codespace of the chain, for `query` and `rejected`. */
  readonly code: number;
  readonly codespace: string;
  /** Hash of the transaction, for `rejected` and `timeout`. */
  readonly txHash: string | undefined;

  constructor(
    kind: ClientErrorKind,
    message: string,
    details: { code?: number; codespace?: string; txHash?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.code = details.code ?? 0;
    this.codespace = details.codespace ?? '';
    this.txHash = details.txHash;
  }
}
