import { jsonArguments, uriArguments } from './arguments.ts';
import { failure, RpcError, type RpcId, type RpcRequest, readRequest, success } from './jsonrpc.ts';
import { METHODS } from './methods/index.ts';
import type { RpcNode } from './node.ts';

/** GET requests carry no id; CometBFT answers them with this one. */
const URI_ID: RpcId = -1;

/** Reads a body. @throws RpcError -32700 */
export function parseBody(body: Buffer | string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new RpcError(-32700, error instanceof Error ? error.message : '');
  }
}

/** The answer to a call that failed; of our own faults the log is told. */
export function refused(node: RpcNode, id: RpcId | undefined, error: unknown): object {
  if (!(error instanceof RpcError)) node.onFault(error);
  return failure(id, error);
}

/** Runs one call; every failure becomes an error answer. */
export async function answer(node: RpcNode, request: RpcRequest): Promise<object> {
  try {
    const method = METHODS.get(request.method);
    if (!method) throw new RpcError(-32601);
    if (node.settled) await node.settled;
    return success(request.id, await method.call(node, jsonArguments(method.spec, request.params)));
  } catch (error) {
    return refused(node, request.id, error);
  }
}

/** One element of a body: an answer, or undefined for a notification. */
async function answerElement(node: RpcNode, value: unknown): Promise<object | undefined> {
  try {
    const request = readRequest(value);
    return request && (await answer(node, request));
  } catch (error) {
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    return refused(node, typeof id === 'string' || typeof id === 'number' ? id : undefined, error);
  }
}

/**
 * Answers a POST body, a single request or a batch; undefined where it holds notifications only. The calls of a batch
 * start in order, so its transactions reach the mempool in order and share a block.
 * @throws RpcError -32700, -32600
 */
export async function answerBody(node: RpcNode, body: Buffer | string): Promise<object | undefined> {
  const parsed = parseBody(body);
  if (!Array.isArray(parsed)) return answerElement(node, parsed);
  const { maxBatch } = node.limits;
  if (parsed.length === 0) throw new RpcError(-32600, 'empty batch');
  if (parsed.length > maxBatch) {
    throw new RpcError(-32600, `batch request exceeds maximum (${maxBatch}) allowed number of requests`);
  }
  const answers = (await Promise.all(parsed.map((one) => answerElement(node, one)))).filter((one) => one !== undefined);
  return answers.length === 0 ? undefined : answers;
}

/** Answers `GET /method?name=value`; undefined where there is no such method. */
export async function answerUri(node: RpcNode, url: URL): Promise<{ failed: boolean; body: object } | undefined> {
  const method = METHODS.get(url.pathname.slice(1));
  if (!method) return undefined;
  try {
    if (node.settled) await node.settled;
    const result = await method.call(node, uriArguments(method.spec, url.searchParams));
    return { failed: false, body: success(URI_ID, result) };
  } catch (error) {
    return { failed: true, body: refused(node, URI_ID, error) };
  }
}
