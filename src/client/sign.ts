import { create, type Message } from '@bufbuild/protobuf';
import type { SigningStargateClient } from '@cosmjs/stargate';
import { TxRawSchema } from '../wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { encode } from '../wire/index.ts';
import { ClientError } from './errors.ts';
import { isPublicChain } from './public-chains.ts';
import type { Signer } from './signer.ts';

/** What a signature covers beside the messages. */
export interface SignInput {
  readonly chainId: string;
  readonly accountNumber: bigint;
  readonly sequence: bigint;
  readonly gas: bigint;
  /** uallo; 0 means that no coin is offered. */
  readonly fee?: bigint;
  readonly memo?: string;
}

const offline = new WeakMap<Signer, Promise<SigningStargateClient>>();

/** cosmjs's signing client for this account, loaded on first use (it is heavy) and kept. */
function signingClient(signer: Signer): Promise<SigningStargateClient> {
  let client = offline.get(signer);
  if (!client) {
    client = connect(signer);
    offline.set(signer, client);
  }
  return client;
}

async function connect(signer: Signer): Promise<SigningStargateClient> {
  const [{ SigningStargateClient }, { DirectSecp256k1Wallet, Registry }, { cosmjsRegistryTypes }] = await Promise.all([
    import('@cosmjs/stargate'),
    import('@cosmjs/proto-signing'),
    import('../wire/cosmjs.ts'),
  ]);
  const wallet = await DirectSecp256k1Wallet.fromKey(signer.privateKey, 'allo');
  return SigningStargateClient.offline(wallet, { registry: new Registry(cosmjsRegistryTypes()) });
}

/**
 * Signs messages in the mode DIRECT; returns the bytes of the transaction (`TxRaw`).
 * @throws ClientError `wrong-chain` where a key that others know would sign for a public chain
 */
export async function signTx(signer: Signer, messages: readonly Message[], input: SignInput): Promise<Uint8Array> {
  if (signer.testOf !== undefined && signer.testOf !== input.chainId && isPublicChain(input.chainId)) {
    throw new ClientError(
      'wrong-chain',
      `${signer.address} is a test key, known to others: nothing is signed with it for ${input.chainId}`,
    );
  }
  const client = await signingClient(signer);
  const fee = {
    amount: input.fee ? [{ denom: 'uallo', amount: input.fee.toString() }] : [],
    gas: input.gas.toString(),
  };
  const tx = await client.sign(
    signer.address,
    messages.map((message) => ({ typeUrl: `/${message.$typeName}`, value: message })),
    fee,
    input.memo ?? '',
    { chainId: input.chainId, accountNumber: input.accountNumber, sequence: Number(input.sequence) },
  );
  return encode(TxRawSchema, create(TxRawSchema, tx));
}
