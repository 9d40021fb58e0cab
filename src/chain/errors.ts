/** Longest message of an error: nobody writes more than this into everybody's logs and blocks with what a message quotes. */
const LONGEST = 1_000;
const KEPT_END = 300;

/** The beginning and the end, where the registered text stands. */
function bounded(message: string): string {
  if (message.length <= LONGEST) return message;
  const beginning = message.slice(0, LONGEST - KEPT_END - 3);
  return `${beginning}...${message.slice(-KEPT_END)}`.toWellFormed();
}

/**
 * An error with a code of the chain: what a failed transaction or query shows to its sender. Anything else that is
 * thrown while a transaction runs is a fault of the program and is reported as `undefined/1 internal error` without details.
 * A message of more than 1,000 characters loses its middle.
 */
export class ChainError extends Error {
  readonly codespace: string;
  readonly code: number;

  constructor(codespace: string, code: number, message: string) {
    super(bounded(message));
    this.name = 'ChainError';
    this.codespace = codespace;
    this.code = code;
  }
}

/** The registered errors of the SDK (codespace `sdk`): [code, text]. */
const SDK = {
  internal: [1, 'internal'],
  txDecode: [2, 'tx parse error'],
  invalidSequence: [3, 'invalid sequence'],
  unauthorized: [4, 'unauthorized'],
  insufficientFunds: [5, 'insufficient funds'],
  unknownRequest: [6, 'unknown request'],
  invalidAddress: [7, 'invalid address'],
  invalidPubKey: [8, 'invalid pubkey'],
  unknownAddress: [9, 'unknown address'],
  invalidCoins: [10, 'invalid coins'],
  outOfGas: [11, 'out of gas'],
  memoTooLarge: [12, 'memo too large'],
  insufficientFee: [13, 'insufficient fee'],
  tooManySignatures: [14, 'maximum number of signatures exceeded'],
  noSignatures: [15, 'no signatures supplied'],
  jsonMarshal: [16, 'failed to marshal JSON bytes'],
  jsonUnmarshal: [17, 'failed to unmarshal JSON bytes'],
  invalidRequest: [18, 'invalid request'],
  txInMempoolCache: [19, 'tx already in mempool'],
  mempoolIsFull: [20, 'mempool is full'],
  txTooLarge: [21, 'tx too large'],
  keyNotFound: [22, 'key not found'],
  wrongPassword: [23, 'invalid account password'],
  invalidSigner: [24, 'tx intended signer does not match the given signer'],
  invalidGasAdjustment: [25, 'invalid gas adjustment'],
  invalidHeight: [26, 'invalid height'],
  invalidVersion: [27, 'invalid version'],
  invalidChainId: [28, 'invalid chain-id'],
  invalidType: [29, 'invalid type'],
  txTimeoutHeight: [30, 'tx timeout height'],
  unknownExtensionOptions: [31, 'unknown extension options'],
  wrongSequence: [32, 'incorrect account sequence'],
  packAny: [33, 'failed packing protobuf message to Any'],
  unpackAny: [34, 'failed unpacking protobuf message from Any'],
  logic: [35, 'internal logic error'],
  conflict: [36, 'conflict'],
  notSupported: [37, 'feature not supported'],
  notFound: [38, 'not found'],
  io: [39, 'Internal IO error'],
  appConfig: [40, 'error in app.toml'],
  invalidGasLimit: [41, 'invalid gas limit'],
  txTimeout: [42, 'tx timeout'],
} as const;

type SdkErrors = { readonly [N in keyof typeof SDK]: (detail?: string) => ChainError };

/** `detail: registered text`, as the SDK wraps its errors; the bare text without a detail. */
export function wrapped(codespace: string, code: number, text: string, detail?: string): ChainError {
  return new ChainError(codespace, code, detail ? `${detail}: ${text}` : text);
}

/** Constructors of the SDK's registered errors: `throw sdkErrors.unauthorized('only the creator may')`. */
export const sdkErrors: SdkErrors = Object.fromEntries(
  Object.entries(SDK).map(([name, [code, text]]) => [name, (detail?: string) => wrapped('sdk', code, text, detail)]),
) as unknown as SdkErrors;

/**
 * Constructors for a module's own registered errors, by name:
 * `const errors = registerErrors('bank', { sendDisabled: [5, 'send transactions are disabled'] })`.
 */
export function registerErrors<const T extends Record<string, readonly [code: number, text: string]>>(
  codespace: string,
  table: T,
): { readonly [N in keyof T]: (detail?: string) => ChainError } {
  return Object.fromEntries(
    Object.entries(table).map(([name, [code, text]]) => [
      name,
      (detail?: string) => wrapped(codespace, code, text, detail),
    ]),
  ) as { [N in keyof T]: (detail?: string) => ChainError };
}

/** The gRPC status codes that query handlers answer with. */
const GRPC = {
  unknown: ['Unknown', 18, 'invalid request'],
  invalidArgument: ['InvalidArgument', 18, 'invalid request'],
  notFound: ['NotFound', 22, 'key not found'],
  failedPrecondition: ['FailedPrecondition', 18, 'invalid request'],
  unimplemented: ['Unimplemented', 18, 'invalid request'],
  internal: ['Internal', 18, 'invalid request'],
} as const;

type GrpcErrors = { readonly [N in keyof typeof GRPC]: (detail: string) => ChainError };

/**
 * A query's error as gRPC status, in the form that `abci_query` shows it: `rpc error: code = NotFound desc = … : key
 * not found` (docs/spec/chain.md §3.1). Clients recognise a missing account by this text.
 */
export const grpcErrors: GrpcErrors = Object.fromEntries(
  Object.entries(GRPC).map(([name, [status, code, text]]) => [
    name,
    (detail: string) => wrapped('sdk', code, text, `rpc error: code = ${status} desc = ${detail}`),
  ]),
) as unknown as GrpcErrors;
