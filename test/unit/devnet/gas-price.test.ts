import { expect, test } from 'vitest';
import { createModules, defaultAppState } from '../../../src/chain/app-modules.ts';
import { buildGenesis, readPreset } from '../../../src/devnet/genesis.ts';
import { plainPrice } from '../../../src/devnet/import-genesis.ts';
import { root } from '../../e2e/allo.ts';

test.each([
  ['0', '0'],
  ['0.000000000000000000', '0'],
  ['01.50', '1.5'],
  ['10.000000000000000000', '10'],
  ['0.25', '0.25'],
])('%s is the price %s', (text, price) => {
  expect(plainPrice(text)).toBe(price);
});

test('a price of gas is in force from the first block, and stays the preset’s where none is asked for', () => {
  const genesis = (minGasPrice?: string) => {
    const { app_state } = buildGenesis({
      options: { chainId: 'localnet', genesisTime: null, ...(minGasPrice && { minGasPrice }) },
      preset: readPreset(root, 'devnet'),
      defaults: defaultAppState(createModules()),
      accounts: [],
      validators: [],
    });
    return (app_state as Record<string, unknown>).feemarket;
  };
  const priced = (price: string) => ({ params: { min_base_gas_price: price }, state: { base_gas_price: price } });
  expect(genesis('1.5')).toMatchObject(priced('1.5'));
  expect(genesis()).toMatchObject(priced('0'));
});
