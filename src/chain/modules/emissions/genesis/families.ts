import { Dec } from '../../../../protocol/decimal/index.ts';
import type { GenesisState } from '../../../../wire/gen/emissions/v10/genesis_pb.ts';
import type { Context } from '../../../context.ts';
import { sdkErrors } from '../../../errors.ts';
import type { Item, StateMap, StateSet } from '../../../store/collections.ts';
import type { DecTable, RegretTable } from '../packed.ts';

type Plain<T> = T extends object ? Omit<T, '$typeName' | '$unknown'> : T;

/** The genesis, all of it given. */
type Fields = Required<Omit<GenesisState, '$typeName' | '$unknown'>>;
type Field = keyof Fields;
/** Fields that hold lists, and what one entry of each looks like. */
type ListField = { [F in Field]: Fields[F] extends unknown[] ? F : never }[Field];
type Entry<F extends Field> = Fields[F] extends (infer E)[] ? E : never;
/** Lists with such entries. */
type FieldOf<E> = { [F in ListField]: Entry<F> extends E ? F : never }[ListField];
type TextField = { [F in Field]: Fields[F] extends string ? F : never }[Field];

/** One part of the state and its place in the genesis. */
export interface GenesisPart {
  readonly field: Field;
  load(ctx: Context, genesis: GenesisState): void;
  save(ctx: Context): unknown;
}

/** A list in the genesis: how an entry enters the state, and the state as entries. */
export function list<F extends ListField>(
  field: F,
  load: (ctx: Context, entry: Entry<F>) => void,
  save: (ctx: Context) => Iterable<Plain<Entry<F>>>,
): GenesisPart {
  return {
    field,
    load(ctx, genesis) {
      for (const entry of genesis[field] as Entry<F>[]) load(ctx, entry);
    },
    save: (ctx) => [...save(ctx)],
  };
}

/** A map in the state as a list in the genesis. */
export function entries<F extends ListField, K, V>(
  field: F,
  map: StateMap<K, V>,
  read: (entry: Entry<F>) => readonly [K, V],
  write: (key: K, value: V) => Plain<Entry<F>>,
): GenesisPart {
  return list(
    field,
    (ctx, entry) => map.set(ctx, ...read(entry)),
    function* (ctx) {
      for (const [key, value] of map.entries(ctx)) yield write(key, value);
    },
  );
}

/** What an entry must bring: proto3 cannot demand it. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw sdkErrors.invalidRequest('genesis of emissions: an entry lacks its value');
  return value;
}

interface TopicActor {
  topicId: bigint;
  actorId: string;
}
type TopicActorKey = readonly [topicId: bigint, actor: string];
interface Timestamped {
  timestampedValue?: { blockHeight: bigint; value: string } | undefined;
}

export const actorSet = (field: FieldOf<string>, set: StateSet<string>) =>
  list(
    field,
    (ctx, actor) => set.add(ctx, actor),
    (ctx) => set.entries(ctx),
  );

export const topicSet = (field: FieldOf<bigint>, set: StateSet<bigint>) =>
  list(
    field,
    (ctx, topicId) => set.add(ctx, topicId),
    (ctx) => set.entries(ctx),
  );

export const topicActorSet = (field: FieldOf<Fields['topicWorkers'][number]>, set: StateSet<TopicActorKey>) =>
  list(
    field,
    (ctx, { topicId, actorId }) => set.add(ctx, [topicId, actorId]),
    (ctx) => Array.from(set.entries(ctx), ([topicId, actorId]) => ({ topicId, actorId })),
  );

export const topicDec = (field: FieldOf<Fields['previousTopicWeight'][number]>, map: StateMap<bigint, Dec>) =>
  entries(
    field,
    map,
    ({ topicId, dec }) => [topicId, Dec.parse(dec)],
    (topicId, value) => ({ topicId, dec: value.marshal() }),
  );

export const topicInt = (field: FieldOf<Fields['topicStake'][number]>, map: StateMap<bigint, bigint>) =>
  entries(
    field,
    map,
    ({ topicId, int }) => [topicId, BigInt(int)],
    (topicId, value) => ({ topicId, int: `${value}` }),
  );

export const topicHeight = (field: FieldOf<Fields['lastDripBlock'][number]>, map: StateMap<bigint, bigint>) =>
  entries(
    field,
    map,
    ({ topicId, blockHeight }) => [topicId, blockHeight],
    (topicId, blockHeight) => ({ topicId, blockHeight }),
  );

export const actorDec = (field: FieldOf<Fields['delegateRewardPerShare'][number]>, map: StateMap<TopicActorKey, Dec>) =>
  entries(
    field,
    map,
    ({ topicId, actorId, dec }) => [[topicId, actorId] as const, Dec.parse(dec)],
    ([topicId, actorId], value) => ({ topicId, actorId, dec: value.marshal() }),
  );

export const actorInt = (
  field: FieldOf<Fields['stakeReputerAuthority'][number]>,
  map: StateMap<TopicActorKey, bigint>,
) =>
  entries(
    field,
    map,
    ({ topicId, actorId, int }) => [[topicId, actorId] as const, BigInt(int)],
    ([topicId, actorId], value) => ({ topicId, actorId, int: `${value}` }),
  );

export const actorCount = (
  field: FieldOf<Fields['countInfererInclusionsInTopicActiveSet'][number]>,
  map: StateMap<TopicActorKey, bigint>,
) =>
  entries(
    field,
    map,
    ({ topicId, actorId, uint64 }) => [[topicId, actorId] as const, uint64],
    ([topicId, actorId], uint64) => ({ topicId, actorId, uint64 }),
  );

type TopicHeightKey = readonly [topicId: bigint, nonce: bigint];
type Bundle = NonNullable<Fields['networkInferenceBundle'][number]['networkInferenceBundle']>;
type Scores = NonNullable<Fields['infererScoresByBlock'][number]['scores']>;

export const bundleList = (
  field: FieldOf<Fields['networkInferenceBundle'][number]>,
  map: StateMap<TopicHeightKey, Bundle>,
) =>
  entries(
    field,
    map,
    ({ topicId, blockHeight, networkInferenceBundle }) => [
      [topicId, blockHeight] as const,
      present(networkInferenceBundle),
    ],
    ([topicId, blockHeight], networkInferenceBundle) => ({ topicId, blockHeight, networkInferenceBundle }),
  );

export const scoresList = (
  field: FieldOf<Fields['infererScoresByBlock'][number]>,
  map: StateMap<TopicHeightKey, Scores>,
) =>
  entries(
    field,
    map,
    ({ topicId, blockHeight, scores }) => [[topicId, blockHeight] as const, present(scores)],
    ([topicId, blockHeight], scores) => ({ topicId, blockHeight, scores }),
  );

type ScoreField = FieldOf<Fields['infererScoreEmas'][number]>;
type Score = NonNullable<Fields['infererScoreEmas'][number]['score']>;

export const actorScore = (field: ScoreField, map: StateMap<TopicActorKey, Score>) =>
  entries(
    field,
    map,
    ({ topicId, actorId, score }) => [[topicId, actorId] as const, present(score)],
    ([topicId, actorId], score) => ({ topicId, actorId, score }),
  );

/** The lowest score of a topic: keyed by the topic alone in the state, with its actor in the genesis. */
export const lowestScore = (field: ScoreField, map: StateMap<bigint, Score>) =>
  entries(
    field,
    map,
    ({ topicId, score }) => [topicId, present(score)],
    (topicId, score) => ({ topicId, actorId: score.address, score }),
  );

