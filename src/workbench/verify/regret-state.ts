import type { AlloraClient } from '../../client/client.ts';
import { Dec } from '../../protocol/decimal/index.ts';
import type { RegretMap, RegretMatrix, RegretTables } from '../../protocol/synthesis/index.ts';
import type { TimestampedValue } from '../../wire/gen/emissions/v3/types_pb.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import { inTurns } from '../in-turns.ts';

const { method } = QueryService;

type Answer = { regret?: TimestampedValue };
type Ask = (row: string, actor: string) => Promise<Answer>;

/**
 * The eight regret tables of a topic as far as they concern these actors, as a state has them. An absent regret is answered with the
 * topic's initial one at height 0, and is none.
 */
export async function regretTables(
  client: AlloraClient,
  topicId: bigint,
  inferers: readonly string[],
  forecasters: readonly string[],
  height: bigint,
): Promise<RegretTables> {
  const row = (actors: readonly string[], ask: (actor: string) => Promise<Answer>) => regretRow(actors, ask);
  const matrix = (rows: readonly string[], actors: readonly string[], ask: Ask) => regretMatrix(rows, actors, ask);
  return {
    inferer: await row(inferers, (actorId) =>
      client.query(method.getInfererNetworkRegret, { topicId, actorId }, height),
    ),
    forecaster: await row(forecasters, (worker) =>
      client.query(method.getForecasterNetworkRegret, { topicId, worker }, height),
    ),
    naiveInferer: await row(inferers, (inferer) =>
      client.query(method.getNaiveInfererNetworkRegret, { topicId, inferer }, height),
    ),
    oneOutInfererInferer: await matrix(inferers, inferers, (oneOutInferer, inferer) =>
      client.query(method.getOneOutInfererInfererNetworkRegret, { topicId, oneOutInferer, inferer }, height),
    ),
    oneOutInfererForecaster: await matrix(inferers, forecasters, (oneOutInferer, forecaster) =>
      client.query(method.getOneOutInfererForecasterNetworkRegret, { topicId, oneOutInferer, forecaster }, height),
    ),
    oneOutForecasterInferer: await matrix(forecasters, inferers, (oneOutForecaster, inferer) =>
      client.query(method.getOneOutForecasterInfererNetworkRegret, { topicId, oneOutForecaster, inferer }, height),
    ),
    oneOutForecasterForecaster: await matrix(forecasters, forecasters, (oneOutForecaster, forecaster) =>
      client.query(
        method.getOneOutForecasterForecasterNetworkRegret,
        { topicId, oneOutForecaster, forecaster },
        height,
      ),
    ),
    oneInForecaster: await matrix(forecasters, [...inferers, ...forecasters], (forecaster, inferer) =>
      client.query(method.getOneInForecasterNetworkRegret, { topicId, forecaster, inferer }, height),
    ),
  };
}

async function regretRow(actors: readonly string[], ask: (actor: string) => Promise<Answer>): Promise<RegretMap> {
  const answers = await inTurns(actors, async (actor) => [actor, (await ask(actor)).regret] as const);
  return new Map(answers.flatMap(([actor, regret]) => own(actor, regret)));
}

async function regretMatrix(rows: readonly string[], actors: readonly string[], ask: Ask): Promise<RegretMatrix> {
  const cells = rows.flatMap((row) => actors.map((actor) => ({ row, actor })));
  const answers = await inTurns(cells, async ({ row, actor }) => ({
    row,
    actor,
    regret: (await ask(row, actor)).regret,
  }));
  return new Map(
    rows.map((row) => [
      row,
      new Map(answers.filter((cell) => cell.row === row).flatMap(({ actor, regret }) => own(actor, regret))),
    ]),
  );
}

const own = (actor: string, regret: TimestampedValue | undefined): (readonly [string, Dec])[] =>
  regret && regret.blockHeight > 0n ? [[actor, Dec.parse(regret.value)]] : [];

/** Every entry of regret tables under a name of its own. */
export function regretFigures(tables: RegretTables): [string, string][] {
  return Object.entries(tables).flatMap(([table, rows]: [string, RegretMap | RegretMatrix]) =>
    [...rows].flatMap(([actor, value]): [string, string][] =>
      value instanceof Map
        ? [...(value as RegretMap)].map(([other, regret]) => [`regret ${table} ${actor} ${other}`, regret.marshal()])
        : [[`regret ${table} ${actor}`, (value as Dec).marshal()]],
    ),
  );
}
