import {
  InsertReputerPayloadRequestSchema,
  InsertWorkerPayloadRequestSchema,
} from '../../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import type { NetworkInferenceBundle } from '../../../../../src/wire/gen/emissions/v10/types_pb.ts';
import type { Typed } from '../../../../../src/wire/index.ts';
import { lossesFor, reputerMessage, workerMessage } from '../../workbench.ts';
import { type Actor, actorOf, cast, type Dice } from '../cast.ts';
import { changed, type Step, typed } from '../step.ts';
import type { KnownWindow, World } from '../world.ts';

/** Asks the chain for what reputers judge. */
export type Ask = (topicId: bigint, nonce: bigint) => NetworkInferenceBundle | undefined;

/** A decimal of so many places, without a negative zero. */
const text = (value: number, places = 6) => value.toFixed(places).replace(/^-(0\.?0*)$/, '$1');

const truthOf = ({ topic, nonce }: KnownWindow): number => (topic.labels ? 0.3 : 100 + (Number(nonce) % 17));

const FREE_LABELS = ['Up', 'down', ' flat', 'x/y'];

/** Values that add up to 1, which suits topics with and without unity; the first takes what the others leave. */
function labelled(allowed: readonly string[], dice: Dice): { label: string; value: string }[] {
  const names = (allowed.length > 0 ? allowed : FREE_LABELS).filter((_, place) => place < 2 || dice.chance(0.6));
  const shares = names.map(() => dice.int(0, 40));
  const [, ...others] = shares;
  const first = 100 - others.reduce((sum, share) => sum + share, 0);
  return names.map((label, place) => ({ label, value: text((place === 0 ? first : shares[place]!) / 100, 2) }));
}

const ENDS = ['0', '1E+40', '-1E+40', '1E-40', '-1E-40', '1E+20', `0.${'3'.repeat(38)}`];

/** A value as it is, in wild histories now and then one at the ends of what is allowed. */
type Shade = (value: string) => string;

const shadeOf = ({ wild }: World, dice: Dice): Shade =>
  wild ? (value) => (dice.chance(0.04) ? dice.pick(ENDS) : value) : (value) => value;

/** What a worker sends for a window: an inference, every third worker a forecast with it or alone. Some are better than others. */
function workFor(window: KnownWindow, worker: Actor, dice: Dice, shade: Shade): ReturnType<typeof workerMessage> {
  const { topic, nonce } = window;
  const place = cast.all.indexOf(worker);
  const forecasts = place % 3 === 0;
  const infers = !forecasts || dice.chance(0.8);
  const value = shade(text(truthOf(window) + (1 + (place % 5)) * (dice.real() - 0.5)));
  const told = topic.labels
    ? { labelled: labelled(topic.labels, dice).map(({ label, value }) => ({ label, value: shade(value) })) }
    : { value };
  const forecast = [...topic.workers].sort().map((address) => [address, shade(text(-3 * dice.real()))] as const);
  return workerMessage(worker, {
    topicId: topic.id,
    nonce,
    ...(infers && told),
    ...(forecasts && forecast.length > 0 && { forecast }),
  });
}

/** What a reputer says of an epoch: how far everything was from the truth, as it sees it. */
function lossesBy(window: KnownWindow, reputer: Actor, bundle: NetworkInferenceBundle, dice: Dice, shade: Shade) {
  const truth = truthOf(window) + 0.2 * (dice.real() - 0.5);
  const losses = lossesFor(bundle, (value) => shade(text(Math.log10((Number(value) - truth) ** 2 + 1e-6))));
  return reputerMessage(reputer, window.nonce, losses, window.topic.id);
}

/** Who of a window's actors send now: a few in every block, in the last one most of the others. */
function sendersNow(window: KnownWindow, world: World, actors: ReadonlySet<string>, dice: Dice): Actor[] {
  const waiting = [...actors].sort().filter((address) => !window.done.has(address));
  const last = window.end <= world.height + 1n;
  const senders = dice.some(waiting, last ? 0.85 : 0.25);
  // Few of those who fail try again in the same window.
  for (const address of senders) if (dice.chance(0.8)) window.done.add(address);
  return senders.map((address) => actorOf.get(address) as Actor);
}

/** Puts payloads into transactions: everybody's own, or all of them in one of a relayer. */
function send(payloads: readonly { by: Actor; payload: Typed }[], dice: Dice): Step[] {
  const own = payloads.map(({ by, payload }) => ({ signer: by, messages: [payload] }));
  if (payloads.length < 2 || dice.chance(0.3)) return own;
  const messages = payloads.map(({ payload }) => changed(payload, { sender: cast.relayer.address }));
  return [{ signer: cast.relayer, messages }];
}

/** What workers and reputers send for the windows that are open. */
export function work(world: World, ask: Ask, dice: Dice): Step[] {
  const steps: Step[] = [];
  const shade = shadeOf(world, dice);
  for (const window of world.work.values()) {
    const payloads = sendersNow(window, world, window.topic.workers, dice).map((by) => ({
      by,
      payload: typed(InsertWorkerPayloadRequestSchema, workFor(window, by, dice, shade)),
    }));
    steps.push(...send(payloads, dice));
  }
  for (const window of world.open()) {
    const reputers = sendersNow(window, world, window.topic.reputers, dice);
    const bundle = reputers.length > 0 ? ask(window.topic.id, window.nonce) : undefined;
    if (!bundle) continue;
    const payloads = reputers.map((by) => ({
      by,
      payload: typed(InsertReputerPayloadRequestSchema, lossesBy(window, by, bundle, dice, shade)),
    }));
    steps.push(...send(payloads, dice));
  }
  return steps;
}
