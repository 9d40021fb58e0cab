import type { AlloraClient } from '../client/client.ts';
import { orNothing } from '../client/optional.ts';
import { Dec } from '../protocol/decimal/index.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { readEpoch } from '../workbench/read-epoch.ts';
import { type Cast, everybody } from './cast.ts';
import type { EpochRecord } from './ledger.ts';

/** What the network made of an epoch, by the actors' names. */
export interface Outcome extends Omit<EpochRecord, 'epoch' | 'truth'> {
  /** Share of the weights behind this epoch's inference, inferers and forecasters; empty while everybody is new. */
  readonly shares: ReadonlyMap<string, number>;
}

/** Reads the outcome of an epoch off the network: what is stored, and the events of the block that synthesised. */
export async function readOutcome(client: AlloraClient, cast: Cast, topicId: bigint, nonce: bigint): Promise<Outcome> {
  const facts = await readEpoch(client, topicId, nonce);
  const names = new Map(everybody(cast).map(({ name, signer }) => [signer.address, name]));
  const nameOf = (address: string): string => names.get(address) ?? address;
  const value = (text: string | undefined): number => Dec.parse(text ?? '0').toNumber();
  const workers = new Map(
    facts.bundle.infererValues.map(({ worker, values }) => [nameOf(worker), value(values[0]?.value)]),
  );
  const combined = value(facts.bundle.combinedValue[0]?.value);
  const weights = [...facts.infererWeights, ...facts.forecasterWeights].map(([address, weight]): [string, number] => [
    nameOf(address),
    weight.toNumber(),
  ]);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return {
    nonce,
    workers,
    combined,
    naive: value(facts.bundle.naiveValue[0]?.value),
    withoutForecasters: inferersAlone(workers, new Map(weights)) ?? combined,
    shares: new Map(weights.map(([name, weight]) => [name, weight / total])),
  };
}

/** The inferers' part of the combined inference: same weights, forecasters left out. Undefined while nobody has a weight. */
function inferersAlone(workers: ReadonlyMap<string, number>, weights: ReadonlyMap<string, number>): number | undefined {
  let sum = 0;
  let total = 0;
  for (const [name, inference] of workers) {
    const weight = weights.get(name) ?? 0;
    sum += weight * inference;
    total += weight;
  }
  return total === 0 ? undefined : sum / total;
}

/** The normalised weights that the latest losses left behind, by the actors' names. */
export async function finalWeights(client: AlloraClient, cast: Cast, topicId: bigint): Promise<Map<string, number>> {
  const { getLatestInfererWeight, getLatestForecasterWeight } = QueryService.method;
  const ask = async (
    method: typeof getLatestInfererWeight | typeof getLatestForecasterWeight,
    actor: Cast['reputers'][number],
  ) => {
    const answer = await orNothing(client.query(method, { topicId, actorId: actor.signer.address }));
    return [actor.name, Dec.parse(answer?.weight || '0').toNumber()] as const;
  };
  return new Map(
    await Promise.all([
      ...[...cast.workers, cast.newcomer].map((actor) => ask(getLatestInfererWeight, actor)),
      ...cast.forecasters.map((actor) => ask(getLatestForecasterWeight, actor)),
    ]),
  );
}
