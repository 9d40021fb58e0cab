import { Comet38Client, connectComet, pubkeyToAddress } from '@cosmjs/tendermint-rpc';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Network, startNetwork, stopNetworks } from './network.ts';

let network: Network;

beforeEach(async () => {
  network = await startNetwork({ blockTime: 'instant', emptyBlockAfterMs: 20 });
});
afterEach(stopNetworks);

const tx = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

test('an unmodified client takes us for CometBFT 0.38 and understands every answer', async () => {
  const client = (await connectComet(network.engine.rpcUrl)) as Comet38Client;
  expect(client).toBeInstanceOf(Comet38Client);
  const { nodeInfo, syncInfo, validatorInfo } = await client.status();
  expect(nodeInfo.network).toBe('localnet');
  expect(syncInfo.latestBlockHeight).toBeGreaterThan(0);
  expect(pubkeyToAddress('ed25519', validatorInfo.pubkey!.data)).toBe(network.engine.status().validators[0]!.address);

  const sent = await client.broadcastTxCommit({ tx: tx('add 4') });
  expect(sent.checkTx.code).toBe(0);
  expect(sent.txResult?.gasUsed).toBe(4n);
  const found = await client.tx({ hash: sent.hash, prove: true });
  expect(found.height).toBe(sent.height);
  expect(found.proof?.proof.total).toBe(1);
  const { txs, totalCount } = await client.txSearchAll({ query: 'tx.height > 0' });
  expect(totalCount).toBe(1);
  expect(txs[0]?.hash).toEqual(sent.hash);

  const block = await client.block(sent.height);
  expect(block.block.txs).toEqual([tx('add 4')]);
  expect(block.block.lastCommit?.signatures).toHaveLength(4);
  expect((await client.block(1)).block.lastCommit).toBeNull();
  expect((await client.blockResults(sent.height)).results[0]?.events[0]?.type).toBe('message');
  expect((await client.blockchain(1, sent.height)).blockMetas.length).toBeGreaterThan(0);
  expect((await client.blockSearchAll({ query: 'block.height <= 2' })).totalCount).toBe(2);
  expect((await client.commit(sent.height)).commit.signatures).toHaveLength(4);
  expect((await client.validatorsAll(sent.height)).validators).toHaveLength(4);
  expect((await client.genesis()).chainId).toBe('localnet');
  expect((await client.abciInfo()).data).toBe('counter');
  const { value, height } = await client.abciQuery({ path: '/total', data: new Uint8Array([1]) });
  expect(Buffer.from(value).toString()).toBe('4');
  expect(height).toBeGreaterThan(0);
  expect((await client.numUnconfirmedTxs()).total).toBe(0);
  await expect(client.health()).resolves.toBeNull();
  client.disconnect();
});

test('its websocket client follows blocks and transactions', async () => {
  const client = await Comet38Client.connect(network.engine.rpcUrl.replace('http', 'ws'));
  const heights: number[] = [];
  const txs: string[] = [];
  const blocks = client.subscribeNewBlock().subscribe({ next: ({ header }) => heights.push(header.height) });
  const headers = client.subscribeNewBlockHeader().subscribe({ next: () => {} });
  const transactions = client
    .subscribeTx(`message.sender='6'`)
    .subscribe({ next: (event) => txs.push(Buffer.from(event.tx).toString()) });
  await client.broadcastTxSync({ tx: tx('add 5') });
  await client.broadcastTxSync({ tx: tx('add 6') });
  await eventually(() => txs).toEqual(['add 6']);
  await eventually(() => heights.length).toBeGreaterThan(2);
  expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  for (const subscription of [blocks, headers, transactions]) subscription.unsubscribe();
  client.disconnect();
});
