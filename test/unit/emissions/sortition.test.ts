import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { admit, clearActive } from '../../../src/chain/modules/emissions/payloads/admission.ts';
import { afterLivenessPenalty, emaOf, setEma } from '../../../src/chain/modules/emissions/scores/ema.ts';
import { recentScores, storeScores } from '../../../src/chain/modules/emissions/scores/history.ts';
import { type ActorKind, forecasters, inferers, reputers } from '../../../src/chain/modules/emissions/scores/kinds.ts';
import { recordScores } from '../../../src/chain/modules/emissions/scores/record.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { Dec, ema, quantile, stdDev } from '../../../src/protocol/decimal/index.ts';
import { ForecastSchema, ReputerValueBundleSchema } from '../../../src/wire/gen/emissions/v3/types_pb.ts';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { InferenceSchema } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { named, pseudoRandom, Story } from './story.ts';
import { actors, codeOf, Workbench } from './workbench.ts';

const NONCE = 100n;
const [A, B, C, D, E] = actors('drawn', 5).map(({ address }) => address) as [string, string, string, string, string];
const dec = (text: string | number) => Dec.parse(`${text}`);

/** Topic 1 (epoch length 10, alpha .1) whose kinds have two places each. */
function bench(topic: Parameters<Workbench['topic']>[0] = {}): Workbench {
  const made = new Workbench({
    maxTopInferersToReward: 2n,
    maxTopForecastersToReward: 2n,
    maxTopReputersToReward: 2n,
  });
  made.topic({ epochLength: 10n, groundTruthLag: 10n, epochLastEnded: NONCE, meritSortitionAlpha: '0.1', ...topic });
  return made;
}

const scored = (made: Workbench, kind: ActorKind, address: string, score: string | number, height = NONCE - 10n) =>
  setEma(made.ctx, kind, 1n, { address, height, score: dec(score) });

function insert(made: Workbench, actor: string, nonce = NONCE): boolean {
  const submission = create(InferenceSchema, { topicId: 1n, blockHeight: nonce, inferer: actor, values: ['1'] });
  return admit(made.ctx, inferers, state.params.require(made.ctx), [1n, actor], submission);
}

const active = (made: Workbench, kind: ActorKind = inferers) =>
  Array.from(kind.active.entries(made.ctx, { prefix: [1n] }), ([, address]) => address);
const score = (made: Workbench, address: string, kind: ActorKind = inferers) =>
  emaOf(made.ctx, kind, 1n, address).score.marshal();
const lowest = (made: Workbench, kind: ActorKind = inferers) => kind.lowest.get(made.ctx, 1n)?.address;

