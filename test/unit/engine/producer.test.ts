import { afterEach, describe, expect, test, vi } from 'vitest';
import { BlockClock } from '../../../src/engine/embedded/clock.ts';
import { CounterApp } from './counter-app.ts';
import { eventually, type Network, rpc, startNetwork, stopNetworks, txBase64 } from './network.ts';

afterEach(stopNetworks);

const SECOND = 1_000_000_000n;
const GENESIS = 1_767_225_600n * SECOND;
const send = ({ engine }: Network, tx: string) => rpc(engine, 'broadcast_tx_sync', { tx: txBase64(tx) });

const untilHeight = (network: Network, height: bigint) =>
  eventually(() => network.engine.height).toBeGreaterThanOrEqual(height);

describe('the clock', () => {
  test('never goes back and stays at least 1 ms ahead of the block before', () => {
    let now = 100n * SECOND;
    const clock = new BlockClock('instant', () => now);
    expect(clock.natural(99n * SECOND)).toBe(100n * SECOND);
    expect(clock.natural(100n * SECOND)).toBe(100n * SECOND + 1_000_000n);
    now = 50n * SECOND;
    expect(clock.natural(100n * SECOND)).toBe(100n * SECOND + 1_000_000n);
  });

  test('runs ahead by what was advanced', () => {
    let now = 100n * SECOND;
    const clock = new BlockClock('instant', () => now);
    let time = 100n * SECOND;
    for (let i = 0; i < 10; i++) time = clock.second(time);
    expect(time).toBe(110n * SECOND);
    now += SECOND;
    expect(clock.natural(time)).toBe(111n * SECOND);
    expect(clock.forward(time, 3600n * SECOND)).toBe(3711n * SECOND);
    expect(clock.offset).toBe(3610n * SECOND);
  });

  test('moves at least as far as asked', () => {
    const clock = new BlockClock('instant', () => 10n * SECOND);
    expect(clock.forward(500n * SECOND, SECOND)).toBe(501n * SECOND);
    expect(clock.natural(501n * SECOND)).toBe(501n * SECOND + 1_000_000n);
  });

  test('is not read in manual mode', () => {
    const clock = new BlockClock('manual', () => {
      throw new Error('the clock was read');
    });
    expect(clock.second(5n)).toBe(SECOND + 5n);
    expect(clock.forward(5n, 7n)).toBe(12n);
  });
});

describe('instant blocks', () => {
  test('come with a transaction, and those of one batch share one', async () => {
    const network = await startNetwork({ blockTime: 'instant', emptyBlockAfterMs: 3_600_000 });
    const batch = Array.from({ length: 50 }, (_, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'broadcast_tx_sync',
      params: { tx: txBase64(`add ${id}`) },
    }));
    await fetch(network.engine.rpcUrl, { method: 'POST', body: JSON.stringify(batch) });
    await untilHeight(network, 2n);
    expect(network.engine.height).toBe(2n);
    expect(network.app.requests[1]!.txs).toHaveLength(50);
    expect(network.app.requests[1]!.txs.map(String)[7]).toBe('add 7');
  });

  test('come empty after silence', async () => {
    const network = await startNetwork({ blockTime: 'instant', emptyBlockAfterMs: 5 });
    await untilHeight(network, 4n);
    expect(network.app.requests.every((request) => request.txs.length === 0)).toBe(true);
  });

  test('do not spin on a transaction that the application withholds', async () => {
    const app = new CounterApp();
    app.withhold = 'add 13';
    const network = await startNetwork({ app, blockTime: 'instant', emptyBlockAfterMs: 3_600_000 });
    await send(network, 'add 13');
    await untilHeight(network, 2n);
    await send(network, 'add 1');
    await untilHeight(network, 3n);
    // One more attempt follows a block that had room for others; then it waits.
    expect(network.engine.height).toBeLessThanOrEqual(4n);
    expect(network.engine.status().waitingTxs).toBe(1);
  });

  test('keep the time of the clock, ahead by what was advanced', async () => {
    let now = GENESIS + 5n * SECOND;
    const network = await startNetwork({ blockTime: 'instant', emptyBlockAfterMs: 3_600_000, now: () => now });
    expect(network.engine.time).toBe(GENESIS);
    await send(network, 'add 1');
    await untilHeight(network, 2n);
    expect(network.engine.time).toBe(GENESIS + 5n * SECOND);
    await network.engine.advance({ time: 3_600n * SECOND });
    expect(network.engine.time).toBe(GENESIS + 3_605n * SECOND);
    now += SECOND;
    await send(network, 'add 2');
    await untilHeight(network, 4n);
    expect(network.engine.time).toBe(GENESIS + 3_606n * SECOND);
  });
});

