import { setTimeout as pause } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { MsgSendSchema } from '../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { buildTx, pubkeyAddress, secp256k1, txHash } from '../../src/wire/index.ts';
import { rpc } from '../support/rpc.ts';

export interface Transfer {
  hash: string;
  height: number;
  /** The sequence of the next one. */
  sequence: bigint;
}

/**
 * Alice sends bob one uallo; resolves when a block has it. The same bytes are sent again while the node does not answer
 * or has lost them, so it is executed once however often the node is killed meanwhile.
 */
export async function broadcastTransfer(url: string, sequence: bigint): Promise<Transfer> {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => devnetKey(null, name)));
  const address = (key: Uint8Array) => pubkeyAddress(secp256k1.publicKey(key));
  const tx = buildTx({
    messages: [
      {
        schema: MsgSendSchema,
        message: create(MsgSendSchema, {
          fromAddress: address(alice!),
          toAddress: address(bob!),
          amount: [{ denom: 'uallo', amount: '1' }],
        }),
      },
    ],
    signers: [{ privateKey: alice!, accountNumber: 0n, sequence }],
    fee: { amount: [], gasLimit: 200_000n },
    chainId: 'localnet',
  });
  const hash = txHash(tx);
  for (;;) {
    try {
      const found = await rpc<{ height: string; tx_result: { code: number } }>(url, `tx?hash=0x${hash}`);
      if (found.tx_result.code !== 0) throw new Error(`the transfer failed with code ${found.tx_result.code}`);
      return { hash, height: Number(found.height), sequence: sequence + 1n };
    } catch {
      await rpc(url, `broadcast_tx_sync?tx=0x${Buffer.from(tx).toString('hex')}`).catch(() => undefined);
      await pause(50);
    }
  }
}