describe('sortition', () => {
  test('while there is room everybody is taken, and the lowest is known', () => {
    const made = bench();
    scored(made, inferers, A, 0.5);
    scored(made, inferers, B, 0.2);
    expect([insert(made, A), lowest(made)]).toEqual([true, A]);
    expect([insert(made, B), lowest(made)]).toEqual([true, B]);
    expect(emaOf(made.ctx, inferers, 1n, A)).toEqual({ address: A, height: NONCE, score: dec(0.5) });
    expect(made.takeEvents()).toEqual([]);
  });

  test('a better one takes the place of the lowest, who drifts towards the quantile', () => {
    const made = bench();
    state.previousTopicQuantileInfererScoreEma.set(made.ctx, 1n, dec(1));
    for (const [actor, value] of [
      [A, 0.5],
      [B, 0.2],
      [C, 0.3],
    ] as const)
      scored(made, inferers, actor, value);
    for (const actor of [A, B, C]) expect(insert(made, actor)).toBe(true);
    expect(active(made)).toEqual([A, C].sort());
    expect(lowest(made)).toBe(C);
    expect(state.inferences.has(made.ctx, [1n, B])).toBe(false);
    expect(score(made, B)).toBe('0.28');
    expect(made.events.map(({ attributes }) => attributes.find(({ key }) => key === 'is_active')?.value)).toEqual([
      '[false]',
    ]);
  });

  test('one who is not better stays out without an error, and drifts', () => {
    const made = bench();
    state.previousTopicQuantileInfererScoreEma.set(made.ctx, 1n, dec(1));
    for (const [actor, value] of [
      [A, 0.5],
      [B, 0.2],
      [C, 0.2],
    ] as const)
      scored(made, inferers, actor, value);
    expect([insert(made, A), insert(made, B), insert(made, C)]).toEqual([true, true, false]);
    expect(active(made)).toEqual([A, B].sort());
    expect(score(made, C)).toBe('0.28');
    expect(codeOf(() => insert(made, C))).toBe('emissions/78');
    expect(codeOf(() => insert(made, A))).toBe('undefined/1');
  });

  test('one who was evicted is judged for this window', () => {
    const made = bench();
    for (const [actor, value] of [
      [A, 0.5],
      [B, 0.2],
      [C, 0.3],
    ] as const)
      scored(made, inferers, actor, value);
    for (const actor of [A, B, C]) insert(made, actor);
    expect(codeOf(() => insert(made, B))).toBe('emissions/78');
  });

  test('of equals the first in the set is the lowest, and the newcomer comes last', () => {
    const made = bench();
    for (const [actor, value] of [
      [A, 0.1],
      [B, 0.4],
      [C, 0.4],
      [D, 0.5],
    ] as const)
      scored(made, inferers, actor, value);
    for (const actor of [A, B, C]) insert(made, actor);
    expect(active(made)).toEqual([B, C].sort());
    expect(lowest(made)).toBe(B);
    insert(made, D);
    expect(active(made)).toEqual([C, D].sort());
    expect(lowest(made)).toBe(C);
  });

  test('an inferer begins with the initial score and is compared with it; a forecaster and a reputer with 0', () => {
    const made = bench();
    const params = state.params.require(made.ctx);
    for (const kind of [inferers, forecasters, reputers]) kind.initial.set(made.ctx, 1n, dec(-5));
    const forecast = (actor: string) =>
      admit(
        made.ctx,
        forecasters,
        params,
        [1n, actor],
        create(ForecastSchema, { blockHeight: NONCE, forecaster: actor }),
      );
    const losses = (actor: string) => {
      const valueBundle = { reputer: actor, reputerRequestNonce: { reputerNonce: { blockHeight: NONCE } } };
      return admit(made.ctx, reputers, params, [1n, actor], create(ReputerValueBundleSchema, { valueBundle }));
    };
    for (const kind of [inferers, forecasters, reputers]) {
      scored(made, kind, A, -1);
      scored(made, kind, B, -2);
    }
    expect([A, B, C].map((actor) => insert(made, actor))).toEqual([true, true, false]);
    expect([A, B, C].map(forecast)).toEqual([true, true, true]);
    expect([A, B, C].map(losses)).toEqual([true, true, true]);
    for (const kind of [inferers, forecasters, reputers]) {
      expect(score(made, C, kind)).toBe('-5');
      expect(emaOf(made.ctx, kind, 1n, C).height).toBe(NONCE);
    }
    // Found anew, the lowest is judged by what is stored.
    expect(lowest(made, forecasters)).toBe(C);
    expect(active(made, reputers)).toEqual([A, C].sort());
  });

  test('a newcomer who stays out does not drift', () => {
    const made = bench();
    inferers.quantile.set(made.ctx, 1n, dec(9));
    scored(made, inferers, A, 1);
    scored(made, inferers, B, 2);
    expect([A, B, C].map((actor) => insert(made, actor))).toEqual([true, true, false]);
    expect(score(made, C)).toBe('0');
  });

  test('who missed epochs comes back nearer to the initial score', () => {
    const made = bench({ epochLength: 100n, groundTruthLag: 100n, epochLastEnded: 1000n });
    const topic = state.topics.get(made.ctx, 1n)!;
    for (const kind of [inferers, reputers]) kind.initial.set(made.ctx, 1n, dec('-0.2'));
    const back = (kind: ActorKind, height: bigint) =>
      afterLivenessPenalty(made.ctx, kind, topic, { address: A, height, score: dec('0.3') }).score;
    expect(back(inferers, 700n).eq(dec('0.205'))).toBe(true);
    expect(back(inferers, 900n).marshal()).toBe('0.3');
    expect(back(inferers, 899n).eq(dec('0.25'))).toBe(true);
    // Reputers speak later, by the ground truth lag.
    expect(back(reputers, 800n).marshal()).toBe('0.3');
    expect(back(reputers, 600n).eq(dec('0.205'))).toBe(true);
    scored(made, inferers, A, '0.3', 700n);
    insert(made, A, 1000n);
    expect(emaOf(made.ctx, inferers, 1n, A).height).toBe(1000n);
    expect(emaOf(made.ctx, inferers, 1n, A).score.eq(dec('0.205'))).toBe(true);
  });

  test('the end of the window forgets who was in it and the lowest', () => {
    const made = bench();
    insert(made, A);
    clearActive(made.ctx, inferers, 1n);
    expect([active(made), lowest(made), state.inferences.has(made.ctx, [1n, A])]).toEqual([[], undefined, false]);
  });
});

