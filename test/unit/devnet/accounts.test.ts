import { describe, expect, it } from 'vitest';
import {
  ACCOUNT_NAMES,
  devnetAccounts,
  devnetKey,
  devnetMnemonic,
  TEST_MNEMONIC,
  validatorKeys,
} from '../../../src/devnet/accounts.ts';
import { hdKeys, pubkeyAddress, secp256k1 } from '../../../src/wire/index.ts';

describe('the accounts of a devnet', () => {
  it('are those of the published mnemonic', async () => {
    const derived = hdKeys(TEST_MNEMONIC, ACCOUNT_NAMES.length).map(({ publicKey }) => pubkeyAddress(publicKey));
    expect((await devnetAccounts(null)).map(({ address }) => address)).toEqual(derived);
  });

  it('follow from the seed, and only from it', async () => {
    const one = await devnetAccounts('one');
    expect(one).toEqual(await devnetAccounts('one'));
    expect(one.map(({ name }) => name)).toEqual(ACCOUNT_NAMES);
    const all = [...one, ...(await devnetAccounts('two')), ...(await devnetAccounts(null))];
    expect(new Set(all.map(({ address }) => address)).size).toBe(3 * ACCOUNT_NAMES.length);
    expect((await devnetMnemonic('one')).split(' ')).toHaveLength(12);
  });

  it('have the keys of their addresses', async () => {
    const [alice] = await devnetAccounts('one');
    expect(pubkeyAddress(secp256k1.publicKey(await devnetKey('one', 'alice')))).toBe(alice?.address);
  });
});

it('validators have different keys, which follow from the seed', () => {
  const keys = [...validatorKeys(null, 4), ...validatorKeys('one', 4)].flatMap(({ seed, operator }) => [
    seed,
    operator,
  ]);
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(16);
  expect(validatorKeys('one', 4)).toEqual(validatorKeys('one', 4));
});
