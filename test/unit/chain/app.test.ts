import { describe, expect, test } from 'vitest';
import { createApplication } from '../../../src/chain/app.ts';
import { type AppModules, createBaseModules } from '../../../src/chain/app-modules.ts';
import type { Context } from '../../../src/chain/context.ts';
import type { Module } from '../../../src/chain/module.ts';
import { Query as Bank } from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { event } from '../../../src/wire/index.ts';
import {
  alice,
  BALANCE,
  bob,
  CHAIN_ID,
  carol,
  query,
  rawQuery,
  send,
  signed,
  startChain,
  stranger,
} from './harness.ts';

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const balanceOf = (chain: ReturnType<typeof startChain>, address: string, height = 0n) =>
  BigInt(query(chain, Bank.method.balance, { address, denom: 'uallo' }, height).balance!.amount);

/** A module that only takes part in blocks. */
function blockModule(over: Partial<Module>): Module {
  return {
    name: 'probe',
    messages: [],
    queries: [],
    initGenesis: () => undefined,
    defaultGenesis: () => ({}),
    exportGenesis: () => ({}),
    ...over,
  };
}

function withModule(module: Module): AppModules {
  const base = createBaseModules();
  return { ...base, list: [...base.list, module] };
}

describe('the life of an application', () => {
  test('begins empty, takes its genesis into the first block, and goes on from there', () => {
    const chain = startChain();
    expect(chain.app.info()).toMatchObject({ lastBlockHeight: 0n });
    const first = chain.finalize();
    expect(chain.app.info().lastBlockHeight, 'nothing is committed yet').toBe(0n);
    expect(chain.finalize().appHash, 'finalized again, the same').toEqual(first.appHash);
    chain.app.commit();
    expect(chain.app.info()).toMatchObject({ lastBlockHeight: 1n, lastBlockAppHash: first.appHash });
    expect(() => chain.app.commit()).toThrow(/no finalized block/);
    expect(chain.block().appHash, 'an empty block changes nothing').toEqual(first.appHash);
  });

  test('another initial height is kept to', () => {
    const chain = startChain({ initialHeight: 77n });
    chain.block();
    expect(chain.height()).toBe(77n);
  });

  test('a block of a wrong height is refused', () => {
    const chain = startChain();
    chain.block();
    expect(() =>
      chain.app.finalizeBlock({
        txs: [],
        decidedLastCommit: { round: 0, votes: [] },
        misbehavior: [],
        hash: new Uint8Array(32),
        height: 5n,
        time: 0n,
        nextValidatorsHash: new Uint8Array(32),
        proposerAddress: new Uint8Array(20),
      }),
    ).toThrow(/2 is next/);
  });

  test('the same blocks give the same hashes, checked in between or not', () => {
    const blocks = [
      [signed(alice, 0n, [send(alice, bob.address, 5n)])],
      [],
      [signed(alice, 1n, [send(alice, stranger.address, 7n)])],
    ];
    const quiet = startChain();
    const busy = startChain();
    for (const txs of blocks) {
      for (const tx of txs) expect(busy.app.checkTx(tx, false).code).toBe(0);
      busy.app.checkTx(signed(carol, 0n, [send(carol, bob.address)]), false);
      expect(hexOf(busy.block(...txs).appHash)).toBe(hexOf(quiet.block(...txs).appHash));
    }
  });

  test('a genesis with a mistake is refused with the name of the part', () => {
    const start = (change: Parameters<typeof startChain>[0]) => () => startChain(change);
    const bank = (state: Record<string, unknown>) => state.bank as Record<string, unknown>;
    expect(
      start({ state: (s) => ({ ...s, bank: { ...bank(s), supply: [{ denom: 'uallo', amount: '1' }] } }) }),
    ).toThrow(/genesis of bank: .*supply is given as 1uallo/);
    expect(start({ state: (s) => ({ ...s, bank: { ...bank(s), balances: [] } }) })).toThrow(
      /genesis of staking: .*bonded_tokens_pool holds 0/,
    );
    expect(start({ state: (s) => ({ ...s, auth: { nonsense: true } }) })).toThrow(/genesis of auth: .*nonsense/);
    const app = createApplication({ chainId: 'other', modules: createBaseModules() });
    expect(() => app.initChain({ chainId: CHAIN_ID } as never)).toThrow(/it is for localnet/);
  });

  test('an exported genesis starts the same state', () => {
    const chain = startChain();
    chain.block(signed(alice, 0n, [send(alice, stranger.address, 7n)]));
    const exported = chain.app.exportGenesis();
    const next = startChain({ state: () => exported });
    next.block();
    expect(next.app.exportGenesis()).toEqual(exported);
    expect(balanceOf(next, stranger.address)).toBe(7n);
  });
});

