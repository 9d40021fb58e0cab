import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { TxMsgDataSchema } from '../wire/gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import { decode } from '../wire/index.ts';
import type { RpcTx } from './rpc-types.ts';
import { currentName } from './v9/version.ts';

/** The typed answer of a committed transaction's message, by the answer's type, in whatever version; undefined where the transaction has none of it. */
export function responseOf<D extends DescMessage>(tx: RpcTx, schema: D): MessageShape<D> | undefined {
  const { msgResponses } = decode(TxMsgDataSchema, Buffer.from(tx.tx_result.data ?? '', 'base64'));
  const answer = msgResponses.find(({ typeUrl }) => currentName(typeUrl.slice(1)) === schema.typeName);
  return answer && decode(schema, answer.value);
}
