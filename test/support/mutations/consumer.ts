import { PUBLIC_SLUGS } from '../../../src/consumer/settings.ts';
import { type HttpRequest, request } from './http-request.ts';

/** Right requests of the consumer API. */
export const consumerRequests = (chainId: string): HttpRequest[] => [
  ...[...PUBLIC_SLUGS, chainId].flatMap((slug) => [
    request('GET', `/v2/allora/${slug}/topics`),
    request('GET', `/v2/allora/${slug}/topics?continuation_token=1`),
  ]),
  ...[1, 2].flatMap((topic) => [
    request('GET', `/v2/allora/consumer/ethereum-11155111?allora_topic_id=${topic}&inference_value_type=uint256`),
    request('GET', `/allora/consumer/ethereum-111551111?allora_topic_id=${topic}`),
  ]),
  request('GET', '/v2/allora/consumer/price/ethereum-11155111/BTC/5m'),
];

/** Right requests of the faucet: as the Python SDK writes them, and in JSON. */
export const faucetRequests = (chain: string, address: string): HttpRequest[] => [
  request('POST', '/api/request', `chain=${chain}&address=${address}`, 'application/x-www-form-urlencoded'),
  request('POST', '/api/request', JSON.stringify({ chain, address }), 'application/json'),
  request('POST', '/api/request', JSON.stringify({ chain: 'other', address }), 'application/json'),
];
