/** The status codes of gRPC, by the names that the SDK writes into its error texts. */
export const STATUS = {
  OK: 0,
  Canceled: 1,
  Unknown: 2,
  InvalidArgument: 3,
  DeadlineExceeded: 4,
  NotFound: 5,
  AlreadyExists: 6,
  PermissionDenied: 7,
  ResourceExhausted: 8,
  FailedPrecondition: 9,
  Aborted: 10,
  OutOfRange: 11,
  Unimplemented: 12,
  Internal: 13,
  Unavailable: 14,
  DataLoss: 15,
  Unauthenticated: 16,
} as const;

export type StatusName = keyof typeof STATUS;

/** Why a call is not answered: a status of gRPC and a sentence for whoever called. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: StatusName;

  constructor(status: StatusName, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }

  get code(): number {
    return STATUS[this.status];
  }
}

/** The part of an ABCI answer that tells of a failure. */
export interface AbciFailure {
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
}

const RPC_ERROR = /^rpc error: code = (\w+) desc = ([\s\S]*)$/;

/** What the SDK appends for the code that a status travels under through ABCI. */
const CARRIERS: Readonly<Record<number, string>> = {
  4: ': unauthorized',
  18: ': invalid request',
  22: ': key not found',
};

/** Errors of the SDK's own codespace that say what they are. */
const OF_SDK: Readonly<Record<number, StatusName>> = {
  1: 'Internal',
  2: 'InvalidArgument',
  4: 'Unauthenticated',
  6: 'InvalidArgument',
  7: 'InvalidArgument',
  8: 'InvalidArgument',
  9: 'NotFound',
  18: 'InvalidArgument',
  22: 'NotFound',
  26: 'InvalidArgument',
  37: 'Unimplemented',
  38: 'NotFound',
};

/** The status that a failed query comes back with: the one that its text names, else the one that its code stands for. */
export function fromAbci({ code, codespace, log }: AbciFailure): ApiError {
  const [, name = '', said = ''] = RPC_ERROR.exec(log) ?? [];
  if (name in STATUS) {
    const carrier = codespace === 'sdk' ? (CARRIERS[code] ?? '') : '';
    const message = carrier !== '' && said.endsWith(carrier) ? said.slice(0, -carrier.length) : said;
    return new ApiError(name as StatusName, message);
  }
  if (codespace === 'sdk' && log.startsWith('unknown query path')) {
    return new ApiError('Unimplemented', 'the chain does not answer this query');
  }
  const status = codespace === 'sdk' ? (OF_SDK[code] ?? 'Unknown') : codespace === 'undefined' ? 'Internal' : 'Unknown';
  return new ApiError(status, log || `codespace ${codespace} code ${code}`);
}

/** What a caller is told of anything that was thrown: nothing of our own faults but that there was one. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // What is nested without end overflows the stack of who reads it.
  if (error instanceof RangeError) return new ApiError('InvalidArgument', 'this is nested too deeply');
  const known = error instanceof Error && (error.name === 'WireError' || error.name === 'AddressError');
  return known ? new ApiError('InvalidArgument', error.message) : new ApiError('Internal', 'internal error', error);
}
