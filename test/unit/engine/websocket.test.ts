import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RpcLimits } from '../../../src/engine/embedded/index.ts';
import { validatorIdentity } from '../../../src/engine/embedded/index.ts';
import { hex } from '../../../src/engine/embedded/types/hash.ts';
import { eventually, type Json, type Network, rpc, startNetwork, stopNetworks, txBase64 } from './network.ts';

let network: Network;

beforeEach(async () => {
  network = await startNetwork();
});
afterEach(stopNetworks);

/** A connection that keeps every frame. */
async function connect(engine = network.engine) {
  const socket = new WebSocket(engine.endpoints.ws);
  const frames: Json[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => {});
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const ask = async (frame: object): Promise<Json> => {
    const before = frames.length;
    socket.send(JSON.stringify({ jsonrpc: '2.0', ...frame }));
    await eventually(() => frames.length).toBeGreaterThan(before);
    return frames[before];
  };
  const subscribe = (query: string, id: string | number = query) => ask({ id, method: 'subscribe', params: { query } });
  return { socket, frames, ask, subscribe, closed };
}

const send = (...txs: string[]) =>
  Promise.all(txs.map((tx) => rpc(network.engine, 'broadcast_tx_sync', { tx: txBase64(tx) })));

describe('subscriptions', () => {
  test('acknowledge first, then push with the id unchanged', async () => {
    const { frames, subscribe } = await connect();
    const query = `tm.event='NewBlockEvents' AND tick.height = '"2"'`;
    expect(await subscribe(query, 'typed_block_events_1')).toEqual({
      jsonrpc: '2.0',
      id: 'typed_block_events_1',
      result: {},
    });
    await network.engine.advance({ blocks: 3 });
    await eventually(() => frames.length).toBe(2);
    expect(frames[1]).toEqual({
      jsonrpc: '2.0',
      id: 'typed_block_events_1',
      result: {
        query,
        data: {
          type: 'tendermint/event/NewBlockEvents',
          value: {
            height: '2',
            events: [
              {
                type: 'tick',
                attributes: [
                  { key: 'height', value: '"2"', index: true },
                  { key: 'parity', value: 'even', index: true },
                ],
              },
            ],
            num_txs: '0',
          },
        },
        events: { 'tick.height': ['"2"'], 'tick.parity': ['even'], 'tm.event': ['NewBlockEvents'] },
      },
    });
  });

  test('tell of blocks, headers and transactions in order', async () => {
    const { frames, subscribe } = await connect();
    await subscribe(`tm.event='NewBlock'`, 1);
    await subscribe(`tm.event='NewBlockHeader'`, 2);
    await subscribe(`tm.event='Tx' AND message.sender='5'`, 3);
    await send('add 5', 'add 6');
    await network.engine.advance({ blocks: 1 });
    await eventually(() => frames.length).toBe(6);
    const [block, header, tx] = frames.slice(3);
    expect([block.id, header.id, tx.id]).toEqual([1, 2, 3]);
    const shown = (await rpc(network.engine, 'block', { height: '2' })).result;
    expect(block.result.data.value.block).toEqual(shown.block);
    expect(block.result.data.value.block_id).toEqual(shown.block_id);
    expect(block.result.data.value.result_finalize_block.tx_results).toHaveLength(2);
    expect(header.result.data).toEqual({
      type: 'tendermint/event/NewBlockHeader',
      value: { header: shown.block.header },
    });
    expect(tx.result.data.value.TxResult).toMatchObject({
      height: '2',
      tx: txBase64('add 5'),
      result: { gas_used: '4' },
    });
    expect(tx.result.data.value.TxResult.result.code).toBeUndefined();
    expect(tx.result.events['tx.height']).toEqual(['2']);
    expect(tx.result.events['added.amount']).toEqual(['5uallo']);
  });

  test('tell of changed validators', async () => {
    const { frames, subscribe } = await connect();
    await subscribe(`tm.event='ValidatorSetUpdates'`);
    const { pubKey, address } = validatorIdentity(network.keys[0]!);
    await send(`power ${hex(pubKey)} 77`);
    await network.engine.advance({ blocks: 2 });
    await eventually(() => frames.length).toBe(2);
    expect(frames[1].result.data.value.validator_updates).toMatchObject([{ address, voting_power: '77' }]);
  });

  test('end with unsubscribe, one or all', async () => {
    const { frames, ask, subscribe } = await connect();
    await subscribe(`tm.event='NewBlock'`, 'a');
    await subscribe(`tm.event='NewBlockHeader'`, 'b');
    await subscribe(`tm.event='NewBlockEvents'`, 'c');
    expect((await ask({ id: 'a', method: 'unsubscribe', params: { query: `tm.event='NewBlock'` } })).result).toEqual(
      {},
    );
    await network.engine.advance({ blocks: 1 });
    await eventually(() => frames.slice(4).map((frame) => frame.id)).toEqual(['b', 'c']);
    expect((await ask({ id: 'z', method: 'unsubscribe_all' })).result).toEqual({});
    expect((await ask({ id: 'z', method: 'unsubscribe_all' })).error.data).toBe('subscription not found');
    expect((await ask({ id: 'z', method: 'unsubscribe', params: { query: 'x' } })).error.data).toBe(
      'subscription not found',
    );
  });

  test('belong to their connection', async () => {
    const [one, two] = [await connect(), await connect()];
    await one.subscribe(`tm.event='NewBlock'`);
    await network.engine.advance({ blocks: 1 });
    await eventually(() => one.frames.length).toBe(2);
    expect(two.frames).toEqual([]);
    one.socket.terminate();
    await one.closed;
    await network.engine.advance({ blocks: 1 });
    expect((await two.ask({ id: 1, method: 'health' })).result).toEqual({});
  });

  test('are refused when they are wrong or too many', async () => {
    network = await startNetwork({ rpc: { limits: { maxSubscriptionsPerClient: 2 } } });
    const { subscribe } = await connect();
    expect((await subscribe(`tm.event='`, 1)).error).toMatchObject({
      code: -32603,
      data: expect.stringContaining('failed to parse query'),
    });
    expect((await subscribe('', 1)).error.code).toBe(-32603);
    await subscribe(`tm.event='Tx'`, 1);
    expect((await subscribe(`tm.event='Tx'`, 2)).error.data).toBe('already subscribed');
    await subscribe(`tm.event='NewBlock'`, 3);
    expect((await subscribe(`tm.event='NewBlockHeader'`, 4)).error.data).toBe('max_subscriptions_per_client 2 reached');
  });
});

