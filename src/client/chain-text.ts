/** What a node's error text comes down to. */
export interface ChainText {
  /** The reason alone, without what gRPC, the transaction runner and the SDK's wrapping put around it. */
  readonly reason: string;
  /** The chain has nothing of the kind that was asked for. */
  readonly missing: boolean;
}

const STATUS = /rpc error: code = (\w+) desc = /g;
/** The SDK's text for the code that a gRPC status travels under; it says nothing about the query. */
const STATUS_TEXT = /: (?:key not found|invalid request|unknown request)$/;
const GAS_USED = / with gas used: '\d+'$/;
const SOURCE_LINE = /\s*\[[^\]\s]+\.go:\d+\]/g;

/**
 * Reads the reason out of an error text of `abci_query`, CheckTx or a block, such as
 * `rpc error: code = Unknown desc = failed to execute message; message index: 0: … with gas used: '83610': invalid request`.
 */
export function chainText(log: string): ChainText {
  const statuses = [...log.matchAll(STATUS)].map(([, code]) => code);
  const plain = log.replace(SOURCE_LINE, '');
  const bare =
    statuses.length > 0 ? plain.replace(STATUS_TEXT, '').replace(GAS_USED, '').replace(STATUS_TEXT, '') : plain;
  const reason = bare
    .replace(STATUS, '')
    .replace(/failed to execute message; message index: 0: /g, '')
    .replace(/failed to execute message; message index: (\d+): /g, 'message $1: ');
  return { reason: reason.trim() || log, missing: statuses.includes('NotFound') };
}