test('interval blocks come by themselves', async () => {
  const network = await startNetwork({ blockTime: { everyMs: 5 } });
  await send(network, 'add 1');
  await untilHeight(network, 5n);
  expect(network.app.total).toBe(1n);
});

describe('manual blocks', () => {
  test('come only when asked for', async () => {
    const network = await startNetwork();
    await send(network, 'add 1');
    expect(network.engine.height).toBe(1n);
    const result = await network.engine.advance({ blocks: 3 });
    expect(result).toEqual({ blocks: 3, height: 4n, time: GENESIS + 3n * SECOND, cancelled: false });
    expect(network.app.requests[1]!.txs).toHaveLength(1);
    expect((await network.engine.advance({ time: 10n * SECOND })).time).toBe(GENESIS + 13n * SECOND);
  });
});

describe('advance', () => {
  test('lets others speak, tells its progress and can be cancelled', async () => {
    const app = new CounterApp();
    app.keepRequests = false;
    const network = await startNetwork({ app });
    const stop = new AbortController();
    const seen: number[] = [];
    const advancing = network.engine.advance(
      { blocks: 10_000_000 },
      { signal: stop.signal, onProgress: (blocks) => seen.push(blocks) },
    );
    const { result } = await rpc(network.engine, 'status');
    expect(Number(result.sync_info.latest_block_height)).toBeGreaterThan(1);
    stop.abort();
    const done = await advancing;
    expect(done.cancelled).toBe(true);
    expect(done.height).toBe(network.engine.height);
    expect(seen.at(-1)).toBe(done.blocks);
  });

  test('runs one after another', async () => {
    const { engine } = await startNetwork();
    const [first, second] = await Promise.all([engine.advance({ blocks: 100 }), engine.advance({ blocks: 50 })]);
    expect(first.height).toBe(101n);
    expect(second.height).toBe(151n);
  });

  test.each([
    { blocks: 0 },
    { blocks: -1 },
    { blocks: 1.5 },
    { blocks: 1e9 },
    { time: 0n },
    { time: -1n },
    { time: 10n ** 30n },
  ])('refuses %o', async (request) => {
    const { engine } = await startNetwork();
    await expect(engine.advance(request)).rejects.toMatchObject({ code: 'invalid-advance' });
    expect(engine.height).toBe(1n);
  });

  test('is refused after stop, which ends a running one', async () => {
    const network = await startNetwork();
    const { engine } = network;
    const running = engine.advance({ blocks: 1_000_000 });
    await untilHeight(network, 2n);
    await engine.stop();
    expect((await running).cancelled).toBe(true);
    await expect(engine.advance({ blocks: 1 })).rejects.toMatchObject({ code: 'stopped' });
    await engine.stop();
  });
});

test('an application that throws halts the chain but not the RPC', async () => {
  const onHalt = vi.fn();
  const network = await startNetwork({ onHalt });
  await send(network, 'crash now');
  await expect(network.engine.advance({ blocks: 2 })).rejects.toMatchObject({ code: 'halted' });
  await expect(network.engine.advance({ blocks: 1 })).rejects.toMatchObject({ code: 'halted' });
  expect(onHalt).toHaveBeenCalledTimes(1);
  expect(network.engine.status()).toMatchObject({ height: 1n, halted: 'the application crashed' });
  expect((await rpc(network.engine, 'status')).result.sync_info.latest_block_height).toBe('1');
});
