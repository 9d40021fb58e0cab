import { create, fromBinary } from '@bufbuild/protobuf';
import { TEST_MNEMONIC } from '../../src/devnet/accounts.ts';
import { BaseAccountSchema } from '../../src/wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import {
  QueryAccountRequestSchema,
  QueryAccountResponseSchema,
} from '../../src/wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { MsgSendSchema } from '../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { buildTx, encode, hdKeys, pubkeyAddress } from '../../src/wire/index.ts';

/** A transaction that a client was told is committed. */
export interface Told {
  readonly hash: string;
  readonly height: string;
}

interface Committed {
  readonly check_tx: { readonly code: number; readonly log: string };
  readonly tx_result: { readonly code: number };
  readonly hash: string;
  readonly height: string;
}

const SENDERS = 4;
const people = hdKeys(TEST_MNEMONIC, SENDERS + 1).map((key) => ({ ...key, address: pubkeyAddress(key.publicKey) }));

export async function call<T>(url: string, method: string, params: object = {}): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', body });
  const { result, error } = (await response.json()) as { result?: T; error?: { data?: string; message: string } };
  if (result === undefined) throw new Error(`${method}: ${error?.data ?? error?.message}`);
  return result;
}

async function sequenceOf(url: string, address: string): Promise<bigint> {
  const data = encode(QueryAccountRequestSchema, create(QueryAccountRequestSchema, { address }));
  const { response } = await call<{ response: { value: string } }>(url, 'abci_query', {
    path: '/cosmos.auth.v1beta1.Query/Account',
    data: Buffer.from(data).toString('hex'),
  });
  const { account } = fromBinary(QueryAccountResponseSchema, Buffer.from(response.value, 'base64'));
  return fromBinary(BaseAccountSchema, account!.value).sequence;
}

/** Some accounts send coins, one transaction after another each, until the node is gone. Calls `onTold` for each commit. */
export async function sendUntilGone(url: string, onTold: (told: Told) => void): Promise<void> {
  await Promise.all(people.slice(0, SENDERS).map((_, sender) => sendOn(url, sender, onTold)));
}

async function sendOn(url: string, sender: number, onTold: (told: Told) => void): Promise<void> {
  const { privateKey, address } = people[sender]!;
  try {
    for (let sequence = await sequenceOf(url, address); ; sequence++) {
      const message = create(MsgSendSchema, {
        fromAddress: address,
        toAddress: people[sender + 1]!.address,
        amount: [{ denom: 'uallo', amount: String(1n + sequence) }],
      });
      const tx = buildTx({
        messages: [{ schema: MsgSendSchema, message }],
        signers: [{ privateKey, accountNumber: BigInt(sender), sequence }],
        fee: { amount: [], gasLimit: 200_000n },
        chainId: 'localnet',
      });
      const answer = await call<Committed>(url, 'broadcast_tx_commit', { tx: Buffer.from(tx).toString('base64') });
      if (answer.check_tx.code !== 0 || answer.tx_result.code !== 0) throw new Refused(JSON.stringify(answer));
      onTold({ hash: answer.hash, height: answer.height });
    }
  } catch (error) {
    // The connection breaks when the process is killed: that is the end. Anything else is a fault of ours.
    if (error instanceof Refused) throw error;
  }
}

class Refused extends Error {}
