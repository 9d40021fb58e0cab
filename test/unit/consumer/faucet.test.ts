import { describe, expect, it } from 'vitest';
import { Buckets } from '../../../src/consumer/faucet/buckets.ts';
import { FaucetDesk } from '../../../src/consumer/faucet/desk.ts';
import { faucetRequest } from '../../../src/consumer/faucet/request.ts';
import { Refusal } from '../../../src/consumer/refusal.ts';
import { Turns } from '../../../src/consumer/turns.ts';
import { accAddress } from '../../../src/wire/index.ts';

const address = (i: number) => accAddress(new Uint8Array(20).fill(i));
const refused = (status: number) => expect.objectContaining({ name: 'Refusal', status });

describe('token buckets', () => {
  it('give so many at once, and one more after every interval', () => {
    let now = 0;
    const buckets = new Buckets({ burst: 2, everyMs: 1_000 }, () => now);
    expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 1_000]);
    expect(buckets.take('b')).toBe(0);
    now = 400;
    expect(buckets.take('a')).toBe(600);
    now = 1_000;
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1_000]);
    now = 1_000_000;
    expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 1_000]);
  });

  it('lose and gain nothing where the clock goes back', () => {
    let now = 10_000;
    const buckets = new Buckets({ burst: 1, everyMs: 1_000 }, () => now);
    expect(buckets.take('a')).toBe(0);
    now = 0;
    expect(buckets.take('a')).toBe(1_000);
    now = 1_000;
    expect(buckets.take('a')).toBe(0);
  });

  it('take a token back, up to the burst', () => {
    const buckets = new Buckets({ burst: 1, everyMs: 1_000 }, () => 0);
    buckets.giveBack('a');
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1_000]);
    buckets.giveBack('a');
    expect(buckets.take('a')).toBe(0);
  });

  it('do not grow without end', () => {
    const buckets = new Buckets({ burst: 1, everyMs: 1_000 }, () => 0);
    for (let i = 0; i < 10_001; i += 1) buckets.take(`name ${i}`);
    expect(buckets.take('name 10000')).toBe(1_000);
    expect(buckets.take('name 0')).toBe(0);
  });
});

describe('a request to the faucet', () => {
  it('is a form or JSON', () => {
    const asked = { chain: 'localnet', address: 'allo1' };
    expect(faucetRequest('application/x-www-form-urlencoded', Buffer.from('chain=localnet&address=allo1'))).toEqual(
      asked,
    );
    expect(faucetRequest(undefined, Buffer.from('address=allo1&chain=localnet'))).toEqual(asked);
    expect(faucetRequest('application/json; charset=utf-8', Buffer.from(JSON.stringify(asked)))).toEqual(asked);
  });

  it.each([
    ['application/json', '{"chain":"localnet"}'],
    ['application/json', '{"chain":5,"address":{}}'],
    ['application/json', '"text"'],
    ['application/json', '{"__proto__":{"chain":"localnet","address":"allo1"}}'],
    ['text/plain', 'chain=localnet'],
  ])('is refused otherwise (%s: %s)', (type, body) => {
    expect(() => faucetRequest(type, Buffer.from(body))).toThrow(refused(400));
  });
});

describe('the faucet', () => {
  const setUp = (send = async (_: string, amount: string) => ({ hash: amount, height: 7 })) => {
    const desk = new FaucetDesk({ chainId: 'localnet', now: () => 0, send });
    const ask = (to: string, remote = '127.0.0.1', chain = 'localnet') =>
      desk.answer(remote, undefined, Buffer.from(new URLSearchParams({ chain, address: to }).toString()));
    return ask;
  };

  it('gives enough for the Python SDK', async () => {
    const gift = await setUp()(address(1));
    expect(gift).toMatchObject({ address: address(1), denom: 'uallo', height: 7 });
    expect(BigInt(gift.amount)).toBeGreaterThan(100_000_000n);
  });

  it('limits each address and each caller', async () => {
    const ask = setUp();
    for (let i = 0; i < 5; i += 1) await ask(address(1));
    await expect(ask(address(1))).rejects.toMatchObject({ status: 429, headers: { 'Retry-After': '60' } });
    await expect(ask(address(1), '10.0.0.1')).rejects.toEqual(refused(429));
    for (let i = 2; i < 96; i += 1) await ask(address(i));
    await expect(ask(address(97))).rejects.toMatchObject({ status: 429, headers: { 'Retry-After': '1' } });
    await expect(ask(address(97), '10.0.0.1')).resolves.toMatchObject({ address: address(97) });
  });

  it('counts nothing for an address that was sent nothing', async () => {
    let fail = true;
    const ask = setUp(async () => {
      if (fail) throw new Refusal(503, 'no');
      return { hash: 'AB', height: 1 };
    });
    for (let i = 0; i < 9; i += 1) await expect(ask(address(1))).rejects.toEqual(refused(503));
    fail = false;
    await expect(ask(address(1))).resolves.toMatchObject({ hash: 'AB' });
  });
});

describe('turns', () => {
  it('let so many act at a time, in order, and refuse beyond those who may wait', async () => {
    const turns = new Turns(2, 1);
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    const begun: number[] = [];
    const act = (i: number) =>
      turns.take(async () => {
        begun.push(i);
        await gates[i]?.promise;
        return i;
      });
    const [first, second, third] = [act(0), act(1), act(2)];
    await expect(act(3)).rejects.toEqual(refused(503));
    expect(begun).toEqual([0, 1]);
    gates[1]?.resolve();
    expect(await second).toBe(1);
    gates[2]?.resolve();
    expect(await third).toBe(2);
    gates[0]?.resolve();
    expect(await first).toBe(0);
    expect(await turns.take(async () => 'free again')).toBe('free again');
  });

  it('pass on after what failed', async () => {
    const turns = new Turns(1, 5);
    const failed = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