describe('the connection', () => {
  test('serves every other method, and errors', async () => {
    const { ask, socket, frames } = await connect();
    expect((await ask({ id: 'x', method: 'status' })).result.node_info.network).toBe('localnet');
    expect((await ask({ id: 2, method: 'nothing' })).error.code).toBe(-32601);
    socket.send('{broken');
    await eventually(() => frames.at(-1).error?.code).toBe(-32700);
    socket.send('[1]');
    await eventually(() => frames.at(-1).error?.code).toBe(-32600);
  });

  const limited = async (limits: Partial<RpcLimits>): Promise<void> => {
    network = await startNetwork({ rpc: { limits } });
  };

  test('ends with a message that is too large', async () => {
    await limited({ maxWebsocketMessageBytes: 1_000 });
    const { socket, closed } = await connect();
    socket.send('x'.repeat(2_000));
    await closed;
    expect((await rpc(network.engine, 'health')).result).toEqual({});
  });

  test('is refused beyond the number of clients', async () => {
    await limited({ maxWebsocketClients: 1 });
    const { subscribe } = await connect();
    await subscribe(`tm.event='Tx'`);
    await expect(connect()).rejects.toThrow('503');
  });

  test('makes room for others as long as nothing is subscribed to', async () => {
    await limited({ maxWebsocketClients: 2 });
    const [listening, idle] = [await connect(), await connect()];
    await listening.subscribe(`tm.event='NewBlockHeader'`);
    const late = await connect();
    await idle.closed;
    await late.subscribe(`tm.event='NewBlockHeader'`);
    await network.engine.advance({ blocks: 1 });
    for (const { frames } of [listening, late]) await eventually(() => frames.length).toBe(2);
  });

  test('is dropped when its client wants pongs and does not read them', async () => {
    await limited({ maxUnreadBytes: 50_000 });
    const { socket, closed } = await connect();
    socket.pause();
    const flood = () => {
      for (let i = 0; i < 1_000 && socket.readyState === WebSocket.OPEN; i += 1) socket.ping('x'.repeat(125));
      if (socket.readyState === WebSocket.OPEN) setImmediate(flood);
    };
    flood();
    socket.on('error', () => socket.terminate());
    await eventually(() => (socket.readyState === WebSocket.OPEN ? socket.bufferedAmount : 0)).toBe(0);
    socket.resume();
    await closed;
    expect((await rpc(network.engine, 'health')).result).toEqual({});
  });

  test('is refused elsewhere', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${network.engine.port}/elsewhere`);
    await expect(new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))).rejects.toThrow(
      '404',
    );
  });

  test('is dropped when its client does not read', async () => {
    await limited({ maxUnreadBytes: 50_000 });
    const { socket, subscribe } = await connect();
    await subscribe(`tm.event='Tx'`);
    socket.pause();
    for (let i = 0; i < 40; i++) {
      await send(`add ${i} ${'x'.repeat(400_000)}`);
      await network.engine.advance({ blocks: 1 });
    }
    socket.resume();
    await eventually(() => socket.readyState).toBe(WebSocket.CLOSED);
    expect((await rpc(network.engine, 'health')).result).toEqual({});
  });

  test('ends with the engine', async () => {
    const { closed } = await connect();
    await network.engine.stop();
    await closed;
    await expect(fetch(network.engine.rpcUrl)).rejects.toThrow();
  });
});