describe('blocks', () => {
  test('a transaction pays, and its result says what happened in the form of the SDK', () => {
    const chain = startChain();
    const tx = signed(alice, 0n, [send(alice, bob.address, 5n)], {
      fee: { amount: [{ denom: 'uallo', amount: '9' }], gasLimit: 99_000n },
    });
    const { txResults, events } = chain.block(tx);
    expect(events).toEqual([]);
    const [result] = txResults;
    expect(result).toMatchObject({ code: 0, log: '', gasWanted: 99_000n });
    expect(Number(result!.gasUsed - BigInt(tx.length) * 10n)).toBeGreaterThan(30_000);
    const texts = result!.events.map(
      ({ type, attributes }) => `${type} ${attributes.map(({ key, value }) => `${key}=${value}`).join(' ')}`,
    );
    const signature = texts[1]!.split('=').slice(1).join('=');
    expect(Buffer.from(signature, 'base64')).toHaveLength(64);
    const collector = 'allo13pxn9n3qw79e03844rdadagmg0nshmwfsnklnq';
    expect(texts.toSpliced(1, 1)).toEqual([
      `tx acc_seq=${alice.address}/0`,
      `coin_spent spender=${alice.address} amount=9uallo`,
      `coin_received receiver=${collector} amount=9uallo`,
      `transfer recipient=${collector} sender=${alice.address} amount=9uallo`,
      `message sender=${alice.address}`,
      `tx fee=9uallo fee_payer=${alice.address}`,
      `message action=/cosmos.bank.v1beta1.MsgSend sender=${alice.address} module=bank msg_index=0`,
      `coin_spent spender=${alice.address} amount=5uallo msg_index=0`,
      `coin_received receiver=${bob.address} amount=5uallo msg_index=0`,
      `transfer recipient=${bob.address} sender=${alice.address} amount=5uallo msg_index=0`,
      `message sender=${alice.address} msg_index=0`,
    ]);
    expect(balanceOf(chain, bob.address)).toBe(BALANCE + 5n);
    expect(balanceOf(chain, alice.address)).toBe(BALANCE - 14n);
  });

  test('a failed transaction leaves fee and sequence, nothing else', () => {
    const chain = startChain();
    const fee = { amount: [{ denom: 'uallo', amount: '9' }], gasLimit: 300_000n };
    const { txResults } = chain.block(
      signed(alice, 0n, [send(alice, bob.address, 5n), send(alice, bob.address, BALANCE)], { fee }),
      signed(alice, 1n, [send(alice, carol.address, 1n)]),
    );
    expect(txResults[0]).toMatchObject({ code: 5, codespace: 'sdk', data: new Uint8Array(0) });
    expect(txResults[0]!.log).toMatch(
      /^failed to execute message; message index: 1: spendable balance .* insufficient funds$/,
    );
    expect(txResults[0]!.events.some(({ type }) => type === 'tx')).toBe(true);
    expect(txResults[0]!.events.some(({ attributes }) => attributes.some(({ key }) => key === 'msg_index'))).toBe(
      false,
    );
    expect(txResults[1]!.code).toBe(0);
    expect(balanceOf(chain, bob.address)).toBe(BALANCE);
    expect(balanceOf(chain, alice.address)).toBe(BALANCE - 10n);
  });

  test('events of the phases carry their mode; a phase that throws is undone and the block goes on', () => {
    const leak = (ctx: Context) => ctx.store.set('bank', 'x', Uint8Array.of(1));
    const chain = startChain({
      modules: withModule(
        blockModule({
          beginBlock: (ctx) => ctx.emit(event('begun', { height: String(ctx.height) })),
          endBlock(ctx) {
            leak(ctx);
            ctx.emit(event('ended', {}));
            throw new Error('broken');
          },
        }),
      ),
    });
    const { events, appHash } = chain.block();
    expect(
      events.map(({ type, attributes }) => [type, ...attributes.map(({ key, value }) => `${key}=${value}`)]),
    ).toEqual([['begun', 'height=1', 'mode=BeginBlock']]);
    expect(chain.logs.join()).toMatch(/EndBlock of probe at height 1 was rolled back/);
    expect(hexOf(appHash)).toBe(hexOf(startChain().block().appHash));
  });

  test('a block has no more gas than it may', () => {
    const chain = startChain({ maxGas: 100_000n });
    const big = signed(alice, 0n, [send(alice, bob.address)], { gas: 100_001n });
    expect(chain.app.checkTx(big, false)).toMatchObject({ code: 41 });
    const { txResults } = chain.block(
      big,
      signed(alice, 0n, [send(alice, bob.address)], { gas: 99_000n }),
      signed(alice, 1n, [send(alice, bob.address)], { gas: 99_000n }),
      signed(alice, 2n, [send(alice, bob.address)], { gas: 99_000n }),
    );
    expect(txResults.map(({ code }) => code)).toEqual([41, 0, 0, 11]);
  });
});

