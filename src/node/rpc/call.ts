import { NodeError } from '../errors.ts';

const ANSWER_MS = 15_000;

/** One answer of CometBFT's RPC, asked by its path. @throws NodeError `unreachable` with the reason */
export async function call<T>(rpc: string, path: string): Promise<T> {
  const address = `${rpc.replace(/\/+$/, '')}/${path}`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
    const { result, error } = (await response.json()) as { result?: T; error?: { message: string; data?: string } };
    if (result === undefined) throw new Error(error ? `${error.message} ${error.data ?? ''}`.trim() : 'no result');
    return result;
  } catch (cause) {
    throw new NodeError('unreachable', `${address} gives no answer: ${(cause as Error).message}`, { cause });
  }
}

/** The genesis document that a node serves, as it serves it. @throws NodeError `unreachable` */
export async function genesisOf(rpc: string): Promise<string> {
  const parts: Buffer[] = [];
  for (let chunk = 0, total = 1; chunk < total; chunk++) {
    const found = await call<{ total: string; data: string }>(rpc, `genesis_chunked?chunk=${chunk}`);
    total = Number(found.total);
    parts.push(Buffer.from(found.data, 'base64'));
  }
  return Buffer.concat(parts).toString('utf8');
}
