import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlloraAPIClient, ChainSlug, PriceInferenceTimeframe, PriceInferenceToken } from '@alloralabs/allora-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { signerFromKey } from '../../src/client/signer.ts';
import type { EvmPayload } from '../../src/consumer/evm-payload.ts';
import type { FaucetGift } from '../../src/consumer/faucet/desk.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import type { ConsumedInference } from '../../src/workbench/consume.ts';
import { sandbox } from './allo.ts';
import { refusal, rpc } from './control.ts';
import { topicScript } from './topic-script.ts';

const SEED = 'consumer';
const box = sandbox();
let devnet: DevnetStatus;
let base: string;
let closedAt: number;

const client = (chainSlug: ChainSlug) => new AlloraAPIClient({ chainSlug, apiKey: 'any', baseAPIUrl: `${base}/v2` });

/** One answer of the API, with its status and its envelope. */
async function get<T>(path: string): Promise<{ code: number; status: boolean; message: string | undefined; data: T }> {
  const response = await fetch(`${base}${path}`);
  const { request_id, status, apiResponseMessage, data } = (await response.json()) as Record<string, unknown>;
  expect(request_id).toMatch(/^[0-9a-f-]{36}$/);
  return { code: response.status, status: status as boolean, message: apiResponseMessage as string, data: data as T };
}

const post = (body: string | URLSearchParams, type?: string) =>
  fetch(`${devnet.endpoints.faucet}/api/request`, {
    method: 'POST',
    body,
    headers: { 'x-api-key': 'None', ...(type && { 'content-type': type }) },
  });

beforeAll(async () => {
  writeFileSync(join(box.directory, 'allo.config.json'), JSON.stringify({ consumer: { prices: { 'ETH/5m': 1 } } }));
  const up = ['--rpc-port', '0', '--validators', '1', '--block-time', 'manual', '--seed', SEED];
  devnet = await box.json<DevnetStatus>('devnet', 'up', '--chain-id', 'allora-testnet-1', ...up);
  base = devnet.endpoints.consumer ?? '';
  const script = topicScript(devnet, SEED);
  await script.openTopic();
  for (let epoch = 1; epoch <= 4; epoch += 1) await script.playEpoch(epoch);
  await script.advance(12);
  closedAt = (await box.json<ConsumedInference>('inference', 'get', '1')).nonce + 10;
  const alice = signerFromKey(await devnetKey(SEED, 'alice'));
  const more = Array.from({ length: 24 }, (_, i) => createTopic(alice.address, { metadata: `question ${i + 2}` }));
  await send(new AlloraClient(devnet.endpoints.rpc ?? ''), alice, more, { noWait: true });
  await script.advance();
});

afterAll(() => box.close());

