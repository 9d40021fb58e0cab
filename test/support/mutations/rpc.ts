import type { JsonObject, JsonValue } from '../../../src/wire/index.ts';
import { type HttpRequest, mutatedHead, request } from './http-request.ts';
import { mutatedJson, nested, oddText, oddValue } from './odd.ts';
import { oneOf, type Pick, several } from './random.ts';

const QUERY = "tm.event='Tx' AND tx.height>1";

/** Right calls of JSON-RPC, of every method. */
export function rpcCalls(txs: readonly Uint8Array[]): JsonObject[] {
  const hash = Buffer.alloc(32, 7).toString('base64');
  const calls: [string, JsonObject][] = [
    ...['health', 'status', 'net_info', 'genesis', 'abci_info', 'consensus_state', 'dump_consensus_state'].map(
      (method): [string, JsonObject] => [method, {}],
    ),
    ...['block', 'header', 'commit', 'block_results', 'consensus_params'].map((method): [string, JsonObject] => [
      method,
      { height: '1' },
    ]),
    ['genesis_chunked', { chunk: '0' }],
    ['blockchain', { minHeight: '1', maxHeight: '2' }],
    ['validators', { height: '1', page: '1', per_page: '10' }],
    ['block_by_hash', { hash }],
    ['header_by_hash', { hash }],
    ['tx', { hash, prove: true }],
    ['tx_search', { query: QUERY, prove: false, page: '1', per_page: '5', order_by: 'asc' }],
    ['block_search', { query: 'block.height>1', page: '1', per_page: '5', order_by: 'desc' }],
    ['unconfirmed_txs', { limit: '5' }],
    ['num_unconfirmed_txs', {}],
    ['abci_query', { path: '/emissions.v10.QueryService/GetTopic', data: '0801', height: '0', prove: false }],
    ['abci_query', { path: '/store/emissions/key', data: '00', height: '2', prove: true }],
    ['abci_query', { path: '/cosmos.bank.v1beta1.Query/Params', data: '', height: '1' }],
    ...txs.flatMap((tx): [string, JsonObject][] => [
      ['broadcast_tx_sync', { tx: Buffer.from(tx).toString('base64') }],
      ['broadcast_tx_async', { tx: Buffer.from(tx).toString('base64') }],
      ['check_tx', { tx: Buffer.from(tx).toString('base64') }],
    ]),
  ];
  return calls.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params }));
}

/** A call that is right but for one thing or more, or several in a batch, as text. */
export function mutatedCall(calls: readonly JsonObject[], pick: Pick): string {
  const call = oneOf(pick, calls);
  switch (pick(12)) {
    case 0:
      return JSON.stringify(several(pick(12), () => (pick(2) === 0 ? oneOf(pick, calls) : oddValue(pick))));
    case 1:
      return JSON.stringify({ ...call, params: Object.values(call.params as JsonObject) });
    case 2:
      return JSON.stringify({ ...call, id: oddValue(pick) });
    case 3:
      return `{"jsonrpc":"2.0","id":1,"method":"${call.method}","params":${nested(1 + pick(5_000), pick)}}`;
    case 4:
      return `${JSON.stringify(call).slice(0, -1)},"id":${'9'.repeat(1 + pick(600))}}`;
    case 5:
      return JSON.stringify(call).slice(0, 1 + pick(60));
    default:
      return JSON.stringify(mutatedJson(mutatedParams(call, pick), pick(3) === 0 ? pick : once));
  }
}

/** Leaves what it is given as it is. */
const once: Pick = (bound) => bound - 1;

function mutatedParams(call: JsonObject, pick: Pick): JsonValue {
  return { ...call, params: mutatedJson(call.params as JsonValue, pick) };
}

/** A mutated call over HTTP: in a body, or in a target. */
export function mutatedRpcRequest(calls: readonly JsonObject[], pick: Pick): HttpRequest {
  if (pick(3) > 0) return request('POST', '/', mutatedCall(calls, pick), 'application/json');
  const { method, params } = oneOf(pick, calls);
  const query = Object.entries(params as JsonObject).map(([name, value]) => {
    const text = pick(3) === 0 ? oddText(pick) : String(value);
    return `${name}=${encodeURIComponent(Buffer.from(pick(2) === 0 ? `"${text}"` : text).toString())}`;
  });
  const right = request('GET', `/${method}?${query.join('&')}`);
  return pick(2) === 0 ? right : mutatedHead(right, pick);
}
