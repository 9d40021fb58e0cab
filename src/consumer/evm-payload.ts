import { bytesToHex } from '@noble/hashes/utils.js';
import type { AlloraClient } from '../client/client.ts';
import { inferenceDigest } from './evm/digest.ts';
import { testSigner } from './evm/signer.ts';
import { evmInference, type InferencePayload, signedPayload } from './payload.ts';
import type { ConsumerSettings } from './settings.ts';

/** A signed inference, with what it was signed for and by whom. */
export interface EvmPayload extends InferencePayload {
  readonly chain_id: number;
  readonly contract: string;
  /** The test key that everybody knows: 0x and 40 digits. */
  readonly signer: string;
  /** What the contract's `getNetworkInferenceMessage` must return: 0x and 64 digits. */
  readonly message: string;
}

/** @throws ClientError `not-found`; NotEncodable for several labels and for numbers that no uint256 holds */
export async function evmPayload(
  client: AlloraClient,
  topicId: bigint,
  nonce: bigint | undefined,
  { evmChainId, evmContract: contract }: ConsumerSettings,
): Promise<EvmPayload> {
  const inference = await evmInference(client, topicId, nonce);
  const target = { chainId: BigInt(evmChainId), contract };
  const signer = testSigner();
  return {
    ...signedPayload(inference, target, signer),
    chain_id: evmChainId,
    contract,
    signer: signer.address,
    message: `0x${bytesToHex(inferenceDigest(inference, target).message)}`,
  };
}
