export type NodeErrorCode =
  | 'cometbft-missing'
  | 'cometbft-unsuitable'
  | 'cometbft-install'
  | 'not-built'
  | 'home-exists'
  | 'home-missing'
  | 'home-damaged'
  | 'invalid-options'
  | 'unreachable'
  | 'no-snapshot'
  | 'already-runs'
  | 'port-taken'
  | 'failed'
  | 'stopped';

/** What a validator node refuses or could not do, by code; `log` holds the lines that matter, where there are any. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  readonly code: NodeErrorCode;
  readonly log: readonly string[];

  constructor(
    code: NodeErrorCode,
    message: string,
    { cause, log = [] }: { cause?: unknown; log?: readonly string[] } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.log = log;
  }
}
