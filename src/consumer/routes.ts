import { ClientError } from '../client/errors.ts';
import { getTopic } from '../client/topics.ts';
import { NotEncodable } from './evm/uint256.ts';
import { evmInference, type InferencePayload, signedPayload } from './payload.ts';
import { only, Refusal } from './refusal.ts';
import { type ConsumerSettings, PUBLIC_SLUGS, signatureFormats } from './settings.ts';
import { type TopicPage, type TopicSources, topicPage } from './topics/page.ts';

/** What the consumer API answers from. */
export interface ConsumerFacts extends TopicSources {
  readonly chainId: string;
  readonly settings: ConsumerSettings;
}

const MOST_TOPIC = (1n << 64n) - 1n;

/**
 * The `data` that answers a request of the consumer API; undefined where the path is none of its.
 * @throws Refusal, ClientError
 */
export async function consumerAnswer(
  facts: ConsumerFacts,
  method: string | undefined,
  url: URL,
): Promise<InferencePayload | TopicPage | undefined> {
  const [root, ...path] = url.pathname
    .replace(/^\/v2\//, '/')
    .split('/')
    .slice(1)
    .map(decoded);
  if (root !== 'allora') return undefined;
  const [first, ...rest] = path;
  if (first === 'consumer') {
    only(method, 'GET', 'HEAD');
    if (rest[0] === 'price' && rest.length === 4) return price(facts, rest[1] ?? '', `${rest[2]}/${rest[3]}`);
    if (rest.length === 1) return inference(facts, rest[0] ?? '', topicOf(url.searchParams));
  } else if (rest.length === 1 && rest[0] === 'topics') {
    only(method, 'GET', 'HEAD');
    return topics(facts, first ?? '', url.searchParams.get('continuation_token'));
  }
  return undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, 'the path is not well encoded');
  }
}

function topicOf(query: URLSearchParams): bigint {
  const type = query.get('inference_value_type') ?? 'uint256';
  if (type !== 'uint256') throw new Refusal(400, 'inference_value_type must be uint256');
  return number(query.get('allora_topic_id'), 'allora_topic_id');
}

function number(text: string | null, name: string): bigint {
  const value = /^[1-9]\d{0,19}$/.test(text ?? '') ? BigInt(text as string) : undefined;
  if (value === undefined || value > MOST_TOPIC)
    throw new Refusal(400, `${name} must be the number of a topic (1, 2, …)`);
  return value;
}

async function topics(facts: ConsumerFacts, slug: string, token: string | null): Promise<TopicPage> {
  const { chainId } = facts;
  if (slug !== chainId && !PUBLIC_SLUGS.includes(slug)) {
    const known = [...new Set([chainId, ...PUBLIC_SLUGS])].join(', ');
    throw new Refusal(404, `this chain is not served here; served are ${known}`);
  }
  return topicPage(facts, token ? number(token, 'continuation_token') : 1n);
}

function price(facts: ConsumerFacts, format: string, pair: string): Promise<InferencePayload> {
  const { prices } = facts.settings;
  const topic = Object.hasOwn(prices, pair) ? prices[pair] : undefined;
  if (topic !== undefined) return inference(facts, format, BigInt(topic));
  const known = Object.keys(prices).join(', ') || 'none';
  throw new Refusal(404, `no topic is configured for this price (consumer.prices); there are: ${known}`);
}

async function inference(
  { client, settings }: ConsumerFacts,
  format: string,
  topicId: bigint,
): Promise<InferencePayload> {
  const formats = signatureFormats(settings.evmChainId);
  if (!formats.includes(format)) {
    throw new Refusal(404, `there is no such signature format; served are ${formats.join(', ')}`);
  }
  await found(getTopic(client, topicId), 404);
  try {
    const signed = await found(evmInference(client, topicId), 503);
    return signedPayload(signed, { chainId: BigInt(settings.evmChainId), contract: settings.evmContract });
  } catch (error) {
    throw error instanceof NotEncodable ? new Refusal(422, error.message) : error;
  }
}

/** What the chain has; where it has it not, its words under that status. */
async function found<T>(answer: Promise<T>, status: number): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof ClientError && error.kind === 'not-found' ? new Refusal(status, error.message) : error;
  }
}