/** A packed table of decimals is one value in the state and a list in the genesis. */
export const decTableList = (field: FieldOf<Fields['latestInfererWeights'][number]>, map: StateMap<bigint, DecTable>) =>
  list(
    field,
    (ctx, { topicId, actorId, dec }) =>
      map.set(ctx, topicId, new Map(map.get(ctx, topicId)).set(actorId, Dec.parse(dec))),
    function* (ctx) {
      for (const [topicId, table] of map.entries(ctx)) {
        for (const [actorId, value] of table) yield { topicId, actorId, dec: value.marshal() };
      }
    },
  );

/** A regret table keyed by the topic. */
export const regretList = (
  field: FieldOf<Fields['latestInfererNetworkRegrets'][number]>,
  map: StateMap<bigint, RegretTable>,
) =>
  list(
    field,
    (ctx, entry: TopicActor & Timestamped) => addRegret(ctx, map, entry.topicId, entry.actorId, entry),
    function* (ctx) {
      for (const [topicId, table] of map.entries(ctx)) {
        for (const [actorId, regret] of table) yield { topicId, actorId, timestampedValue: timestamped(regret) };
      }
    },
  );

/** A regret table keyed by the topic and the withheld (or chosen) actor, who is the genesis entry's first actor. */
export const regretPairList = (
  field: FieldOf<Fields['latestOneInForecasterNetworkRegrets'][number]>,
  map: StateMap<TopicActorKey, RegretTable>,
) =>
  list(
    field,
    (ctx, entry) => addRegret(ctx, map, [entry.topicId, entry.actorId1] as const, entry.actorId2, entry),
    function* (ctx) {
      for (const [[topicId, actorId1], table] of map.entries(ctx)) {
        for (const [actorId2, regret] of table)
          yield { topicId, actorId1, actorId2, timestampedValue: timestamped(regret) };
      }
    },
  );

function addRegret<K>(ctx: Context, map: StateMap<K, RegretTable>, key: K, actor: string, entry: Timestamped): void {
  const { blockHeight, value } = present(entry.timestampedValue);
  map.set(ctx, key, new Map(map.get(ctx, key)).set(actor, { blockHeight, value: Dec.parse(value) }));
}

function timestamped({ blockHeight, value }: { blockHeight: bigint; value: Dec }) {
  return { $typeName: 'emissions.v3.TimestampedValue' as const, blockHeight, value: value.marshal() };
}

/** A single integer; zero is absent from the state. */
export const intItem = (field: TextField, item: Item<bigint>): GenesisPart => ({
  field,
  load(ctx, genesis) {
    if (BigInt(genesis[field]) !== 0n) item.set(ctx, BigInt(genesis[field]));
  },
  save: (ctx) => `${item.get(ctx) ?? 0n}`,
});

/** A single decimal; `0` is absent from the state. A zero of more places is there: sums go on with its places. */
export const decItem = (field: TextField, item: Item<Dec>): GenesisPart => ({
  field,
  load(ctx, genesis) {
    const value = Dec.parse(genesis[field]);
    if (value.marshal() !== '0') item.set(ctx, value);
  },
  save: (ctx) => (item.get(ctx) ?? Dec.ZERO).marshal(),
});