describe('@alloralabs/allora-sdk, unmodified', () => {
  it.each([ChainSlug.TESTNET, ChainSlug.MAINNET])('gets all topics, page by page (%s)', async (slug) => {
    const topics = await client(slug).getAllTopics();
    expect(topics.map(({ topic_id }) => topic_id)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    expect(topics[0]).toMatchObject({
      topic_name: 'a question',
      epoch_length: 12,
      ground_truth_lag: 12,
      worker_submission_window: 10,
      worker_count: 3,
      reputer_count: 1,
      is_active: true,
    });
    expect(topics[0]?.total_staked_allo).toBeGreaterThanOrEqual(1_000);
    expect(topics[0]?.total_emissions_allo).toBeGreaterThan(0);
    expect(topics[24]).toMatchObject({
      worker_count: 0,
      total_staked_allo: 0,
      total_emissions_allo: 0,
      is_active: false,
    });
    expect(Date.parse(topics[0]?.updated_at ?? '')).not.toBeNaN();
  });

  it('gets the inference of a topic, with its confidence intervals', async () => {
    const [{ signature, inference_data: data }, known] = await Promise.all([
      client(ChainSlug.MAINNET).getInferenceByTopicID(1),
      box.json<ConsumedInference>('inference', 'get', '1'),
    ]);
    expect(signature).toMatch(/^0x[0-9a-f]{128}(1b|1c)$/);
    expect(Number(data.network_inference_normalized)).toBeCloseTo(Number(known.value), 12);
    expect(BigInt(data.network_inference)).toBe(decimals18(data.network_inference_normalized));
    expect(data.confidence_interval_percentiles_normalized).toEqual(
      known.confidence.map(({ percentile }) => percentile),
    );
    expect(data.confidence_interval_percentiles[0]).toBe('2280000000000000000');
    expect(data.confidence_interval_values.map(BigInt)).toEqual(
      data.confidence_interval_values_normalized.map(decimals18),
    );
    expect(data.confidence_interval_values_normalized.map(Number)).toEqual(
      known.confidence.map(({ value }) => expect.closeTo(Number(value), 12)),
    );
    expect([data.topic_id, data.extra_data]).toEqual(['1', '0x']);
    const at = { height: `${closedAt}` };
    const { header } = await rpc<{ header: { time: string } }>(devnet.endpoints.rpc, 'header', at);
    expect(data.timestamp).toBe(Math.floor(Date.parse(header.time) / 1_000));
  });

  it('gets the inference of a price that the configuration maps to a topic', async () => {
    const sdk = client(ChainSlug.TESTNET);
    const [byPrice, byTopic] = await Promise.all([
      sdk.getPriceInference(PriceInferenceToken.ETH, PriceInferenceTimeframe.FIVE_MIN),
      sdk.getInferenceByTopicID(1),
    ]);
    expect(byPrice).toEqual(byTopic);
    const unknown = sdk.getPriceInference(PriceInferenceToken.BTC, PriceInferenceTimeframe.EIGHT_HOURS);
    await expect(unknown).rejects.toThrow(/status=404[\s\S]*there are: ETH\/5m/);
  });
});

const decimals18 = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(18, '0'));
};

