/** JSON-RPC 2.0 as CometBFT speaks it. */

/** A request's id, given back unchanged. */
export type RpcId = string | number;

export interface RpcRequest {
  readonly id: RpcId;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>> | readonly unknown[];
}

const MESSAGES = {
  [-32700]: 'Parse error',
  [-32600]: 'Invalid Request',
  [-32601]: 'Method not found',
  [-32602]: 'Invalid params',
  [-32603]: 'Internal error',
} as const;

export type RpcErrorCode = keyof typeof MESSAGES;

/** An error with CometBFT's code and message; what happened is in `data`. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: RpcErrorCode;
  readonly data: string;

  constructor(code: RpcErrorCode, data = '') {
    super(MESSAGES[code]);
    this.code = code;
    this.data = data;
  }
}

export const invalidParams = (data: string): RpcError => new RpcError(-32602, data);
export const internalError = (data: string): RpcError => new RpcError(-32603, data);

export function success(id: RpcId, result: unknown): object {
  return { jsonrpc: '2.0', id, result };
}

/** The answer to a call that failed: of a fault of our own the caller is told nothing but that there was one. */
export function failure(id: RpcId | undefined, error: unknown): object {
  const known = error instanceof RpcError ? error : internalError('the node failed to answer');
  const body = { code: known.code, message: known.message, ...(known.data !== '' && { data: known.data }) };
  return id === undefined ? { jsonrpc: '2.0', error: body } : { jsonrpc: '2.0', id, error: body };
}

/**
 * Reads one request object. Undefined for a notification (no id): it gets no answer.
 * @throws RpcError -32600 where it is no request.
 */
export function readRequest(value: unknown): RpcRequest | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RpcError(-32600, 'a request must be an object');
  }
  const { id, method, params = {} } = value as Record<string, unknown>;
  if (id === undefined || id === null) return undefined;
  if (typeof id !== 'string' && typeof id !== 'number') throw new RpcError(-32600, 'id must be a string or a number');
  if (typeof method !== 'string') throw new RpcError(-32600, 'method must be a string');
  if (typeof params !== 'object') throw new RpcError(-32600, 'params must be an object or an array');
  return { id, method, params: (params ?? {}) as RpcRequest['params'] };
}