describe('scores of an epoch', () => {
  const values = (texts: readonly (string | number)[]) =>
    texts.map((text, place) => ({ worker: [A, B, C, D, E][place]!, value: dec(text) }));
  const epoch = (made: Workbench) => ({
    topic: state.topics.get(made.ctx, 1n)!,
    params: state.params.require(made.ctx),
    nonce: NONCE,
  });

  test('move the EMAs but not their heights, and give quantile and initial score', () => {
    const made = bench({ activeInfererQuantile: '0.25', meritSortitionAlpha: '0.1' });
    for (const actor of [A, B, C, D, E]) scored(made, inferers, actor, 1, 90n);
    recordScores(made.ctx, inferers, epoch(made), values([0.5, 0.4, 0.3, 0.2, 0.1]));
    expect(inferers.quantile.get(made.ctx, 1n)!.eq(dec('0.2'))).toBe(true);
    expect(emaOf(made.ctx, inferers, 1n, A)).toEqual({ address: A, height: 90n, score: dec('0.95') });
    // Lowest .91 less two deviations of .91 … .95.
    expect(inferers.initial.get(made.ctx, 1n)!.toNumber()).toBeCloseTo(0.91 - 2 * Math.sqrt(0.00025), 12);
    expect(made.takeEvents()).toEqual(['ScoresSet', 'EMAScoresSet', 'TopicInitialEmaScoreSet']);
  });

  test('of a lone actor change neither its EMA nor the quantile', () => {
    const made = bench();
    inferers.quantile.set(made.ctx, 1n, dec(7));
    scored(made, inferers, A, 3);
    recordScores(made.ctx, inferers, epoch(made), values([0]), true);
    expect([score(made, A), inferers.quantile.get(made.ctx, 1n)!.marshal()]).toEqual(['3', '7']);
    expect(inferers.initial.get(made.ctx, 1n)!.marshal()).toBe('3');
    expect(made.takeEvents()).toEqual(['ScoresSet', 'TopicInitialEmaScoreSet']);
  });

  test('the history holds as many as count, the newest first, and forgets whole epochs behind them', () => {
    const made = bench();
    const params = { ...state.params.require(made.ctx), maxSamplesToScaleScores: 2n };
    for (let epochNonce = 10n; epochNonce <= 50n; epochNonce += 10n) {
      const scores = [A, B, C].map((address, place) => ({
        address,
        height: epochNonce,
        score: dec(Number(epochNonce) + place),
      }));
      storeScores(made.ctx, inferers, params, 1n, epochNonce, scores);
    }
    const recent = (upTo: bigint) => recentScores(made.ctx, inferers, params, 1n, upTo).map((value) => value.marshal());
    expect(recent(50n)).toEqual(['50', '51', '52', '40']);
    expect(recent(40n)).toEqual(['40', '41', '42']);
    expect([...inferers.history.keys(made.ctx, { prefix: [1n] })].map(([, nonce]) => nonce)).toEqual([40n, 50n]);
  });
});

/** One kind of actor in one topic by the rules of §7 alone, on numbers that the test may follow. */
class Model {
  readonly emas = new Map<string, { height: bigint; score: Dec }>();
  quantile = Dec.ZERO;
  initial = Dec.ZERO;

  /** Whom the active set holds after everybody came in this order. */
  window(nonce: bigint, cap: number, arriving: readonly string[]): string[] {
    const active: string[] = [];
    let lowest = '';
    for (const actor of arriving) {
      const known = this.emas.get(actor);
      this.emas.set(actor, { height: nonce, score: known ? known.score : this.initial });
      const score = this.emas.get(actor)!.score;
      if (active.length < cap) {
        if (active.length === 0 || score.lt(this.emas.get(lowest)!.score)) lowest = actor;
        active.push(actor);
      } else if (score.gt(this.emas.get(lowest)!.score)) {
        this.drift(lowest);
        active.sort().splice(active.indexOf(lowest), 1);
        active.push(actor);
        lowest = active.reduce((low, other) =>
          this.emas.get(other)!.score.lt(this.emas.get(low)!.score) ? other : low,
        );
      } else if (known) this.drift(actor);
    }
    return active.sort();
  }

  private drift(actor: string): void {
    const known = this.emas.get(actor)!;
    this.emas.set(actor, { ...known, score: ema(ALPHA, this.quantile, known.score, false) });
  }

  score(actors: readonly string[], scores: readonly Dec[]): void {
    for (const [place, actor] of actors.entries()) {
      const known = this.emas.get(actor)!;
      this.emas.set(actor, { ...known, score: ema(ALPHA, scores[place]!, known.score, false) });
    }
    this.quantile = quantile(scores, dec('0.2'));
    const scored = actors.map((actor) => this.emas.get(actor)!.score);
    this.initial = scored.reduce((low, score) => Dec.min(low, score)).sub(Dec.TWO.mul(stdDev(scored)));
  }
}

