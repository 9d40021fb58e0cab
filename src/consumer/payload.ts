import { bytesToHex } from '@noble/hashes/utils.js';
import type { AlloraClient } from '../client/client.ts';
import { hasSeveralLabels } from '../client/labelled.ts';
import { Dec } from '../protocol/decimal/index.ts';
import { confidenceIntervals } from '../protocol/synthesis/index.ts';
import { inferencesOf } from '../workbench/explainable.ts';
import { readEpoch } from '../workbench/read-epoch.ts';
import { blockSeconds } from './block-seconds.ts';
import { type EvmInference, type EvmTarget, inferenceDigest } from './evm/digest.ts';
import { type EvmSigner, testSigner } from './evm/signer.ts';
import { DECIMALS, NotEncodable, normalized, toUint256 } from './evm/uint256.ts';

/** A signed network inference as the consumer API gives it: `data` of its answer. Numbers are uint256 as text. */
export interface InferencePayload {
  /** 0x and 130 digits: r, s, v. */
  readonly signature: string;
  readonly token_decimals: number;
  readonly inference_data: {
    readonly network_inference: string;
    readonly network_inference_normalized: string;
    readonly confidence_interval_percentiles: readonly string[];
    readonly confidence_interval_percentiles_normalized: readonly string[];
    readonly confidence_interval_values: readonly string[];
    readonly confidence_interval_values_normalized: readonly string[];
    readonly topic_id: string;
    /** Seconds since the Unix epoch: time of the block that the inference came about in. */
    readonly timestamp: number;
    readonly extra_data: string;
  };
}

/** The most that the contract can store. */
const MOST = 1n << 192n;

/**
 * A topic's network inference as a contract takes it.
 * @param nonce the epoch; the latest one with an inference where absent
 * @throws ClientError `not-found`; NotEncodable for several labels and for numbers that no uint256 holds
 */
export async function evmInference(client: AlloraClient, topicId: bigint, nonce?: bigint): Promise<EvmInference> {
  const facts = await readEpoch(client, topicId, nonce);
  if (hasSeveralLabels(facts.topic)) {
    throw new NotEncodable(`topic ${topicId} has several labels; a consumer contract takes one number`);
  }
  const { percentiles, values } = confidenceIntervals(inferencesOf(facts));
  const networkInference = toUint256(Dec.parse(facts.bundle.combinedValue[0]?.value ?? '0'));
  if (networkInference >= MOST) throw new NotEncodable(`the inference of topic ${topicId} does not fit a uint192`);
  return {
    networkInference,
    timestamp: await blockSeconds(client, facts.closedAt),
    topicId,
    extraData: new Uint8Array(),
    confidenceIntervalPercentiles: percentiles.map(toUint256),
    confidenceIntervalValues: values.map(([value = Dec.ZERO]) => toUint256(value)),
  };
}

/** Signs an inference for a contract: by the test key that everybody knows, unless another signer is given. */
export function signedPayload(
  inference: EvmInference,
  target: EvmTarget,
  signer: EvmSigner = testSigner(),
): InferencePayload {
  const { networkInference, confidenceIntervalPercentiles: percentiles, confidenceIntervalValues: values } = inference;
  return {
    signature: `0x${bytesToHex(signer.sign(inferenceDigest(inference, target).signed))}`,
    token_decimals: DECIMALS,
    inference_data: {
      network_inference: networkInference.toString(),
      network_inference_normalized: normalized(networkInference),
      confidence_interval_percentiles: percentiles.map(String),
      confidence_interval_percentiles_normalized: percentiles.map(normalized),
      confidence_interval_values: values.map(String),
      confidence_interval_values_normalized: values.map(normalized),
      topic_id: inference.topicId.toString(),
      timestamp: Number(inference.timestamp),
      extra_data: `0x${bytesToHex(inference.extraData)}`,
    },
  };
}
