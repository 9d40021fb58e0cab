import { generateKeyPairSync } from 'node:crypto';
import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { describe, expect, it } from 'vitest';
import { javascriptSecp256k1, nativeSecp256k1 } from '../../../src/wire/crypto/secp256k1.ts';
import {
  ed25519,
  fromHex,
  hdKey,
  hdKeys,
  hex,
  keyFromSeed,
  pubkeyAddress,
  ripemd160,
  secp256k1,
  sha256,
} from '../../../src/wire/index.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const MNEMONIC = 'test test test test test test test test test test test junk';
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe('secp256k1', () => {
  const native = nativeSecp256k1();
  const script = javascriptSecp256k1();
  const both = native === undefined ? [script] : [native, script];
  const digests = Array.from({ length: 40 }, (_, i) => sha256(utf8(`message ${i}`)));
  const secret = keyFromSeed('test', 'secp256k1');

  it('gives the same keys and signatures natively and in JavaScript, and each accepts them', () => {
    for (const digest of digests) {
      const [first, ...others] = both.map((library) => hex(library.sign(digest, secret)));
      for (const other of others) expect(other).toBe(first);
      for (const library of both) {
        expect(library.verify(fromHex(first as string) as Uint8Array, digest, library.publicKey(secret))).toBe(true);
      }
    }
    expect(new Set(both.map((library) => hex(library.publicKey(secret)))).size).toBe(1);
  });

  it('refuses the high s, a changed byte, and what is no signature or key', () => {
    for (const library of both) {
      const digest = digests[0] as Uint8Array;
      const key = library.publicKey(secret);
      const signature = library.sign(digest, secret);
      const s = BigInt(`0x${hex(signature.subarray(32))}`);
      expect(s <= ORDER / 2n).toBe(true);
      const high = fromHex(hex(signature.subarray(0, 32)) + (ORDER - s).toString(16).padStart(64, '0')) as Uint8Array;
      const changed = signature.map((byte, i) => (i === 5 ? byte ^ 1 : byte));
      const results = [
        library.verify(high, digest, key),
        library.verify(changed, digest, key),
        library.verify(signature, digests[1] as Uint8Array, key),
        library.verify(signature.subarray(1), digest, key),
        library.verify(new Uint8Array(64), digest, key),
        library.verify(new Uint8Array(64).fill(255), digest, key),
        library.verify(signature, digest, new Uint8Array(33)),
        library.verify(signature, digest.subarray(1), key),
      ];
      expect(results).toEqual(results.map(() => false));
      expect([
        library.isPublicKey(key),
        library.isPublicKey(new Uint8Array(33)),
        library.isPublicKey(key.subarray(1)),
      ]).toEqual([true, false, false]);
    }
  });
});

describe('ed25519', () => {
  it('agrees with RFC 8032, test 1', () => {
    const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60') as Uint8Array;
    const key = ed25519.publicKey(seed);
    expect(hex(key)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    const signature = ed25519.sign(new Uint8Array(), seed);
    expect(hex(signature).slice(0, 16)).toBe('e5564300c360ac72');
    expect(ed25519.verify(signature, new Uint8Array(), key)).toBe(true);
    expect(ed25519.verify(signature, utf8('x'), key)).toBe(false);
    expect(ed25519.verify(signature.subarray(1), new Uint8Array(), key)).toBe(false);
  });

  it('goes on after more keys than it keeps', () => {
    for (let i = 0; i < 1030; i++) ed25519.publicKey(keyFromSeed('many', String(i)));
    const seed = keyFromSeed('many', '0');
    expect(ed25519.verify(ed25519.sign(utf8('m'), seed), utf8('m'), ed25519.publicKey(seed))).toBe(true);
    expect(() => ed25519.publicKey(new Uint8Array(31))).toThrow('32 bytes, not 31');
  });

  it('reads keys that others made', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
    expect(ed25519.verify(new Uint8Array(64), utf8('m'), raw)).toBe(false);
  });
});

describe('keys', () => {
  it('derives as BIP-32 says', () => {
    const root = HDKey.fromMasterSeed(mnemonicToSeedSync(MNEMONIC));
    for (const [index, key] of hdKeys(MNEMONIC, 5).entries()) {
      const wanted = root.derive(`m/44'/118'/0'/0/${index}`);
      expect(hex(key.privateKey)).toBe(hex(wanted.privateKey as Uint8Array));
      expect(hex(key.publicKey)).toBe(hex(wanted.publicKey as Uint8Array));
      expect(hex(hdKey(`  ${MNEMONIC.replaceAll(' ', '  ')} `, index).privateKey)).toBe(hex(key.privateKey));
    }
  });

  it('gives addresses that wallets give', () => {
    expect(pubkeyAddress(hdKey(MNEMONIC).publicKey)).toBe('allo15yk64u7zc9g9k2yr2wmzeva5qgwxps6ygp4vw8');
  });

  it('follows seed and label apart', () => {
    expect(hex(keyFromSeed('a', 'b'))).toBe(hex(keyFromSeed('a', 'b')));
    expect(hex(keyFromSeed('ab', ''))).not.toBe(hex(keyFromSeed('a', 'b')));
    expect(secp256k1.isPublicKey(secp256k1.publicKey(keyFromSeed('a', 'b')))).toBe(true);
  });
});

it('hashes', () => {
  expect(hex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(hex(ripemd160(utf8('abc')))).toBe('8eb208f7e05d987a9b044a8e98c6b087f15a0bfc');
  expect([fromHex('0g'), fromHex('012')]).toEqual([undefined, undefined]);
});
