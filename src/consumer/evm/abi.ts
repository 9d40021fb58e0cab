import { concatBytes } from '@noble/hashes/utils.js';

/** A value as Solidity's ABI knows it; the few kinds that a network inference is made of. */
export type AbiValue =
  | { readonly kind: 'word'; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'words'; readonly words: readonly Uint8Array[] };

const WORD = 32;
const MAX = (1n << 256n) - 1n;

/** A uint256 as the 32 bytes of a word. @throws RangeError below 0 and from 2^256 on */
export function uintWord(value: bigint): Uint8Array {
  if (value < 0n || value > MAX) throw new RangeError(`${value} is no uint256`);
  return new Uint8Array(Buffer.from(value.toString(16).padStart(2 * WORD, '0'), 'hex'));
}

/** An address of 20 bytes as a word. */
export function addressWord(address: Uint8Array): Uint8Array {
  const word = new Uint8Array(WORD);
  word.set(address, WORD - address.length);
  return word;
}

export const word = (bytes: Uint8Array): AbiValue => ({ kind: 'word', bytes });
export const uint = (value: bigint): AbiValue => word(uintWord(value));
export const uints = (values: readonly bigint[]): AbiValue => ({ kind: 'words', words: values.map(uintWord) });
export const dynamicBytes = (bytes: Uint8Array): AbiValue => ({ kind: 'bytes', bytes });

/** `abi.encode(…)`: a head of words, in which what has no fixed length stands as its offset, then the tails. */
export function abiEncode(values: readonly AbiValue[]): Uint8Array {
  const heads: Uint8Array[] = [];
  const tails: Uint8Array[] = [];
  let offset = values.length * WORD;
  for (const value of values) {
    if (value.kind === 'word') {
      heads.push(value.bytes);
      continue;
    }
    const tail = tailOf(value);
    heads.push(uintWord(BigInt(offset)));
    tails.push(tail);
    offset += tail.length;
  }
  return concatBytes(...heads, ...tails);
}

function tailOf(value: Exclude<AbiValue, { kind: 'word' }>): Uint8Array {
  if (value.kind === 'words') return concatBytes(uintWord(BigInt(value.words.length)), ...value.words);
  const padding = new Uint8Array((WORD - (value.bytes.length % WORD)) % WORD);
  return concatBytes(uintWord(BigInt(value.bytes.length)), value.bytes, padding);
}
