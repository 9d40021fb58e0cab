import { concat, encodeAbiParameters, type Hex, keccak256, stringToHex, toHex } from 'viem';
import type { InferencePayload } from '../../../src/consumer/payload.ts';

/** A payload as the contract takes it. */
export interface ContractInference {
  readonly networkInference: bigint;
  readonly confidenceIntervalPercentiles: readonly bigint[];
  readonly confidenceIntervalValues: readonly bigint[];
  readonly timestamp: bigint;
  readonly topicId: bigint;
  readonly extraData: Hex;
}

/** What an application does with an answer of the consumer API. */
export const contractInference = ({
  inference_data: data,
}: Pick<InferencePayload, 'inference_data'>): ContractInference => ({
  networkInference: BigInt(data.network_inference),
  confidenceIntervalPercentiles: data.confidence_interval_percentiles.map(BigInt),
  confidenceIntervalValues: data.confidence_interval_values.map(BigInt),
  timestamp: BigInt(data.timestamp),
  topicId: BigInt(data.topic_id),
  extraData: data.extra_data as Hex,
});

const INFERENCE_TYPE =
  'NetworkInferenceData(uint256 networkInference,uint256 timestamp,uint256 topicId,bytes extraData,uint256[] confidenceIntervalPercentiles,uint256[] confidenceIntervalValues)';
const DOMAIN_TYPE = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';

const hashText = (text: string): Hex => keccak256(stringToHex(text));

/** The message that is signed, computed by viem alone. */
export function viemMessage(given: ContractInference, chainId: number, contract: Hex): Hex {
  const domain = keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'bytes32' }, { type: 'uint256' }, { type: 'address' }],
      [hashText(DOMAIN_TYPE), hashText('AlloraConsumer'), hashText('1'), BigInt(chainId), contract],
    ),
  );
  const inference = keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'uint256' },
        { type: 'uint256' },
        { type: 'bytes' },
        { type: 'uint256[]' },
        { type: 'uint256[]' },
      ],
      [
        hashText(INFERENCE_TYPE),
        given.networkInference,
        given.timestamp,
        given.topicId,
        given.extraData,
        given.confidenceIntervalPercentiles,
        given.confidenceIntervalValues,
      ],
    ),
  );
  return keccak256(concat([toHex(new Uint8Array([0x19, 0x01])), domain, inference]));
}
