import { insertReputerPayload } from '../client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../client/actions/insert-worker-payload.ts';
import { networkInferences } from '../client/inferences.ts';
import { Dec } from '../protocol/decimal/index.ts';
import { lossFunction, squaredLossFloor, submittedLoss } from '../protocol/loss-functions/index.ts';
import type { NetworkInferenceBundle } from '../wire/gen/emissions/v10/types_pb.ts';
import { type LossOf, ofOneValue, reputerLosses } from '../worker/reputer-losses.ts';
import type { Cast, WorkerActor } from './cast.ts';
import type { Ledger } from './ledger.ts';
import type { Series } from './series.ts';
import type { ActorMessages, Stage } from './stage.ts';

/** A number as the decimal text of a payload: twelve significant digits. */
export function decimalText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a model said ${value}, which is no inference`);
  return Dec.parse(Number(value.toPrecision(12)).toString()).marshal();
}

/** What the workers and forecasters say in the epoch of this nonce, knowing the first `known` observations and nothing after. */
export function workerPayloads(
  { workers, forecasters }: Pick<Cast, 'forecasters'> & { workers: readonly WorkerActor[] },
  series: Series,
  ledger: Ledger,
  at: { topicId: bigint; nonce: bigint; epoch: number; known: number },
): ActorMessages[] {
  const past = series.values.slice(0, at.known);
  const base = { topicId: at.topicId, nonce: at.nonce };
  const inferences = workers.map((actor) => ({
    actor,
    messages: [insertWorkerPayload(actor.signer, { ...base, inference: decimalText(actor.model.predict(past)) })],
  }));
  const context = { past, season: series.season, epoch: at.epoch };
  const forecasts = forecasters.flatMap((actor) => {
    const forecast = workers.flatMap(({ name, signer }) => {
      const expected = actor.forecaster.forecast(ledger.workerLosses(name), context);
      return expected === undefined ? [] : [{ inferer: signer.address, value: decimalText(expected) }];
    });
    // Before the first losses are known there is nothing to say.
    return forecast.length === 0
      ? []
      : [{ actor, messages: [insertWorkerPayload(actor.signer, { ...base, forecast })] }];
  });
  return [...inferences, ...forecasts];
}

/** Squared error as log10, not below the floor that the data's own coarseness sets: exact decimals. */
export function lossAgainst(truth: number, resolution: number): LossOf {
  const target = Dec.parse(decimalText(truth));
  const floor = squaredLossFloor(Dec.parse(decimalText(resolution)));
  const squaredError = lossFunction('mse');
  return (prediction) => submittedLoss(squaredError(target, prediction), { allowNegative: false }, floor);
}

/** What the reputers say about an epoch, once its truth is known. */
export async function reputerPayloads(
  stage: Stage,
  cast: Cast,
  at: { topicId: bigint; nonce: bigint; truth: number; resolution: number },
): Promise<ActorMessages[]> {
  const bundle: NetworkInferenceBundle = await networkInferences(stage.client, at.topicId, at.nonce);
  return cast.reputers.map((actor) => {
    // Each judges for itself.
    const losses = reputerLosses(bundle, ofOneValue(lossAgainst(at.truth, at.resolution)));
    return { actor, messages: [insertReputerPayload(actor.signer, at.topicId, at.nonce, losses)] };
  });
}
