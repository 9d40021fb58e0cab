import { describe, expect, test } from 'vitest';
import { createModules } from '../../../src/chain/app-modules.ts';
import { moduleAccountAddress } from '../../../src/chain/module-accounts.ts';
import { Query as Bank } from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { type Chain, query, startChain } from '../chain/harness.ts';

type Part = Record<string, unknown>;

/** A chain whose `ecosystem` holds something and whose mint and emissions begin with these fields. */
function emitting(ecosystem: bigint, mint: unknown, params: Part = {}, emissions: Part = {}): Chain {
  return startChain({
    modules: createModules(),
    state: (state) => {
      const { bank, emissions: own } = state as { bank: { balances: unknown[] }; emissions: { params: Part } };
      const coins = [{ denom: 'uallo', amount: `${ecosystem}` }];
      const balances = [...bank.balances, { address: moduleAccountAddress('ecosystem'), coins }];
      return {
        ...state,
        bank: { ...bank, balances: ecosystem > 0n ? balances : bank.balances },
        mint,
        emissions: { ...own, ...emissions, params: { ...own.params, ...params } },
      };
    },
  });
}

const held = (chain: Chain, name: string): bigint => {
  const request = { address: moduleAccountAddress(name), denom: 'uallo' };
  return BigInt(query(chain, Bank.method.balance, request).balance?.amount ?? 0);
};
const holdings = (chain: Chain) => ['ecosystem', 'fee_collector', 'allorarewards'].map((name) => held(chain, name));
const supply = (chain: Chain) => query(chain, Bank.method.supplyOf, { denom: 'uallo' }).amount?.amount;
const noted = (chain: Chain) =>
  (chain.app.exportGenesis() as { emissions: Part }).emissions.reward_current_block_emission;

describe('the emission of a block', () => {
  test('goes to validators, truncated, and the rest to topics, until ecosystem is empty', () => {
    const chain = emitting(25n, { block_emission: '10' });
    chain.block();
    const all = supply(chain);
    expect(holdings(chain)).toEqual([15n, 2n, 8n]);
    expect(noted(chain)).toBe('8');
    chain.block();
    expect(holdings(chain)).toEqual([5n, 4n, 16n]);
    chain.block();
    // What is left is less than a block's: a quarter of five, truncated.
    expect(holdings(chain)).toEqual([0n, 5n, 20n]);
    expect(noted(chain)).toBe('4');
    chain.block();
    expect(holdings(chain)).toEqual([0n, 5n, 20n]);
    expect(noted(chain)).toBe('4');
    expect(supply(chain)).toBe(all);
    expect(chain.app.brokenInvariants()).toEqual([]);
    expect(chain.logs).toEqual([]);
  });

  test('tells of its payments as a part of the beginning of the block', () => {
    const { events } = emitting(25n, { block_emission: '10' }).block();
    expect(
      events.filter(({ type }) => type === 'transfer').map(({ attributes }) => attributes.map(({ value }) => value)),
    ).toEqual([
      [moduleAccountAddress('fee_collector'), moduleAccountAddress('ecosystem'), '2uallo', 'BeginBlock'],
      [moduleAccountAddress('allorarewards'), moduleAccountAddress('ecosystem'), '8uallo', 'BeginBlock'],
    ]);
  });

  test('follows the parameter, also where one side gets nothing', () => {
    const onlyTopics = emitting(100n, { block_emission: '10' }, { validators_vs_allora_percent_reward: '0' });
    onlyTopics.block();
    expect(holdings(onlyTopics)).toEqual([90n, 0n, 10n]);
    const onlyValidators = emitting(100n, { block_emission: '10' }, { validators_vs_allora_percent_reward: '1' });
    onlyValidators.block();
    expect(holdings(onlyValidators)).toEqual([90n, 10n, 0n]);
    expect(noted(onlyValidators)).toBe('0');
  });

  test.each([{}, { block_emission: '0' }])('is nothing in a genesis of %j, and what was noted stays', (mint) => {
    const chain = emitting(100n, mint, {}, { reward_current_block_emission: '77' });
    const { events } = chain.block();
    expect(events).toEqual([]);
    expect(holdings(chain)).toEqual([100n, 0n, 0n]);
    expect(noted(chain)).toBe('77');
  });
});

describe('the genesis of mint', () => {
  test('is exported as it was given; the default is no emission', () => {
    const chain = emitting(100n, { block_emission: '10' });
    chain.block();
    expect((chain.app.exportGenesis() as Part).mint).toEqual({ block_emission: '10' });
    const [mint] = createModules().list.filter(({ name }) => name === 'mint');
    expect(mint?.defaultGenesis()).toEqual({ block_emission: '0' });
  });

  test.each([
    [[]],
    ['10'],
    [{ block_emission: 10 }],
    [{ block_emission: '-1' }],
    [{ block_emission: '1.5' }],
    [{ block_emission: '' }],
    [{ block_emission: `${1n << 256n}` }],
  ])('refuses %j', (mint) => {
    expect(() => emitting(100n, mint)).toThrow(/genesis of mint/);
  });

  test('leaves out what belongs to a mint that computes its emission, and says so', () => {
    const chain = emitting(100n, { params: {}, previous_block_emission: '5' });
    expect(chain.logs).toEqual([
      'warn: genesis of mint: params is left out',
      'warn: genesis of mint: previous_block_emission is left out',
    ]);
  });

  test('has its accounts from the beginning', () => {
    const chain = emitting(1n, {});
    chain.block();
    const auth = JSON.stringify((chain.app.exportGenesis() as Part).auth);
    for (const name of ['mint', 'ecosystem', 'fee_collector']) expect(auth).toContain(`"name":"${name}"`);
  });
});