const ALPHA = dec('0.1');

test('a hundred epochs of the application draw as a model does that uses the stored quantile (§18.1)', () => {
  const arrivals = pseudoRandom(5);
  const story = new Story({
    inferers: 8,
    forecasters: 0,
    stakes: [40_000n],
    topic: { meritSortitionAlpha: '0.1', activeInfererQuantile: '0.2' },
    params: { maxTopInferersToReward: 5n },
    order: (actors) =>
      actors
        .map((actor) => ({ actor, key: arrivals() }))
        .sort((a, b) => a.key - b.key)
        .map(({ actor }) => actor),
  });
  const model = new Model();
  let sets = 0;
  while (sets < 100) {
    const emitted = story.block();
    const [scores] = named(emitted, 'ScoresSet').filter(({ actor_type }) => `${actor_type}`.includes('INFERER'));
    if (scores) model.score(scores.addresses as string[], (scores.scores as string[]).map(dec));
    for (const { nonce_block_height } of named(emitted, 'WorkerSubmissionWindowOpened')) {
      const nonce = BigInt(`${nonce_block_height}`);
      const drawn = model.window(nonce, 5, story.arrived(nonce));
      while (named(story.chain.emitted(), 'ActiveInferersSet').length === 0) story.block();
      expect(named(story.chain.emitted(), 'ActiveInferersSet')[0]!.addresses, `epoch ${sets}`).toEqual(drawn);
      sets += 1;
    }
  }
  for (const { address } of story.inferers) {
    const { score } = story.chain.query(
      'GetInfererScoreEma',
      queries.GetInfererScoreEmaRequestSchema,
      queries.GetInfererScoreEmaResponseSchema,
      { topicId: 1n, inferer: address },
    );
    expect([score!.score, score!.blockHeight]).toEqual([
      model.emas.get(address)!.score.marshal(),
      model.emas.get(address)!.height,
    ]);
  }
});

/** The rules of §7 for actors with EMAs, beside the chain: numbers, and the quantile that is stored when an epoch begins. */
test('over a hundred epochs the active set is the best five by EMA, and the EMAs are those of a model (§18.1)', () => {
  const made = new Workbench({ maxTopInferersToReward: 5n });
  const topic = made.topic({
    epochLength: 10n,
    groundTruthLag: 10n,
    meritSortitionAlpha: '0.1',
    activeInfererQuantile: '0.2',
  });
  const crowd = actors('crowd', 8).map(({ address }) => address);
  const random = pseudoRandom(11);
  const model = new Map(crowd.map((actor, place) => [actor, 0.1 + place / 10]));
  for (const [actor, value] of model) scored(made, inferers, actor, value.toFixed(6), 0n);
  for (const [actor, value] of model) {
    setEma(made.ctx, inferers, 1n, { address: actor, height: 1n, score: dec(value.toFixed(6)) });
    model.set(actor, Number(value.toFixed(6)));
  }
  let passive = 0;
  for (let place = 1; place <= 100; place++) {
    const nonce = BigInt(place * 10);
    topic.epochLastEnded = nonce;
    state.topics.set(made.ctx, 1n, topic);
    const order = crowd.map((actor) => ({ actor, key: random() })).sort((a, b) => a.key - b.key);
    for (const { actor } of order) insert(made, actor, nonce);
    const ranked = [...model].sort(([, a], [, b]) => b - a).map(([actor]) => actor);
    const best = ranked.slice(0, 5);
    expect(active(made).toSorted(), `epoch ${place}`).toEqual(best.toSorted());
    for (const actor of ranked.slice(5)) model.set(actor, 0.1 * passive + 0.9 * model.get(actor)!);

    const metrics = best
      .toSorted()
      .map((actor) => ({ worker: actor, value: dec((crowd.indexOf(actor) / 8 + random()).toFixed(6)) }));
    const params = state.params.require(made.ctx);
    recordScores(made.ctx, inferers, { topic, params, nonce }, metrics);
    for (const { worker, value } of metrics) model.set(worker, 0.1 * value.toNumber() + 0.9 * model.get(worker)!);
    const sorted = metrics.map(({ value }) => value.toNumber()).sort((a, b) => a - b);
    passive = sorted[0]! + 0.8 * (sorted[1]! - sorted[0]!);
    for (const [actor, value] of model)
      expect(emaOf(made.ctx, inferers, 1n, actor).score.toNumber()).toBeCloseTo(value, 10);
    clearActive(made.ctx, inferers, 1n);
  }
});
