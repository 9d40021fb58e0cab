import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { TxMsgDataSchema } from '../wire/gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import { decode } from '../wire/index.ts';
import type { RpcTx } from './rpc-types.ts';

/** The typed answer of a committed transaction's message, by the answer's type; undefined where the transaction has none of it. */
export function responseOf<D extends DescMessage>(tx: RpcTx, schema: D): MessageShape<D> | undefined {
  const { msgResponses } = decode(TxMsgDataSchema, Buffer.from(tx.tx_result.data ?? '', 'base64'));
  const answer = msgResponses.find(({ typeUrl }) => typeUrl === `/${schema.typeName}`);
  return answer && decode(schema, answer.value);
}
