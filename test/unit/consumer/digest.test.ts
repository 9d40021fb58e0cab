import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { abiEncode, dynamicBytes, uint, uints, uintWord } from '../../../src/consumer/evm/abi.ts';
import { DOMAIN_TYPEHASH, INFERENCE_TYPEHASH, inferenceDigest } from '../../../src/consumer/evm/digest.ts';
import { evmSigner, testSigner } from '../../../src/consumer/evm/signer.ts';
import { hdKeys } from '../../../src/wire/index.ts';
import vector from '../../support/evm/consumer-payload.json' with { type: 'json' };

const { inputs } = vector;
const inference = {
  networkInference: BigInt(inputs.networkInference),
  timestamp: BigInt(inputs.timestamp),
  topicId: BigInt(inputs.topicId),
  extraData: hexToBytes(inputs.extraData.slice(2)),
  confidenceIntervalPercentiles: inputs.confidenceIntervalPercentiles.map(BigInt),
  confidenceIntervalValues: inputs.confidenceIntervalValues.map(BigInt),
};
const target = { chainId: BigInt(inputs.chainId), contract: inputs.verifyingContract };

describe('the digest of a network inference', () => {
  it('is the published vector, step by step', () => {
    const digest = inferenceDigest(inference, target);
    expect(bytesToHex(DOMAIN_TYPEHASH)).toBe(vector.domain_typehash);
    expect(bytesToHex(INFERENCE_TYPEHASH)).toBe(vector.typehash);
    expect(bytesToHex(digest.domainSeparator)).toBe(vector.domain_separator);
    expect(bytesToHex(digest.structHash)).toBe(vector.struct_hash);
    expect(bytesToHex(digest.message)).toBe(vector.message);
    expect(bytesToHex(digest.signed)).toBe(vector.eth_signed_digest);
  });

  it('is signed as the vector is, digit for digit', () => {
    const signer = evmSigner(hexToBytes(vector.test_private_key));
    expect(signer.address).toBe(vector.signer);
    const signature = signer.sign(inferenceDigest(inference, target).signed);
    expect(`0x${bytesToHex(signature)}`).toBe(vector.signature);
  });

  it('depends on every part', () => {
    const base = bytesToHex(inferenceDigest(inference, target).signed);
    const others = [
      inferenceDigest({ ...inference, networkInference: inference.networkInference + 1n }, target),
      inferenceDigest({ ...inference, timestamp: inference.timestamp + 1n }, target),
      inferenceDigest({ ...inference, topicId: 10n }, target),
      inferenceDigest({ ...inference, extraData: Uint8Array.of(0) }, target),
      inferenceDigest({ ...inference, confidenceIntervalPercentiles: [] }, target),
      inferenceDigest({ ...inference, confidenceIntervalValues: [] }, target),
      inferenceDigest(inference, { ...target, chainId: 1n }),
      inferenceDigest(inference, { ...target, contract: `0x${'11'.repeat(20)}` }),
    ].map(({ signed }) => bytesToHex(signed));
    expect(new Set([base, ...others]).size).toBe(9);
  });

  it('does not depend on the case of the address', () => {
    const lower = { ...target, contract: target.contract.toLowerCase() };
    expect(inferenceDigest(inference, lower)).toEqual(inferenceDigest(inference, target));
  });
});

describe('the test signer', () => {
  it('has v 27 or 28 and the address that local EVM chains know as their first account', () => {
    const signer = testSigner();
    expect(signer.address).toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
    for (let i = 0; i < 16; i += 1) {
      const signature = signer.sign(new Uint8Array(32).fill(i + 1));
      expect(signature).toHaveLength(65);
      expect([27, 28]).toContain(signature[64]);
    }
  });

  it('is none of the keys of a devnet', () => {
    const keys = hdKeys('test test test test test test test test test test test junk', 11);
    const addresses = keys.map(({ privateKey }) => evmSigner(privateKey).address);
    expect(addresses).not.toContain(testSigner().address);
  });
});

describe('the encoding of a contract', () => {
  it('puts what has no fixed length behind the head', () => {
    const encoded = bytesToHex(abiEncode([uint(1n), dynamicBytes(Uint8Array.of(0xab)), uints([2n, 3n])]));
    const words = encoded.match(/.{64}/g)?.map((word) => word.replace(/^0+(?=.)/, ''));
    expect(words).toEqual(['1', '60', 'a0', '1', `ab${'0'.repeat(62)}`, '2', '2', '3']);
  });

  it('has no word for what is no uint256', () => {
    expect(bytesToHex(uintWord((1n << 256n) - 1n))).toBe('f'.repeat(64));
    expect(() => uintWord(1n << 256n)).toThrow(RangeError);
    expect(() => uintWord(-1n)).toThrow(RangeError);
  });
});
