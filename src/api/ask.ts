import type { Answer } from './methods.ts';
import type { Call } from './services/handlers.ts';
import { ApiError, fromAbci } from './status.ts';
import { RpcRefusal } from './upstream.ts';

export interface AbciQueryResponse {
  readonly code?: number;
  readonly codespace?: string;
  readonly log?: string;
  readonly info?: string;
  readonly index?: string;
  readonly key?: string | null;
  readonly value?: string | null;
  readonly height?: string;
  readonly proofOps?: { readonly ops?: readonly { type: string; key: string | null; data: string | null }[] } | null;
}

/** Asks an ABCI path as it is. @throws ApiError where the node cannot be asked */
export async function abciQuery(
  call: Call,
  query: { path: string; data: Uint8Array; height?: bigint | undefined; prove?: boolean },
): Promise<AbciQueryResponse> {
  const { path, data, height = 0n, prove = false } = query;
  const params = { path, data: Buffer.from(data).toString('hex'), height: String(height), prove };
  try {
    return (await call.upstream.call<{ response: AbciQueryResponse }>('abci_query', params, call.signal)).response;
  } catch (error) {
    throw error instanceof RpcRefusal ? new ApiError('InvalidArgument', error.message) : error;
  }
}

/** Asks a query of a module; bytes in, bytes out. @throws ApiError as the chain answers */
export async function askChain(path: string, data: Uint8Array, call: Call): Promise<Answer> {
  const {
    code = 0,
    codespace = '',
    log = '',
    value,
    height,
  } = await abciQuery(call, { path, data, height: call.height });
  if (code !== 0) throw fromAbci({ code, codespace, log });
  return { bytes: Buffer.from(value ?? '', 'base64'), height: BigInt(height || '0') };
}
