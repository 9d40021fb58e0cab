import { create, toBinary } from '@bufbuild/protobuf';
import { coins } from '@cosmjs/proto-signing';
import { GasPrice, SigningStargateClient, StargateClient } from '@cosmjs/stargate';
import { Comet38Client } from '@cosmjs/tendermint-rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedEngine } from '../../src/engine/embedded/index.ts';
import { TxRawSchema } from '../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { accAddress } from '../../src/wire/index.ts';
import { startChain, wallet } from './rpc-network.ts';

let engine: EmbeddedEngine;
let accounts: Awaited<ReturnType<typeof wallet>>;

beforeAll(async () => {
  engine = await startChain('instant');
  accounts = await wallet();
});
afterAll(() => engine.stop());

/** A transaction that cosmjs signed, as bytes. */
const bytesOf = ({ bodyBytes, authInfoBytes, signatures }: TxParts): Uint8Array =>
  toBinary(TxRawSchema, create(TxRawSchema, { bodyBytes, authInfoBytes, signatures }));
type TxParts = Awaited<ReturnType<SigningStargateClient['sign']>>;

/** No coin is needed at the devnet's price, but what is offered is taken. */
const FEE = { amount: coins(2_000, 'uallo'), gas: '200000' };
const signing = (options = {}): Promise<SigningStargateClient> =>
  SigningStargateClient.connectWithSigner(engine.rpcUrl, accounts.signer, { broadcastPollIntervalMs: 20, ...options });
const balance = async (client: StargateClient, address: string): Promise<bigint> =>
  BigInt((await client.getBalance(address, 'uallo')).amount);

describe('an unmodified StargateClient', () => {
  test('connects and reads the chain', async () => {
    const client = await StargateClient.connect(engine.rpcUrl);
    expect(await client.getChainId()).toBe('localnet');
    expect(await client.getHeight()).toBeGreaterThan(0);
    const block = await client.getBlock(1);
    expect(block.header).toMatchObject({ height: 1, chainId: 'localnet', time: '2026-01-01T00:00:00.000000000Z' });
    expect(await client.getAccount(accounts.alice)).toMatchObject({ address: accounts.alice, sequence: 0 });
    expect(await client.getAccount(accAddress(new Uint8Array(20)))).toBeNull();
    expect(await balance(client, accounts.alice)).toBe(10n ** 24n);
    client.disconnect();
  });

  test('signs, sends, and finds its transaction in every way', async () => {
    const client = await signing();
    const before = await balance(client, accounts.bob);
    const sent = await client.sendTokens(accounts.alice, accounts.bob, coins(7, 'uallo'), FEE, 'hello');
    expect(sent.code).toBe(0);
    expect(await balance(client, accounts.bob)).toBe(before + 7n);
    const found = await client.getTx(sent.transactionHash);
    expect(found).toMatchObject({ height: sent.height, code: 0, txIndex: 0 });
    expect(found!.msgResponses[0]?.typeUrl).toBe('/cosmos.bank.v1beta1.MsgSendResponse');
    const hashes = async (query: Parameters<StargateClient['searchTx']>[0]): Promise<string[]> =>
      (await client.searchTx(query)).map(({ hash }) => hash);
    expect(await hashes(`tx.height=${sent.height}`)).toEqual([sent.transactionHash]);
    expect(await hashes(`message.sender='${accounts.alice}'`)).toContain(sent.transactionHash);
    expect(await hashes([{ key: 'transfer.recipient', value: accounts.bob }])).toContain(sent.transactionHash);
    expect(await hashes(`transfer.recipient='${accounts.bob}' AND transfer.amount='7uallo'`)).toContain(
      sent.transactionHash,
    );
    expect((await client.getBlock(sent.height)).txs).toHaveLength(1);
    client.disconnect();
  });

  test('simulates for its gas', async () => {
    const client = await signing({ gasPrice: GasPrice.fromString('0uallo') });
    const sent = await client.sendTokens(accounts.alice, accounts.bob, coins(1, 'uallo'), 'auto');
    expect(sent.code).toBe(0);
    expect(sent.gasUsed).toBeGreaterThan(0n);
    client.disconnect();
  });

  test('is told when a transaction fails in its block', async () => {
    const client = await signing();
    const sent = await client.sendTokens(
      accounts.alice,
      accounts.bob,
      coins('1000000000000000000000000000000', 'uallo'),
      FEE,
    );
    expect(sent.code).toBe(5);
    expect((await client.getTx(sent.transactionHash))?.rawLog).toContain('insufficient funds');
    client.disconnect();
  });

  test('is told of a wrong sequence at once', async () => {
    const client = await signing();
    const { accountNumber, sequence } = await client.getSequence(accounts.alice);
    const message = {
      typeUrl: '/cosmos.bank.v1beta1.MsgSend',
      value: { fromAddress: accounts.alice, toAddress: accounts.bob, amount: coins(1, 'uallo') },
    };
    const signed = { accountNumber, sequence: sequence + 5, chainId: 'localnet' };
    await expect(
      client.sign(accounts.alice, [message], FEE, '', signed).then(async (tx) => {
        return client.broadcastTxSync(bytesOf(tx));
      }),
    ).rejects.toMatchObject({ code: 32 });
    client.disconnect();
  });

  test('sends many in a row over a websocket and sees each', async () => {
    const comet = await Comet38Client.connect(engine.rpcUrl.replace('http', 'ws'));
    const seen: number[] = [];
    const subscription = comet
      .subscribeTx(`transfer.recipient='${accounts.bob}' AND transfer.amount='3uallo'`)
      .subscribe({ next: ({ height }) => seen.push(height) });
    const client = await SigningStargateClient.createWithSigner(comet, accounts.signer);
    const { accountNumber, sequence } = await client.getSequence(accounts.alice);
    for (let i = 0; i < 5; i++) {
      const message = {
        typeUrl: '/cosmos.bank.v1beta1.MsgSend',
        value: { fromAddress: accounts.alice, toAddress: accounts.bob, amount: coins(3, 'uallo') },
      };
      const signed = { accountNumber, sequence: sequence + i, chainId: 'localnet' };
      await client.broadcastTxSync(bytesOf(await client.sign(accounts.alice, [message], FEE, '', signed)));
    }
    await expect.poll(() => seen.length, { timeout: 60_000 }).toBe(5);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    subscription.unsubscribe();
    client.disconnect();
  });
});

