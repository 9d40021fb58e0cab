import { create } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChainError } from '../../../src/chain/errors.ts';
import { Query as Bank } from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { TxBodySchema, TxRawSchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { encode } from '../../../src/wire/index.ts';
import { alice, bob, query, send, signed, startChain } from './harness.ts';

const good = signed(alice, 0n, [send(alice, bob.address, 3n)], { memo: 'hello' });

const random = fc.uint8Array({ maxLength: 400 });
const cut = fc.nat(good.length - 1).map((length) => good.slice(0, length));
const flipped = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => {
  const bytes = good.slice();
  bytes[at]! ^= mask;
  return bytes;
});
const stretched = fc
  .tuple(fc.nat(good.length), fc.uint8Array({ minLength: 1, maxLength: 9 }))
  .map(([at, more]) => Uint8Array.from([...good.slice(0, at), ...more, ...good.slice(at)]));

describe('hostile input', () => {
  test('whatever is sent is refused with a code, changes nothing and stops nothing', () => {
    const chain = startChain();
    const before = chain.block().appHash;
    fc.assert(
      fc.property(fc.array(fc.oneof(random, cut, flipped, stretched), { minLength: 1, maxLength: 6 }), (txs) => {
        for (const tx of txs) {
          const checked = chain.app.checkTx(tx, false);
          expect(checked.code).not.toBe(0);
          expect(checked.codespace, checked.log).not.toBe('undefined');
        }
        const { txResults, appHash } = chain.block(...txs);
        for (const { code, events } of txResults) expect([code === 0, events.length]).toEqual([false, 0]);
        expect(appHash).toEqual(before);
      }),
      { numRuns: 400 },
    );
    expect(chain.logs.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(chain.block(good).txResults[0]!.code, 'the good one still goes through').toBe(0);
  });

  test('names with a zero byte in them are nobody', () => {
    const chain = startChain();
    chain.block();
    const address = alice.address.replace('a', '\0');
    expect(() => query(chain, Bank.method.balance, { address, denom: 'uallo' })).toThrow();
    expect(() => query(chain, Bank.method.balance, { address: alice.address, denom: 'u\0' })).toThrow();
    const tx = signed(alice, 0n, [send({ ...alice, address }, bob.address, 3n)]);
    expect(chain.app.checkTx(tx, false)).toMatchObject({ codespace: 'sdk', code: 2 });
    expect(chain.logs.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  test('no error quotes much of what was sent', () => {
    const long = 'é'.repeat(200_000);
    const chain = startChain();
    chain.block();
    const any = create(AnySchema, { typeUrl: `/${long}`, value: new Uint8Array() });
    const body = encode(TxBodySchema, create(TxBodySchema, { messages: [any] }));
    const txs = [
      signed(alice, 0n, [send(alice, long, 3n)]),
      signed(alice, 0n, [send({ ...alice, address: long }, bob.address, 3n)]),
      encode(TxRawSchema, create(TxRawSchema, { bodyBytes: body, authInfoBytes: new Uint8Array(), signatures: [] })),
    ];
    const logs = [
      ...txs.map((tx) => chain.app.checkTx(tx, false).log),
      ...chain.block(...txs).txResults.map(({ log }) => log),
    ];
    for (const log of logs) expect(log.length <= 1_000 && log.isWellFormed(), log.slice(0, 80)).toBe(true);
    const path = `/${long}`;
    expect(chain.app.query({ path, data: new Uint8Array(), height: 0n, prove: false }).log.length).toBeLessThan(1_001);
    const message = new ChainError('sdk', 1, `${'\u{1f600}'.repeat(900)}: what it was about`).message;
    expect([message.length, message.isWellFormed(), message.endsWith(': what it was about')]).toEqual([
      1_000,
      true,
      true,
    ]);
  });

  test('whatever is asked is answered', () => {
    const chain = startChain();
    chain.block();
    const paths = fc.constantFrom(
      '/cosmos.bank.v1beta1.Query/AllBalances',
      '/cosmos.auth.v1beta1.Query/Account',
      '/cosmos.tx.v1beta1.Service/Simulate',
      '/app/simulate',
      '/store/bank/key',
      '/cosmos.staking.v1beta1.Query/Validators',
    );
    fc.assert(
      fc.property(paths, random, fc.bigInt({ min: -2n, max: 3n }), fc.boolean(), (path, data, height, prove) => {
        const { code, codespace } = chain.app.query({ path, data, height, prove });
        expect(code === 0 || codespace === 'sdk').toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(query(chain, Bank.method.params, {}).params).toMatchObject({ defaultSendEnabled: true });
    expect(chain.logs.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
