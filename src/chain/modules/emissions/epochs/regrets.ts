import type { Dec } from '../../../../protocol/decimal/index.ts';
import type { RegretMap, RegretMatrix, RegretTables } from '../../../../protocol/synthesis/index.ts';
import type { Context } from '../../../context.ts';
import type { StateMap } from '../../../store/collections.ts';
import type { RegretTable } from '../packed.ts';
import { state } from '../state.ts';

type TableByTopic = StateMap<bigint, RegretTable>;
type TableByActor = StateMap<readonly [bigint, string], RegretTable>;

/** Tables of a topic as a whole. */
const WHOLE = {
  inferer: state.infererRegrets,
  forecaster: state.forecasterRegrets,
  naiveInferer: state.naiveInfererRegrets,
} as const satisfies Partial<Record<keyof RegretTables, TableByTopic>>;

/** Tables of a withheld (or chosen) inferer. */
const BY_INFERER = {
  oneOutInfererInferer: state.oneOutInfererInfererRegrets,
  oneOutInfererForecaster: state.oneOutInfererForecasterRegrets,
} as const satisfies Partial<Record<keyof RegretTables, TableByActor>>;

/** Tables of a withheld or chosen forecaster. */
const BY_FORECASTER = {
  oneOutForecasterInferer: state.oneOutForecasterInfererRegrets,
  oneOutForecasterForecaster: state.oneOutForecasterForecasterRegrets,
  oneInForecaster: state.oneInForecasterRegrets,
} as const satisfies Partial<Record<keyof RegretTables, TableByActor>>;

/**
 * The stored regrets of a topic that concern the given actors (docs/spec/synthesis.md §8.3): its whole tables, and those of each withheld or
 * chosen actor.
 */
export function readRegrets(
  ctx: Context,
  topicId: bigint,
  inferers: readonly string[],
  forecasters: readonly string[],
): RegretTables {
  const whole = (table: TableByTopic) => values(table.get(ctx, topicId));
  const matrix = (table: TableByActor, actors: readonly string[]): RegretMatrix =>
    new Map(actors.map((actor) => [actor, values(table.get(ctx, [topicId, actor]))]));
  return {
    inferer: whole(WHOLE.inferer),
    forecaster: whole(WHOLE.forecaster),
    naiveInferer: whole(WHOLE.naiveInferer),
    oneOutInfererInferer: matrix(BY_INFERER.oneOutInfererInferer, inferers),
    oneOutInfererForecaster: matrix(BY_INFERER.oneOutInfererForecaster, inferers),
    oneOutForecasterInferer: matrix(BY_FORECASTER.oneOutForecasterInferer, forecasters),
    oneOutForecasterForecaster: matrix(BY_FORECASTER.oneOutForecasterForecaster, forecasters),
    oneInForecaster: matrix(BY_FORECASTER.oneInForecaster, forecasters),
  };
}

/** Writes new regrets over the stored ones, stamped with the nonce; entries of actors that are not in `updated` stay. */
export function writeRegrets(ctx: Context, topicId: bigint, nonce: bigint, updated: RegretTables): void {
  for (const [name, table] of Object.entries(WHOLE)) {
    const fresh = updated[name as keyof typeof WHOLE];
    if (fresh.size > 0) table.set(ctx, topicId, stamped(table.get(ctx, topicId), fresh, nonce));
  }
  for (const [name, table] of Object.entries({ ...BY_INFERER, ...BY_FORECASTER })) {
    for (const [actor, fresh] of updated[name as keyof typeof BY_INFERER | keyof typeof BY_FORECASTER]) {
      if (fresh.size > 0) table.set(ctx, [topicId, actor], stamped(table.get(ctx, [topicId, actor]), fresh, nonce));
    }
  }
}

function values(table: RegretTable | undefined): RegretMap {
  const regrets = new Map<string, Dec>();
  if (table) for (const [actor, entry] of table) regrets.set(actor, entry.value);
  return regrets;
}

function stamped(stored: RegretTable | undefined, fresh: RegretMap, nonce: bigint): RegretTable {
  const merged = new Map(stored);
  for (const [actor, value] of fresh) merged.set(actor, { blockHeight: nonce, value });
  return merged;
}
