import { z } from 'zod';
import type { WorkerPayload } from '../../../client/actions/insert-worker-payload.ts';
import { hasSeveralLabels } from '../../../client/labelled.ts';
import { Dec } from '../../../protocol/decimal/index.ts';
import type { Topic } from '../../../wire/gen/emissions/v10/types_pb.ts';
import { ActorFault } from '../fault.ts';
import { address, type Declined, decimal, type OneOrLabelled, oneOrLabelled, readAnswer } from './read.ts';

/** What a worker or a forecaster has to say, in the form of its payload. */
export type WorkerAnswer = Pick<WorkerPayload, 'inference' | 'forecast'>;

const losses = z.record(address, decimal).refine((record) => Object.keys(record).length > 0, 'it names no inferer');
const WORKER = z.strictObject({ value: oneOrLabelled, forecast: losses.optional() });
const FORECASTER = z.strictObject({ forecast: losses });

/**
 * Reads what a worker's program wrote: `3127.5`, `{"value": 3127.5}` or `{"value": {"up": 0.7, "down": 0.3}}`, and beside it,
 * where the worker forecasts too, `"forecast": {"allo1…": -1.2}`.
 * @throws ActorFault `answer`
 */
export function workerAnswer(text: string, topic: Topic): WorkerAnswer | Declined {
  const answer = readAnswer(text, WORKER, (value) => ({ value }));
  if ('declined' in answer) return answer;
  const { value, forecast } = answer;
  return { inference: inference(value, topic), ...(forecast ? { forecast: elements(forecast) } : {}) };
}

/** Reads what a forecaster's program wrote: `{"forecast": {"allo1…": -1.2, …}}`. @throws ActorFault `answer` */
export function forecasterAnswer(text: string): WorkerAnswer | Declined {
  const answer = readAnswer(text, FORECASTER);
  return 'declined' in answer ? answer : { forecast: elements(answer.forecast) };
}

function inference(value: OneOrLabelled, topic: Topic): NonNullable<WorkerAnswer['inference']> {
  requireKind(value, topic, 'value');
  if (value instanceof Dec) return value.marshal();
  return Object.entries(value).map(([label, one]) => ({ label, value: one.marshal() }));
}

/** A value per label where the topic has several, else one. @throws ActorFault `answer` */
export function requireKind(value: OneOrLabelled, topic: Topic, what: string): void {
  if (hasSeveralLabels(topic) !== value instanceof Dec) return;
  const wanted = hasSeveralLabels(topic) ? `a value per label: {"${what}": {"<label>": 0.7, …}}` : 'one value';
  throw new ActorFault('answer', `the answer does not fit: ${what}: topic ${topic.id} takes ${wanted}`);
}

/** In the order of the addresses: it decides which elements count where there are too many, and must not depend on the program. */
function elements(forecast: Readonly<Record<string, Dec>>): { inferer: string; value: string }[] {
  return Object.entries(forecast)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([inferer, value]) => ({ inferer, value: value.marshal() }));
}
