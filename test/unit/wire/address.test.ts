import { bech32 } from '@scure/base';
import { describe, expect, it } from 'vitest';
import {
  AddressError,
  accAddress,
  accBytes,
  consensusAddress,
  hex,
  moduleAddress,
  valconsAddress,
  valconsBytes,
  valoperAddress,
  valoperBytes,
} from '../../../src/wire/index.ts';

/** docs/spec/chain.md §1.3 */
const MODULES = {
  fee_collector: 'allo17xpfvakm2amg962yls6f84z3kell8c5l72eruy',
  mint: 'allo1m3h30wlvsf8llruxtpukdvsy0km2kum8xzamse',
  ecosystem: 'allo12uxa8rw9hte3z2nuswjzpmfen289n30uag6agp',
  allorastaking: 'allo18svmgepd58pdhdlygeul5j8h9lv6jlj7kkhy7n',
  allorarewards: 'allo17099f3pwtd7u0je2x3ajrem6cfydj9xj5ccq2a',
  allorapendingrewards: 'allo12nrdvtljnm87axjlqdndas8eedzvzza5uqfdh5',
  bonded_tokens_pool: 'allo1fl48vsnmsdzcv85q5d2q4z5ajdha8yu3mgnvww',
  not_bonded_tokens_pool: 'allo1tygms3xhhs3yv487phx3dw4a95jn7t7l0g0ac6',
  distribution: 'allo1jv65s3grqf6v6jl3dp4t6c9t9rk99cd8fv7l7x',
  gov: 'allo10d07y265gmmuvt4z0w9aw880jnsr700j53fxp2',
  transfer: 'allo1yl6hdjhmkf37639730gffanpzndzdpmhqvv2q6',
  feeibc: 'allo176rcyfn5k9d0wcxel3kmwvxh0hy3xcwehleq3a',
  interchainaccounts: 'allo1vlthgax23ca9syk7xgaz347xmf4nuneffmv5mf',
  'feemarket-fee-collector': 'allo13pxn9n3qw79e03844rdadagmg0nshmwfsnklnq',
  feemarket: 'allo1el68mjnzv87uurqks8u29tec0cj32970407f3h',
};

it.each(Object.entries(MODULES))('module account %s', (name, address) => {
  expect(moduleAddress(name)).toBe(address);
});

describe('bech32', () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, i) => i);

  it('goes there and back for 20 and 32 bytes', () => {
    for (const length of [20, 32]) {
      const long = Uint8Array.from({ length }, (_, i) => 255 - i);
      expect(hex(accBytes(accAddress(long)))).toBe(hex(long));
      expect(hex(valoperBytes(valoperAddress(long)))).toBe(hex(long));
      expect(hex(valconsBytes(valconsAddress(long)))).toBe(hex(long));
    }
  });

  it.each([
    ['', 'empty address string is not allowed'],
    ['  ', 'empty address string is not allowed'],
    ['allo1', 'decoding bech32 failed'],
    [accAddress(bytes).replace(/.$/, 'x'), 'decoding bech32 failed'],
    [accAddress(bytes).toUpperCase(), 'written in lower case'],
    [valoperAddress(bytes), 'expected allo, got allovaloper'],
    [bech32.encode('cosmos', bech32.toWords(bytes)), 'expected allo, got cosmos'],
    [`allo1${'q'.repeat(2000)}`, 'decoding bech32 failed'],
  ])('refuses %s', (text, reason) => {
    expect(() => accBytes(text)).toThrow(AddressError);
    expect(() => accBytes(text)).toThrow(reason);
  });

  it('refuses other lengths', () => {
    expect(() => accAddress(bytes.subarray(1))).toThrow('20 or 32 bytes, not 19');
  });
});

it('a consensus address is the start of the hash of the key', () => {
  expect(hex(consensusAddress(new Uint8Array(32)))).toBe(
    '66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925'.slice(0, 40),
  );
});
