import { AlloraAPIClient, ChainSlug } from '@alloralabs/allora-sdk';
import { type Hex, recoverMessageAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testSigner } from '../../src/consumer/evm/signer.ts';
import type { EvmPayload } from '../../src/consumer/evm-payload.ts';
import type { InferencePayload } from '../../src/consumer/payload.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { sandbox } from '../e2e/allo.ts';
import { topicScript } from '../e2e/topic-script.ts';
import vector from '../support/evm/consumer-payload.json' with { type: 'json' };
import { compile, Machine } from './evm/machine.ts';
import { type ContractInference, contractInference, viemMessage } from './evm/payload.ts';

const CHAIN = 31_337;
const OWNER: Hex = `0x${'0a'.repeat(20)}`;
const artifact = compile('InferenceConsumer');
const box = sandbox();

let machine: Machine;
let contract: Hex;
let payload: Pick<InferencePayload, 'signature' | 'inference_data'>;
let given: ContractInference;

/** The contract's verdict on a payload. */
const verdict = (networkInference: ContractInference, signature: string, time = payload.inference_data.timestamp) =>
  machine.call(contract, 'verifyNetworkInferenceViewOnly', [{ signature, networkInference, extraData: '0x' }], {
    time,
  });

beforeAll(async () => {
  machine = await Machine.boot(CHAIN, artifact);
  contract = await machine.deploy(artifact, OWNER);
  const up = ['--rpc-port', '0', '--validators', '1', '--block-time', 'manual', '--seed', 'evm'];
  const evm = ['--evm-chain-id', `${CHAIN}`, '--evm-contract', contract];
  const devnet = await box.json<DevnetStatus>('devnet', 'up', ...up, ...evm);
  const script = topicScript(devnet, 'evm');
  await script.openTopic();
  for (let epoch = 1; epoch <= 4; epoch += 1) await script.playEpoch(epoch);
  await script.advance(12);
  const client = new AlloraAPIClient({ chainSlug: ChainSlug.TESTNET, baseAPIUrl: `${devnet.endpoints.consumer}/v2` });
  payload = await client.getInferenceByTopicID(1);
  given = contractInference(payload);
});

afterAll(() => box.close());

