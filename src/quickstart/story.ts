import { register } from '../client/actions/register.ts';
import { AlloraClient } from '../client/client.ts';
import { signerFromKey } from '../client/signer.ts';
import { devnetKey } from '../devnet/accounts.ts';
import type { Movable } from '../devnet/advance.ts';
import { type Cast, castFor } from './cast.ts';
import { reputerPayloads, workerPayloads } from './epoch.ts';
import { type EpochRecord, Ledger } from './ledger.ts';
import { type Opened, openTopic } from './opening.ts';
import { finalWeights, type Outcome, readOutcome } from './outcome.ts';
import { handPace, networkPace } from './pace.ts';
import type { Plan } from './plan.ts';
import { buildReport, type Report } from './report.ts';
import type { Series } from './series.ts';
import { Stage } from './stage.ts';
import { Stopwatch } from './stopwatch.ts';

/** What the story tells while it goes on. */
export type StoryEvent =
  | { readonly kind: 'opened'; readonly topicId: bigint; readonly cast: Cast }
  | { readonly kind: 'joined'; readonly name: string; readonly about: string }
  | {
      readonly kind: 'epoch';
      readonly record: EpochRecord;
      readonly outcome: Outcome;
      readonly ledger: Ledger;
      readonly progress: Progress;
    };

export interface Progress {
  readonly epochs: number;
  readonly of: number;
  readonly blocks: number;
  /** Since the devnet was up. */
  readonly blocksPerSecond: number;
}

/** A devnet whose blocks are made by hand (`manual`) or by its network, with the seed of its accounts. */
export interface StoryDevnet extends Movable {
  readonly blockTime: string;
  readonly chainId: string;
  readonly seed: string | null;
}

export interface StoryInput {
  readonly devnet: StoryDevnet;
  readonly series: Series;
  readonly plan: Plan;
  /** Ends the story between two epochs. */
  readonly signal?: AbortSignal;
  tell(event: StoryEvent): void | Promise<void>;
}

export interface StoryResult {
  readonly topicId: bigint;
  readonly report: Report;
  readonly epochs: readonly EpochRecord[];
  readonly blocks: number;
  readonly transactions: number;
  /** Milliseconds in all, and by what they were spent on. */
  readonly total: number;
  readonly spent: ReadonlyMap<string, number>;
}

/** Plays the series on a devnet, epoch by epoch: everybody knows the past, nobody the future. */
export async function tellStory({ devnet, series, plan, signal, tell }: StoryInput): Promise<StoryResult> {
  const watch = new Stopwatch();
  const client = new AlloraClient(devnet.rpcs);
  const pace = devnet.blockTime === 'manual' ? handPace(devnet) : networkPace(client);
  const stage = new Stage(client, pace, devnet.chainId, await client.height(), watch);
  const cast = castFor(series.season);
  const patron = {
    name: 'alice',
    signer: signerFromKey(await devnetKey(devnet.seed, 'alice')),
    accountNumber: 0n,
    sequence: 0n,
  };
  const topic = await openTopic(stage, patron, cast, series);
  await tell({ kind: 'opened', topicId: topic.topicId, cast });
  const ledger = new Ledger((series.resolution / 2) ** 2, plan.alone, plan.warmUp);
  const of = plan.alone + plan.joined;
  for (let epoch = 1; epoch <= of; epoch += 1) {
    signal?.throwIfAborted();
    const joins = epoch === plan.alone + 1;
    if (joins) await tell({ kind: 'joined', name: cast.newcomer.name, about: cast.newcomer.model.about });
    const outcome = await playEpoch(stage, cast, series, plan, ledger, topic, epoch, joins);
    const record = { ...outcome, epoch, truth: series.values[plan.firstRow + epoch - 1]! };
    ledger.add(record);
    const blocksPerSecond = (1000 * stage.blocks) / watch.total;
    await watch.during('showing', async () =>
      tell({
        kind: 'epoch',
        record,
        outcome,
        ledger,
        progress: { epochs: epoch, of, blocks: stage.blocks, blocksPerSecond },
      }),
    );
  }
  await judgeLast(stage, cast, series, plan, topic, of);
  const weights = await finalWeights(client, cast, topic.topicId);
  return {
    topicId: topic.topicId,
    report: buildReport({
      ledger,
      plan,
      workers: cast.workers.map(({ name }) => name),
      newcomer: cast.newcomer.name,
      forecasters: cast.forecasters.map(({ name }) => name),
      weights,
    }),
    epochs: ledger.records,
    blocks: stage.blocks,
    transactions: stage.transactions,
    total: watch.total,
    spent: watch.spent,
  };
}

const nonceOf = (topic: Opened, epoch: number): bigint => topic.firstNonce + BigInt(epoch - 1) * topic.epochLength;

/**
 * One epoch: the newcomer may register; workers answer this question while reputers judge the one before; the window closes.
 * All is ready before the window opens: a network that makes blocks by itself does not wait.
 */
async function playEpoch(
  stage: Stage,
  cast: Cast,
  series: Series,
  plan: Plan,
  ledger: Ledger,
  topic: Opened,
  epoch: number,
  joins: boolean,
): Promise<Outcome> {
  const { topicId } = topic;
  const nonce = nonceOf(topic, epoch);
  const known = plan.firstRow + epoch - 1;
  if (joins) {
    const { signer } = cast.newcomer;
    await stage.act([{ actor: cast.newcomer, messages: [register(signer.address, topicId, 'worker')] }]);
  }
  const workers = epoch > plan.alone ? [...cast.workers, cast.newcomer] : cast.workers;
  const said = await stage.watch.during('models and judges', async () => {
    const payloads = workerPayloads({ ...cast, workers }, series, ledger, { topicId, nonce, epoch, known });
    const judgements = epoch > 1 ? await judgementsOf(stage, cast, series, plan, topic, epoch - 1) : [];
    return [...payloads, ...judgements];
  });
  const signed = await stage.sign(said);
  await stage.advanceTo(nonce);
  await stage.send(signed);
  await stage.advanceTo(nonce + topic.workerSubmissionWindow);
  return stage.watch.during('reading', () => readOutcome(stage.client, cast, topicId, nonce));
}

function judgementsOf(stage: Stage, cast: Cast, series: Series, plan: Plan, topic: Opened, epoch: number) {
  const truth = series.values[plan.firstRow + epoch - 1]!;
  const at = { topicId: topic.topicId, nonce: nonceOf(topic, epoch), truth, resolution: series.resolution };
  return reputerPayloads(stage, cast, at);
}

/** The last epoch is judged too, so that the final weights know of it. */
async function judgeLast(
  stage: Stage,
  cast: Cast,
  series: Series,
  plan: Plan,
  topic: Opened,
  last: number,
): Promise<void> {
  const signed = await stage.sign(await judgementsOf(stage, cast, series, plan, topic, last));
  await stage.advanceTo(nonceOf(topic, last + 1));
  await stage.send(signed);
  await stage.advanceTo(nonceOf(topic, last + 2));
}