describe('what no client sends', () => {
  const send = async (tx: Uint8Array): Promise<{ code: number; codespace: string }> => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'broadcast_tx_sync',
      params: { tx: Buffer.from(tx).toString('base64') },
    });
    const response = await fetch(engine.rpcUrl, { method: 'POST', body });
    return ((await response.json()) as { result: { code: number; codespace: string } }).result;
  };

  test('is refused with the code of the reference and stops nothing', async () => {
    const client = await signing();
    const message = {
      typeUrl: '/cosmos.bank.v1beta1.MsgSend',
      value: { fromAddress: accounts.alice, toAddress: accounts.bob, amount: coins(1, 'uallo') },
    };
    const good = await client.sign(accounts.alice, [message], FEE, '');
    const before = await client.getSequence(accounts.alice);
    const whole = bytesOf(good);
    const wrong = bytesOf({ ...good, signatures: [good.signatures[0]!.map((byte) => byte ^ 1)] });
    expect(await send(new Uint8Array())).toMatchObject({ code: 18, codespace: 'sdk' });
    expect(await send(Buffer.from('no transaction at all'))).toMatchObject({ code: 2, codespace: 'sdk' });
    expect(await send(whole.subarray(0, whole.length - 10))).toMatchObject({ code: 2, codespace: 'sdk' });
    expect(await send(wrong)).toMatchObject({ code: 4, codespace: 'sdk' });
    expect(await client.getSequence(accounts.alice)).toEqual(before);
    expect((await send(whole)).code).toBe(0);
    client.disconnect();
  });
});

test('the same script gives the same hashes at every height', async () => {
  const run = async (): Promise<string[]> => {
    const chain = await startChain('manual');
    const client = await SigningStargateClient.connectWithSigner(chain.rpcUrl, accounts.signer);
    const script = async (amount: string, blocks: number): Promise<void> => {
      const message = {
        typeUrl: '/cosmos.bank.v1beta1.MsgSend',
        value: { fromAddress: accounts.alice, toAddress: accounts.bob, amount: coins(amount, 'uallo') },
      };
      await client.broadcastTxSync(bytesOf(await client.sign(accounts.alice, [message], FEE, '')));
      await chain.advance({ blocks });
    };
    await script('1', 3);
    await chain.advance({ time: 3_600_000_000_000n });
    await script('2', 2);
    client.disconnect();
    const hashes: string[] = [];
    for (let height = 1n; height <= chain.height; height++) {
      for (const hash of [chain.appHashAt(height), chain.blockHashAt(height)]) {
        hashes.push(Buffer.from(hash!).toString('hex'));
      }
    }
    await chain.stop();
    return hashes;
  };
  const first = await run();
  expect(first).toHaveLength(14);
  expect(new Set(first).size).toBeGreaterThan(9);
  expect(await run()).toEqual(first);
});
