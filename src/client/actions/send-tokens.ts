import { create } from '@bufbuild/protobuf';
import { type MsgSend, MsgSendSchema } from '../../wire/gen/cosmos/bank/v1beta1/tx_pb.ts';

/**
 * Sends coins from one account to another.
 * @param amount uallo
 *
 * @example
 * await client.send(alice, [sendTokens(alice.address, bob.address, 10n ** 18n)]);
 */
export function sendTokens(from: string, to: string, amount: bigint): MsgSend {
  return create(MsgSendSchema, {
    fromAddress: from,
    toAddress: to,
    amount: [{ denom: 'uallo', amount: amount.toString() }],
  });
}