describe('the consumer API', () => {
  const inference = (query: string, format = 'ethereum-11155111') => get(`/v2/allora/consumer/${format}?${query}`);

  it.each([
    ['a topic that is not there', 'allora_topic_id=99', 404],
    ['a topic without an inference', 'allora_topic_id=2', 503],
    ['no topic', '', 400],
    ['what is no topic', 'allora_topic_id=-1', 400],
    ['what is no topic', 'allora_topic_id=99999999999999999999', 400],
    ['another type', 'allora_topic_id=1&inference_value_type=int256', 400],
  ])('refuses %s (%s)', async (_, query, code) => {
    expect(await inference(query)).toEqual({ code, status: false, message: expect.any(String), data: null });
  });

  it.each([
    ['/v2/allora/consumer/ethereum-1?allora_topic_id=1', 404],
    ['/v2/allora/somewhere-1/topics', 404],
    ['/v2/allora/allora-testnet-1/topics?continuation_token=x', 400],
    ['/v2/allora/consumer/price/ethereum-11155111/ETH', 404],
    ['/v2/allora/consumer/%E0%A4%A/', 400],
    ['/', 404],
  ])('refuses %s', async (path, code) => expect(await get(path)).toMatchObject({ code, status: false, data: null }));

  it('answers under the documentation page’s chain id too, and without the version', async () => {
    const usual = (await inference('allora_topic_id=1')).data;
    expect((await inference('allora_topic_id=1', 'ethereum-111551111')).data).toEqual(usual);
    expect((await get('/allora/consumer/ethereum-11155111?allora_topic_id=1')).data).toEqual(usual);
  });

  it('answers GET only', async () => {
    const response = await fetch(`${base}/v2/allora/allora-testnet-1/topics`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('gives what `inference get --evm` prints', async () => {
    const { data } = await inference('allora_topic_id=1');
    const printed = await box.json<EvmPayload>('inference', 'get', '1', '--evm');
    expect(printed).toMatchObject(data as object);
    expect(printed).toMatchObject({ chain_id: 11_155_111, contract: '0x8E45fbef38DaC54e32AfB27AC8cBab30E6818ce6' });
    const text = await box.allo('inference', 'get', '1', '--evm');
    expect(JSON.parse(text.stdout)).toEqual(printed);
    expect(text.stderr).toContain('test key');
    const earlier = await box.json<EvmPayload>('inference', 'get', '1', '--evm', '--nonce', `${closedAt - 22}`);
    expect(earlier.inference_data.timestamp).toBeLessThan(printed.inference_data.timestamp);
    expect(refusal(await box.allo('inference', 'get', '1', '--evm-chain-id', '5', '--json')).exit).toBe(2);
    const wrong = await box.allo('inference', 'get', '1', '--evm', '--evm-contract', '0x12', '--json');
    expect(refusal(wrong)).toMatchObject({ exit: 2, code: 'ALLO2004' });
  });
});

describe('the faucet', () => {
  const fresh = ['allo19tkvgvwht3n8pcqydrcq4cxwhr8rp2ge3ww0ja', 'allo164cy6j05j3kaqlzqgzn9mjz95vqjhxmh50c32g'] as const;
  const form = (chain: string, address: string) => new URLSearchParams({ chain, address });

  it("is where the devnet's status says, beside the consumer API", () => {
    expect(devnet.endpoints.faucet).toBe(devnet.endpoints.consumer);
  });

  it('gives to a form and to JSON', async () => {
    const answers = [
      await post(form('allora-testnet-1', fresh[0])),
      await post(JSON.stringify({ chain: 'allora-testnet-1', address: fresh[1] }), 'application/json'),
    ];
    for (const [i, answer] of answers.entries()) {
      expect(answer.status).toBe(200);
      const { data } = (await answer.json()) as { data: FaucetGift };
      expect(data).toMatchObject({ address: fresh[i], amount: `${50n * 10n ** 18n}`, denom: 'uallo' });
      const balance = await box.json('query', 'bank', 'Balance', JSON.stringify({ address: fresh[i], denom: 'uallo' }));
      expect(balance).toMatchObject({ balance: { amount: `${50n * 10n ** 18n}` } });
    }
  });

  it('refuses other chains, what is no address, and what is no request', async () => {
    const codes = await Promise.all(
      [
        post(form('allora-mainnet-1', fresh[0])),
        post(form('allora-testnet-1', 'allo1wrong')),
        post(form('allora-testnet-1', 'cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh')),
        post('{', 'application/json'),
        post('[]', 'application/json'),
        post(''),
        post('x'.repeat(5_000)),
        fetch(`${devnet.endpoints.faucet}/api/request`),
      ].map(async (answer) => (await answer).status),
    );
    expect(codes).toEqual([400, 400, 400, 400, 400, 400, 413, 405]);
  });

  it('refuses whoever asks too often', async () => {
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 20) {
      statuses.push((await post(form('allora-testnet-1', fresh[0]))).status);
    }
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    const refused = await post(form('allora-testnet-1', fresh[0]));
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect((await post(form('allora-testnet-1', fresh[1]))).status).toBe(200);
  });

  it('goes by the time of the devnet', async () => {
    await box.json('devnet', 'advance', '--time', '1m');
    expect((await post(form('allora-testnet-1', fresh[0]))).status).toBe(200);
  });

  it('has a port of its own where one is asked for', async () => {
    const up = ['--name', 'apart', '--rpc-port', '0', '--faucet-port', '0', '--validators', '1'];
    const { endpoints } = await box.json<DevnetStatus>('devnet', 'up', ...up);
    expect(endpoints.faucet).not.toBe(endpoints.consumer);
    const body = form('localnet', fresh[0]);
    expect((await fetch(`${endpoints.faucet}/api/request`, { method: 'POST', body })).status).toBe(200);
    expect((await fetch(`${endpoints.consumer}/api/request`, { method: 'POST', body })).status).toBe(404);
    expect((await fetch(`${endpoints.faucet}/v2/allora/localnet/topics`)).status).toBe(404);
    expect((await fetch(`${endpoints.consumer}/v2/allora/localnet/topics`)).status).toBe(200);
  });
});