describe('proposals', () => {
  test('take transactions in order as far as they fit', () => {
    const { app } = startChain();
    const txs = [100, 200, 50].map((length) => new Uint8Array(length));
    expect(app.prepareProposal(txs, 10_000n)).toEqual(txs);
    expect(app.prepareProposal(txs, 305n)).toEqual([txs[0], txs[1]]);
    expect(app.prepareProposal(txs, 304n)).toEqual([txs[0]]);
    expect(app.processProposal(txs)).toBe(true);
  });
});

describe('queries', () => {
  test('past heights are answered as they were, within the kept ones', () => {
    const chain = startChain({ keepVersions: 2 });
    for (let n = 0n; n < 4n; n++) chain.block(signed(alice, n, [send(alice, bob.address, 1n)]));
    expect([0n, 2n, 3n, 4n].map((height) => balanceOf(chain, bob.address, height) - BALANCE)).toEqual([4n, 2n, 3n, 4n]);
    const ask = (height: bigint) =>
      rawQuery(chain, Bank.method.balance, { address: bob.address, denom: 'uallo' }, height);
    expect(ask(1n)).toMatchObject({ code: 18, log: expect.stringMatching(/failed to load state at height 1/) });
    expect(ask(5n)).toMatchObject({ code: 26, log: expect.stringMatching(/height in the future/) });
    expect(ask(-1n)).toMatchObject({ code: 18 });
    expect(ask(3n).height).toBe(3n);
  });

  test('paths that nobody serves, broken requests and the keys of a store', () => {
    const chain = startChain();
    const ask = (path: string, data: Uint8Array = new Uint8Array(0), prove = false) =>
      chain.app.query({ path, data, height: 0n, prove });
    expect(ask('/app/version').code, 'before the first block').toBe(26);
    chain.block();
    expect(new TextDecoder().decode(ask('/app/version').value)).toBe('v0.17.0');
    for (const path of ['', '/', 'nonsense', '/cosmos.bank.v1beta1.Query/Nothing', '/p2p/filter/x']) {
      expect(ask(path)).toMatchObject({ code: 6, log: 'unknown query path: unknown request' });
    }
    expect(ask('/cosmos.bank.v1beta1.Query/Balance', Uint8Array.of(255, 255, 255))).toMatchObject({ code: 18 });
    expect(ask('/cosmos.bank.v1beta1.Query/Balance')).toMatchObject({
      log: expect.stringMatching(/^rpc error: code = InvalidArgument desc = /),
    });
    expect(ask('/store/bank/key', Uint8Array.of(0)).value.length).toBeGreaterThan(0);
    expect(ask('/store/bank/key', Uint8Array.of(250))).toMatchObject({ code: 0, value: new Uint8Array(0) });
    expect(ask('/store/nothing/key', Uint8Array.of(0)).code).toBe(6);
    expect(ask('/store/bank/key', Uint8Array.of(0), true)).toMatchObject({
      code: 18,
      log: expect.stringMatching(/with proof when height <= 1/),
    });
  });

  test('a fault in a handler is told as internal and logged, and nothing stops', () => {
    const chain = startChain({
      modules: withModule(
        blockModule({
          queries: [
            {
              service: Bank,
              methods: new Map([
                [
                  'params',
                  () => {
                    throw new TypeError('secret');
                  },
                ],
              ]),
            },
          ],
        }),
      ),
    });
    chain.block();
    const answer = rawQuery(chain, Bank.method.params, {});
    expect(answer).toMatchObject({ code: 1, log: 'internal error' });
    expect(chain.logs.join()).toMatch(/secret/);
  });
});