describe('a contract of the consumer rule', () => {
  it('trusts nobody at first, and then whom its owner names', async () => {
    expect(await verdict(given, payload.signature)).toEqual({ reverted: 'AlloraConsumerInvalidDataProvider' });
    await machine.call(contract, 'setDataProvider', [testSigner().address, true], { from: OWNER });
    const { result } = (await verdict(given, payload.signature)) as { result: [bigint, bigint[], bigint[], Hex] };
    expect(result.slice(0, 3)).toEqual([
      given.networkInference,
      given.confidenceIntervalPercentiles,
      given.confidenceIntervalValues,
    ]);
    expect(result[3].toLowerCase()).toBe(testSigner().address);
    expect(given.confidenceIntervalPercentiles).toHaveLength(5);
  });

  it('keeps a genuine payload', async () => {
    const time = payload.inference_data.timestamp + 60;
    const data = { signature: payload.signature, networkInference: given, extraData: '0x1234' };
    expect(await machine.call(contract, 'verifyNetworkInference', [data], { time })).toHaveProperty('result');
    expect(await machine.call(contract, 'topicValue', [1n, '0x'])).toMatchObject({
      result: { recentValue: given.networkInference, recentValueTime: BigInt(time) },
    });
  });

  it('takes it for an hour, and from five minutes before', async () => {
    const { timestamp } = payload.inference_data;
    const stale = { reverted: 'AlloraConsumerInvalidDataTime' };
    expect(await verdict(given, payload.signature, timestamp + 3_600)).toHaveProperty('result');
    expect(await verdict(given, payload.signature, timestamp + 3_601)).toEqual(stale);
    expect(await verdict(given, payload.signature, timestamp - 300)).toHaveProperty('result');
    expect(await verdict(given, payload.signature, timestamp - 301)).toEqual(stale);
  });

  it.each<[string, (given: ContractInference) => Partial<ContractInference>]>([
    ['value', ({ networkInference }) => ({ networkInference: networkInference + 1n })],
    ['time', ({ timestamp }) => ({ timestamp: timestamp - 1n })],
    ['topic', () => ({ topicId: 2n })],
    ['extra data', () => ({ extraData: '0x00' })],
    ['percentile', ({ confidenceIntervalPercentiles: all }) => ({ confidenceIntervalPercentiles: all.toReversed() })],
    ['interval', ({ confidenceIntervalValues: all }) => ({ confidenceIntervalValues: all.map((value) => value + 1n) })],
  ])('refuses one whose %s was altered', async (_, alter) => {
    const altered = { ...given, ...alter(given) };
    expect(await verdict(altered, payload.signature)).toEqual({ reverted: 'AlloraConsumerInvalidDataProvider' });
  });

  it('refuses lists of different lengths', async () => {
    const uneven = { ...given, confidenceIntervalValues: given.confidenceIntervalValues.slice(1) };
    expect(await verdict(uneven, payload.signature)).toEqual({ reverted: 'AlloraConsumerInvalidConfidenceIntervals' });
  });

  it("refuses a stranger's signature, one for another contract, and a malformed one", async () => {
    const stranger = privateKeyToAccount(`0x${'22'.repeat(32)}`);
    const by = (chainId: number, to: Hex) =>
      stranger.signMessage({ message: { raw: viemMessage(given, chainId, to) } });
    expect(await verdict(given, await by(CHAIN, contract))).toEqual({ reverted: 'AlloraConsumerInvalidDataProvider' });
    const elsewhere = await box.json<EvmPayload>('inference', 'get', '1', '--evm');
    expect(elsewhere.chain_id).toBe(11_155_111);
    expect(await verdict(given, elsewhere.signature)).toEqual({ reverted: 'AlloraConsumerInvalidDataProvider' });
    expect(await verdict(given, payload.signature.slice(0, -2))).toEqual({ reverted: 'MalformedSignature' });
  });

  it('takes nothing while it is switched off', async () => {
    await machine.call(contract, 'setSwitchedOn', [false], { from: OWNER });
    expect(await verdict(given, payload.signature)).toEqual({ reverted: 'AlloraConsumerNotSwitchedOn' });
    await machine.call(contract, 'setSwitchedOn', [true], { from: OWNER });
  });
});

describe('viem', () => {
  it('builds the message that the contract and the command line build, and recovers the signer', async () => {
    const message = viemMessage(given, CHAIN, contract);
    expect(await machine.call(contract, 'getNetworkInferenceMessage', [given])).toEqual({ result: message });
    const evm = ['--evm', '--evm-chain-id', `${CHAIN}`, '--evm-contract', contract];
    const printed = await box.json<EvmPayload>('inference', 'get', '1', ...evm);
    expect(printed).toEqual({ ...payload, chain_id: CHAIN, contract, signer: testSigner().address, message });
    const signer = await recoverMessageAddress({ message: { raw: message }, signature: payload.signature as Hex });
    expect(signer.toLowerCase()).toBe(testSigner().address);
  });

  it('signs the published vector as it is published, and the contract builds its message', async () => {
    const { inputs } = vector;
    const published: ContractInference = {
      networkInference: BigInt(inputs.networkInference),
      confidenceIntervalPercentiles: inputs.confidenceIntervalPercentiles.map(BigInt),
      confidenceIntervalValues: inputs.confidenceIntervalValues.map(BigInt),
      timestamp: BigInt(inputs.timestamp),
      topicId: BigInt(inputs.topicId),
      extraData: inputs.extraData as Hex,
    };
    const at = inputs.verifyingContract as Hex;
    const message = viemMessage(published, inputs.chainId, at);
    expect(message).toBe(`0x${vector.message}`);
    const account = privateKeyToAccount(`0x${vector.test_private_key}`);
    expect(await account.signMessage({ message: { raw: message } })).toBe(vector.signature);
    const sepolia = await Machine.boot(inputs.chainId, artifact);
    await sepolia.place(at, artifact);
    expect(await sepolia.call(at, 'getNetworkInferenceMessage', [published])).toEqual({ result: message });
  });
});
