import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { abiEncode, addressWord, dynamicBytes, uint, uints, word } from './abi.ts';

/** What a consumer contract stores; numbers with 18 decimals, time in seconds since the Unix epoch. */
export interface EvmInference {
  readonly networkInference: bigint;
  readonly timestamp: bigint;
  readonly topicId: bigint;
  readonly extraData: Uint8Array;
  readonly confidenceIntervalPercentiles: readonly bigint[];
  readonly confidenceIntervalValues: readonly bigint[];
}

/** The contract that an inference is signed for. */
export interface EvmTarget {
  readonly chainId: bigint;
  /** Its address: 0x and 40 hexadecimal digits, in any case. */
  readonly contract: string;
}

/** Every step from an inference to what is signed; 32 bytes each. */
export interface InferenceDigest {
  readonly domainSeparator: Uint8Array;
  readonly structHash: Uint8Array;
  /** What the contract's `getNetworkInferenceMessage` returns. */
  readonly message: Uint8Array;
  /** What the signature is made over. */
  readonly signed: Uint8Array;
}

const hashText = (text: string): Uint8Array => keccak_256(utf8ToBytes(text));

export const DOMAIN_TYPEHASH = hashText(
  'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)',
);

/** The contract's order of the members, which is not that of its struct. */
export const INFERENCE_TYPEHASH = hashText(
  'NetworkInferenceData(uint256 networkInference,uint256 timestamp,uint256 topicId,bytes extraData,uint256[] confidenceIntervalPercentiles,uint256[] confidenceIntervalValues)',
);

const NAME = hashText('AlloraConsumer');
const VERSION = hashText('1');

/**
 * The digest by the rule of the consumer contract (docs/consumer.md, *What is signed*). It is not EIP-712's: members
 * without a fixed length are encoded as they are, not by their hashes.
 */
export function inferenceDigest(inference: EvmInference, { chainId, contract }: EvmTarget): InferenceDigest {
  const address = hexToBytes(contract.slice(2));
  const domainSeparator = keccak_256(
    abiEncode([word(DOMAIN_TYPEHASH), word(NAME), word(VERSION), uint(chainId), word(addressWord(address))]),
  );
  const structHash = keccak_256(
    abiEncode([
      word(INFERENCE_TYPEHASH),
      uint(inference.networkInference),
      uint(inference.timestamp),
      uint(inference.topicId),
      dynamicBytes(inference.extraData),
      uints(inference.confidenceIntervalPercentiles),
      uints(inference.confidenceIntervalValues),
    ]),
  );
  const message = keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domainSeparator, structHash));
  const signed = keccak_256(concatBytes(utf8ToBytes('\x19Ethereum Signed Message:\n32'), message));
  return { domainSeparator, structHash, message, signed };
}
