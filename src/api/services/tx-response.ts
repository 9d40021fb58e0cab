import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { ABCIMessageLogSchema, TxResponseSchema } from '../../wire/gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import {
  AuthInfoSchema,
  type Tx,
  TxBodySchema,
  TxRawSchema,
  TxSchema,
} from '../../wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { decode, hex, packAny, requireRoom } from '../../wire/index.ts';
import type { RpcHeader, RpcTx } from '../rpc-types.ts';
import { askNode } from './ask-node.ts';
import { bytes } from './bytes.ts';
import type { Call } from './handlers.ts';

export type TxResponse = MessageInitShape<typeof TxResponseSchema>;

/** A transaction, taken apart. @throws WireError */
export function txOf(raw: Uint8Array): Tx {
  requireRoom(TxRawSchema, raw);
  const { bodyBytes, authInfoBytes, signatures } = decode(TxRawSchema, raw);
  requireRoom(TxBodySchema, bodyBytes);
  requireRoom(AuthInfoSchema, authInfoBytes);
  const body = decode(TxBodySchema, bodyBytes);
  return create(TxSchema, { body, authInfo: decode(AuthInfoSchema, authInfoBytes), signatures });
}

/** The log per message that chains before 0.50 wrote; newer ones have none. */
type Logs = MessageInitShape<typeof ABCIMessageLogSchema>[];
const NO_LOGS: Logs = [];

/** What is told of an executed transaction; without its block, it is one whose time is not known. */
export function txResponse({ hash, height, tx, tx_result: result }: RpcTx, time = ''): TxResponse {
  return {
    height: BigInt(height),
    txhash: hash,
    codespace: result.codespace,
    code: result.code,
    data: hex(bytes(result.data)).toUpperCase(),
    rawLog: result.log,
    logs: NO_LOGS,
    info: result.info,
    gasWanted: BigInt(result.gas_wanted),
    gasUsed: BigInt(result.gas_used),
    tx: packAny(TxSchema, txOf(bytes(tx))),
    // Whole seconds, as the SDK writes it.
    timestamp: time.replace(/\.\d+/, ''),
    events: (result.events ?? []).map(({ type, attributes }) => ({
      type,
      attributes: attributes.map(({ key, value, index }) => ({ key, value, index })),
    })),
  };
}

/** The same of many, with the times of their blocks, each block asked for once. */
export async function txResponses(call: Call, found: readonly RpcTx[]): Promise<TxResponse[]> {
  const heights = [...new Set(found.map(({ height }) => height))];
  const headers = await Promise.all(
    heights.map((height) => askNode<{ header: RpcHeader }>(call, 'header', { height })),
  );
  const times = new Map(heights.map((height, i) => [height, headers[i]?.header.time]));
  return found.map((tx) => txResponse(tx, times.get(tx.height)));
}
