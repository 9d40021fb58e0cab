import { create } from '@bufbuild/protobuf';
import { Secp256k1HdWallet } from '@cosmjs/amino';
import { stringToPath } from '@cosmjs/crypto';
import { DirectSecp256k1HdWallet } from '@cosmjs/proto-signing';
import {
  GasPrice,
  isDeliverTxFailure,
  SigningStargateClient,
  type SigningStargateClientOptions,
  StargateClient,
} from '@cosmjs/stargate';
import { Comet38Client } from '@cosmjs/tendermint-rpc';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TEST_MNEMONIC } from '../../src/devnet/accounts.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { TxRawSchema } from '../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { encode } from '../../src/wire/index.ts';
import { sandbox } from './allo.ts';

const ALICE = 0;
const BOB = 1;
const FREE = { amount: [], gas: '200000' };
const NOBODY = 'allo1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqas6usy';

const box = sandbox();
const clients: { disconnect(): void }[] = [];
let up: DevnetStatus;
let url: string;

beforeAll(async () => {
  up = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0');
  url = up.endpoints.rpc ?? '';
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(() => box.close());

const address = (name: string) => up.accounts.find((account) => account.name === name)?.address ?? '';
const uallo = (amount: string) => [{ denom: 'uallo', amount }];
const path = (index: number) => ({ prefix: 'allo', hdPaths: [stringToPath(`m/44'/118'/0'/0/${index}`)] });

async function reader(): Promise<StargateClient> {
  const client = await StargateClient.connect(url);
  clients.push(client);
  return client;
}

async function signer(
  index: number,
  options: SigningStargateClientOptions = {},
  mode: 'direct' | 'amino' = 'direct',
  at = url,
): Promise<SigningStargateClient> {
  const Wallet = mode === 'direct' ? DirectSecp256k1HdWallet : Secp256k1HdWallet;
  const wallet = await Wallet.fromMnemonic(TEST_MNEMONIC, path(index));
  const client = await SigningStargateClient.connectWithSigner(at, wallet, {
    broadcastPollIntervalMs: 20,
    ...options,
  });
  clients.push(client);
  return client;
}

const message = (to: string, amount: string) => ({
  typeUrl: '/cosmos.bank.v1beta1.MsgSend',
  value: { fromAddress: address('alice'), toAddress: to, amount: uallo(amount) },
});

/** The first thing that a subscription pushes. */
function firstOf<T>(stream: {
  subscribe(listener: { next: (value: T) => void; error: (error: unknown) => void }): unknown;
}): Promise<T> {
  return new Promise((next, error) => stream.subscribe({ next, error }));
}

it('reads chain, blocks, accounts and balances', async () => {
  const client = await reader();
  expect(await client.getChainId()).toBe('localnet');
  const height = await client.getHeight();
  expect(height).toBeGreaterThan(0);
  expect((await client.getBlock(1)).header).toMatchObject({ height: 1, chainId: 'localnet' });
  expect((await client.getBlock()).header.height).toBeGreaterThanOrEqual(height);
  expect(await client.getAccount(address('alice'))).toMatchObject({ address: address('alice'), accountNumber: 0n });
  expect(await client.getAccount(NOBODY)).toBeNull();
  expect(await client.getBalance(NOBODY, 'uallo')).toEqual({ denom: 'uallo', amount: '0' });
  const balance = await client.getBalance(address('carol'), 'uallo');
  expect(await client.getAllBalances(address('carol'))).toEqual([balance]);
  expect(BigInt(balance.amount)).toBeGreaterThan(0n);
  await expect(client.getSequence(NOBODY)).rejects.toThrow('does not exist on chain');
  expect(await client.getTx('AB'.repeat(32))).toBeNull();
});

it('sends coins, finds its transaction by hash and by search', async () => {
  const client = await signer(ALICE);
  const before = BigInt((await client.getBalance(address('dave'), 'uallo')).amount);
  const sent = await client.sendTokens(address('alice'), address('dave'), uallo('12345'), FREE, 'for lunch');
  expect(sent.code).toBe(0);
  expect(BigInt((await client.getBalance(address('dave'), 'uallo')).amount)).toBe(before + 12_345n);
  const found = await client.getTx(sent.transactionHash);
  expect(found).toMatchObject({ hash: sent.transactionHash, height: sent.height, code: 0, gasWanted: 200_000n });
  const byEvent = await client.searchTx([{ key: 'transfer.recipient', value: address('dave') }]);
  expect(byEvent.map(({ hash }) => hash)).toEqual([sent.transactionHash]);
  const bySender = await client.searchTx(`message.sender='${address('alice')}' AND tx.height=${sent.height}`);
  expect(bySender.map(({ hash }) => hash)).toEqual([sent.transactionHash]);
});

it.each([
  ['a static price of zero', { gasPrice: GasPrice.fromString('0uallo') }, false],
  ['a static price of one', { gasPrice: GasPrice.fromString('1uallo') }, true],
  [
    'the dynamic price of the fee market',
    { gasPrice: { denom: 'uallo', minGasPrice: GasPrice.fromString('0uallo') } },
    false,
  ],
])('pays a fee found by simulation, at %s', async (_, options, paid) => {
  const client = await signer(ALICE, options);
  const before = BigInt((await client.getBalance(address('alice'), 'uallo')).amount);
  const sent = await client.signAndBroadcast(address('alice'), [message(address('bob'), '7')], 'auto');
  expect([sent.code, sent.rawLog]).toEqual([0, '']);
  expect(sent.gasWanted).toBeGreaterThan(sent.gasUsed);
  const fee = paid ? sent.gasWanted : 0n;
  expect(BigInt((await client.getBalance(address('alice'), 'uallo')).amount)).toBe(before - 7n - fee);
});

describe('where the genesis asks for a price of gas', () => {
  let priced: string;
  beforeAll(async () => {
    const other = ['--name', 'priced', '--rpc-port', '0', '--min-gas-price', '1'];
    priced = (await box.json<DevnetStatus>('devnet', 'up', ...other)).endpoints.rpc ?? '';
  });

  it.each([
    ['a static price, signed directly', { gasPrice: GasPrice.fromString('1uallo') }, 'direct'],
    ['a static price, signed in the amino form', { gasPrice: GasPrice.fromString('1.5uallo') }, 'amino'],
    [
      'the dynamic price of the fee market',
      { gasPrice: { denom: 'uallo', minGasPrice: GasPrice.fromString('0uallo') } },
      'direct',
    ],
  ] as const)('pays what was simulated, at %s', async (_, options, mode) => {
    const client = await signer(ALICE, options, mode, priced);
    const simulated = await client.simulate(address('alice'), [message(address('bob'), '7')], '');
    const sent = await client.signAndBroadcast(address('alice'), [message(address('bob'), '7')], 'auto');
    expect([sent.code, sent.rawLog]).toEqual([0, '']);
    expect(Math.abs(simulated / Number(sent.gasUsed) - 1)).toBeLessThan(0.1);
    const paid = sent.events.find(({ type, attributes }) => type === 'tx' && attributes[0]?.key === 'fee');
    expect(BigInt(parseInt(paid?.attributes[0]?.value ?? '', 10))).toBeGreaterThanOrEqual(sent.gasWanted);
    expect(await client.searchTx(`tx.fee='${paid?.attributes[0]?.value}'`)).toMatchObject([
      { hash: sent.transactionHash },
    ]);
  });

  it.each([
    ['too little', '199999', 'insufficient fees; got: 199999uallo required: 200000uallo'],
    ['nothing', null, 'no fee coin provided'],
  ])('refuses %s in the words that clients look for', async (_, amount, words) => {
    const client = await signer(BOB, {}, 'direct', priced);
    const fee = { amount: amount === null ? [] : uallo(amount), gas: '200000' };
    await expect(client.sendTokens(address('bob'), address('carol'), uallo('1'), fee)).rejects.toThrow(words);
  });

  it('fails what runs out of gas in its block, and keeps its fee', async () => {
    const client = await signer(BOB, {}, 'direct', priced);
    const before = BigInt((await client.getBalance(address('bob'), 'uallo')).amount);
    const fee = { amount: uallo('45000'), gas: '45000' };
    const sent = await client.sendTokens(address('bob'), address('carol'), uallo('1'), fee);
    expect([sent.code, sent.rawLog]).toEqual([11, expect.stringMatching(/out of gas in location: .*gasWanted: 45000/)]);
    expect(BigInt((await client.getBalance(address('bob'), 'uallo')).amount)).toBe(before - 45_000n);
  });
});

it('simulates without changing anything, and says why a transaction would fail', async () => {
  const client = await signer(ALICE);
  const sequence = await client.getSequence(address('alice'));
  expect(await client.simulate(address('alice'), [message(address('bob'), '1')], '')).toBeGreaterThan(0);
  await expect(client.simulate(address('alice'), [message(address('bob'), `1${'0'.repeat(40)}`)], '')).rejects.toThrow(
    'insufficient funds',
  );
  expect(await client.getSequence(address('alice'))).toEqual(sequence);
});

it('is refused a wrong sequence, and failed for funds that are not there', async () => {
  const client = await signer(ALICE);
  const { accountNumber, sequence } = await client.getSequence(address('alice'));
  const late = { accountNumber, sequence: sequence + 5, chainId: 'localnet' };
  const tx = await client.sign(address('alice'), [message(address('bob'), '1')], FREE, '', late);
  await expect(client.broadcastTx(encode(TxRawSchema, create(TxRawSchema, tx)))).rejects.toThrow(
    `account sequence mismatch, expected ${sequence}, got ${sequence + 5}`,
  );
  const poor = await client.sendTokens(address('alice'), address('bob'), uallo(`1${'0'.repeat(40)}`), FREE);
  expect(isDeliverTxFailure(poor)).toBe(true);
  expect([poor.code, poor.rawLog]).toEqual([5, expect.stringContaining('insufficient funds')]);
  expect((await client.getSequence(address('alice'))).sequence).toBe(sequence + 1);
});

it('signs in the amino form too', async () => {
  const client = await signer(BOB, {}, 'amino');
  const sent = await client.sendTokens(address('bob'), address('erin'), uallo('99'), FREE, 'amino & <html>');
  expect([sent.code, sent.rawLog]).toEqual([0, '']);
});

it('follows blocks, headers and its own transactions over the websocket', async () => {
  const client = await signer(BOB);
  const comet = await Comet38Client.connect((up.endpoints.ws ?? '').replace(/\/websocket$/, ''));
  clients.push(comet);
  const heights: number[] = [];
  const blocks = comet.subscribeNewBlock().subscribe({ next: ({ header }) => heights.push(header.height) });
  const header = firstOf(comet.subscribeNewBlockHeader());
  const own = firstOf(comet.subscribeTx(`transfer.recipient='${address('frank')}'`));
  await client.sendTokens(address('bob'), address('grace'), uallo('1'), FREE);
  const { transactionHash } = await client.sendTokens(address('bob'), address('frank'), uallo('1'), FREE);
  const seen = await own;
  expect(Buffer.from(seen.hash).toString('hex').toUpperCase()).toBe(transactionHash);
  expect((await header).height).toBeGreaterThan(0);
  blocks.unsubscribe();
  expect(heights).toContain(seen.height);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
});
