import type { DescField, DescMessage, MessageShape } from '@bufbuild/protobuf';
import { type GenesisState, GenesisStateSchema } from '../../../../wire/gen/emissions/v10/genesis_pb.ts';
import { canonical } from '../../../../wire/index.ts';
import { accountAddress } from '../../../addresses.ts';
import { ChainError, sdkErrors } from '../../../errors.ts';

type Entry = Record<string, unknown>;

/** Fields of an entry that name an actor. */
const ACTORS = new Set(['actor_id', 'actor_id1', 'actor_id2', 'delegator', 'reputer', 'lib_p2p_key']);
/** Fields that together are the key of an entry. */
const KEYS = new Set([...ACTORS, 'topic_id', 'block_height']);
/** Keyed by the topic alone, whatever actor is named. */
const BY_TOPIC = new Set(['lowest_inferer_score_ema', 'lowest_forecaster_score_ema', 'lowest_reputer_score_ema']);
/** Lists that a genesis may fill ahead, for topics that are still to come. */
const AHEAD = new Set([
  'topic_worker_whitelist',
  'topic_reputer_whitelist',
  'topic_worker_whitelist_enabled',
  'topic_reputer_whitelist_enabled',
]);

/** The same error, naming the place in the file. */
function placed(where: string, error: unknown): ChainError {
  const { message } = error as Error;
  if (!(error instanceof ChainError)) return sdkErrors.invalidRequest(`${where}: ${message}`);
  return new ChainError(error.codespace, error.code, `${where}: ${message}`);
}

function at(where: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw placed(where, error);
  }
}

const wrong = (what: string): ChainError => sdkErrors.invalidRequest(what);

/** Topics by id; an entry's id must be its topic's, and below the id that the next topic gets. */
function topicIds({ topics, nextTopicId }: GenesisState): Set<bigint> {
  const ids = new Set<bigint>();
  for (const [index, { topicId, topic }] of topics.entries()) {
    at(`topics[${index}]`, () => {
      if (topic && topic.id !== topicId) throw wrong(`the topic of id ${topicId} calls itself ${topic.id}`);
      if (topicId >= (nextTopicId || 1n)) throw wrong(`the id ${topicId} is not below next_topic_id, ${nextTopicId}`);
    });
    ids.add(topicId);
  }
  return ids;
}

function checkField(field: DescField, value: unknown, topics: Set<bigint> | undefined): void {
  if (field.fieldKind === 'message' && value === undefined) throw wrong(`${field.name} is missing`);
  if (ACTORS.has(field.name)) accountAddress(value as string, field.name);
  if (field.name === 'topic_id' && topics && !topics.has(value as bigint)) throw wrong(`there is no topic ${value}`);
  if (field.name === 'block_height' && (value as bigint) < 0n) throw wrong(`the height ${value} is negative`);
  if (field.name === 'int' && (value as string).startsWith('-')) throw wrong(`the amount ${value} is negative`);
}

function checkEntry(schema: DescMessage, entry: Entry, topics: Set<bigint> | undefined): void {
  for (const field of schema.fields) checkField(field, entry[field.localName], topics);
  canonical(schema, entry as MessageShape<DescMessage>);
}

/** What tells entries of a list apart. */
function keyOf(list: string, schema: DescMessage, entry: Entry): string {
  const names = BY_TOPIC.has(list) ? new Set(['topic_id']) : KEYS;
  return schema.fields
    .filter(({ name }) => names.has(name))
    .map((field) => String(entry[field.localName]))
    .join(', ');
}

function checkList(field: DescField & { fieldKind: 'list' }, values: readonly unknown[], all: Set<bigint>): void {
  const seen = new Set<string>();
  const topics = AHEAD.has(field.name) ? undefined : all;
  for (const [index, value] of values.entries()) {
    at(`${field.name}[${index}]`, () => {
      let key = String(value);
      if (field.listKind === 'message') {
        checkEntry(field.message, value as Entry, topics);
        key = keyOf(field.name, field.message, value as Entry);
      } else if (typeof value === 'string') accountAddress(value, 'actor');
      else if (topics && !topics.has(value as bigint)) throw wrong(`there is no topic ${value}`);
      if (seen.has(key)) throw wrong(`${key} is there twice`);
      seen.add(key);
    });
  }
}

/**
 * Refuses a genesis that no network could have exported, naming the entry: addresses that are none, numbers that are none, entries
 * without a value or there twice, topics that do not exist. The parameters' and the topics' own rules are those of live writes.
 * Decimals are brought into their canonical text (in place).
 * @throws ChainError `<list>[<place>]: <what is wrong>`: sdk 7 for addresses, sdk 18 for the rest
 */
export function checkGenesis(genesis: GenesisState): void {
  const topics = topicIds(genesis);
  for (const field of GenesisStateSchema.fields) {
    const value = (genesis as unknown as Entry)[field.localName];
    if (field.fieldKind === 'list') checkList(field, value as unknown[], topics);
    else if (typeof value === 'string' && value.startsWith('-')) throw wrong(`${field.name}: ${value} is negative`);
  }
  at('numbers', () => canonical(GenesisStateSchema, genesis));
}
