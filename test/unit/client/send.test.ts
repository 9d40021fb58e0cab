import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { sendTokens } from '../../../src/client/actions/send-tokens.ts';
import type { AlloraClient } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { send } from '../../../src/client/send.ts';
import { signTx } from '../../../src/client/sign.ts';
import { signerFromKey } from '../../../src/client/signer.ts';
import { QueryAccountInfoResponseSchema } from '../../../src/wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { SimulateRequestSchema, SimulateResponseSchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { GasPriceResponseSchema } from '../../../src/wire/gen/feemarket/feemarket/v1/query_pb.ts';
import { decodeTx, hdKey, txHash } from '../../../src/wire/index.ts';

const alice = signerFromKey(hdKey('test test test test test test test test test test test junk').privateKey);

/** A node at which the account's committed sequence is 4, two transactions of it wait, and gas costs half a uallo. */
function node() {
  const sent: ReturnType<typeof decodeTx>[] = [];
  const hashes: string[] = [];
  const expected = 6n;
  const refuse = (got: bigint) =>
    `account sequence mismatch, expected ${expected}, got ${got}: incorrect account sequence`;
  const sequenceOf = (bytes: Uint8Array) => decodeTx(bytes).authInfo.signerInfos[0]?.sequence ?? 0n;
  const client = {
    signingChain: async () => 'x-1',
    async query(method: { name: string }, request: object) {
      if (method.name === 'AccountInfo') {
        return create(QueryAccountInfoResponseSchema, { info: { accountNumber: 3n, sequence: 4n } });
      }
      if (method.name === 'GasPrice')
        return create(GasPriceResponseSchema, { price: { denom: 'uallo', amount: `5${'0'.repeat(17)}` } });
      const got = sequenceOf(create(SimulateRequestSchema, request).txBytes);
      if (got !== expected) throw new ClientError('query', refuse(got));
      return create(SimulateResponseSchema, { gasInfo: { gasUsed: 1000n } });
    },
    rpc: {
      onEveryNode([call]: { params: { tx: string } }[]) {
        const bytes = Buffer.from(call?.params.tx ?? '', 'base64');
        const got = sequenceOf(bytes);
        const wrong = got !== expected;
        if (!wrong) hashes.push(txHash(bytes));
        if (!wrong) sent.push(decodeTx(bytes));
        return [Promise.resolve([{ code: wrong ? 32 : 0, codespace: 'sdk', log: wrong ? refuse(got) : '', hash: '' }])];
      },
    },
  };
  return { client: client as unknown as AlloraClient, sent, hashes };
}

test.each([[undefined], [5000n]])('corrects a sequence that waiting transactions have taken (gas %s)', async (gas) => {
  const { client, sent, hashes } = node();
  const message = sendTokens(alice.address, alice.address, 1n);
  const result = await send(client, alice, [message], { noWait: true, ...(gas === undefined ? {} : { gas }) });
  expect(result).toEqual({ hash: hashes[0], height: undefined, tx: undefined, bytes: expect.any(Uint8Array) });
  expect(sent).toHaveLength(1);
  const limit = gas ?? 1300n;
  expect(sent[0]?.authInfo.fee).toMatchObject({
    gasLimit: limit,
    amount: [{ denom: 'uallo', amount: `${limit / 2n}` }],
  });
});

test('nothing is signed where the node serves another chain', async () => {
  const { client, sent } = node();
  client.signingChain = async () => {
    throw new ClientError('wrong-chain', 'it serves y-1');
  };
  const message = sendTokens(alice.address, alice.address, 1n);
  await expect(send(client, alice, [message], { noWait: true })).rejects.toMatchObject({ kind: 'wrong-chain' });
  expect(sent).toEqual([]);
});

test.each([
  ['x-1', 'allora-mainnet-1', 'wrong-chain'],
  ['x-1', 'allora-testnet-1', 'wrong-chain'],
  ['x-1', 'y-1', undefined],
  ['allora-testnet-1', 'allora-testnet-1', undefined],
  ['allora-testnet-1', 'allora-mainnet-1', 'wrong-chain'],
  [undefined, 'allora-mainnet-1', undefined],
])('a test key of %s signs for %s: %s', async (testOf, chainId, kind) => {
  const signer = testOf === undefined ? alice : { ...alice, testOf };
  const signed = signTx(signer, [sendTokens(alice.address, alice.address, 1n)], {
    ...{ chainId, accountNumber: 1n, sequence: 0n, gas: 1n },
  }).then(
    () => undefined,
    (error: ClientError) => error.kind,
  );
  expect(await signed).toBe(kind);
});

test('an account that the chain does not know has no coins', async () => {
  const { client } = node();
  client.query = (async (method: { name: string }) => {
    if (method.name === 'AccountInfo') throw new ClientError('not-found', `account ${alice.address} not found`);
    return {};
  }) as unknown as AlloraClient['query'];
  await expect(send(client, alice, [sendTokens(alice.address, alice.address, 1n)])).rejects.toMatchObject({
    kind: 'not-found',
    message: `${alice.address} has no coins on this network: it has never received any`,
  });
});

test('what fails in simulation is a rejection', async () => {
  const { client } = node();
  client.query = (async (method: { name: string }) => {
    if (method.name === 'Simulate') throw new ClientError('query', 'address is not registered in this topic');
    return { info: { accountNumber: 3n, sequence: 6n } };
  }) as unknown as AlloraClient['query'];
  await expect(send(client, alice, [sendTokens(alice.address, alice.address, 1n)])).rejects.toMatchObject({
    kind: 'rejected',
    message: 'address is not registered in this topic',
  });
});
