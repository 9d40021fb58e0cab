import type { ActorRole } from '../../client/actor-status.ts';
import { type Metric, metricsText } from '../../node/metrics.ts';
import type { FaultKind } from './fault.ts';
import type { ActorNews } from './news.ts';

const FAULTS: readonly Exclude<FaultKind, 'over'>[] = ['program', 'timeout', 'answer', 'rejected', 'network'];

/** Counts what happens to an actor, for Prometheus. */
export class ActorMetrics {
  readonly #labels: Readonly<Record<string, string>>;
  readonly #ended = { submitted: 0, already: 0, skipped: 0, missed: 0 };
  readonly #faults: Record<string, number> = {};
  #runs = 0;
  #seconds = 0;
  #lastSeconds = 0;
  #connected = true;
  #lastNonce = 0;
  #score: string | undefined;
  #smoothed: string | undefined;
  #reward: string | undefined;
  #rewards = 0;

  constructor(of: { role: ActorRole; topicId: bigint; actor: string }) {
    this.#labels = { role: of.role, topic: of.topicId.toString(), actor: of.actor };
  }

  ran(seconds: number): void {
    this.#runs += 1;
    this.#seconds += seconds;
    this.#lastSeconds = seconds;
  }

  take(news: ActorNews): void {
    switch (news.event) {
      case 'submitted':
      case 'already':
      case 'skipped':
      case 'missed':
        this.#ended[news.event] += 1;
        if (news.event === 'submitted') this.#lastNonce = news.nonce;
        break;
      case 'retry':
        this.#faults[news.fault] = (this.#faults[news.fault] ?? 0) + 1;
        break;
      case 'link':
        this.#connected = news.state !== 'lost';
        break;
      case 'score':
        this.#score = news.score;
        this.#smoothed = news.smoothed ?? this.#smoothed;
        break;
      case 'reward':
        this.#reward = news.amount;
        this.#rewards += Number(news.amount);
        break;
    }
  }

  /** In Prometheus' text format. */
  text(): string {
    const one = (type: Metric['type'], name: string, help: string, value: number | string | undefined): Metric[] =>
      value === undefined ? [] : [{ ...named(type, name, help), samples: [[this.#labels, Number(value)]] }];
    return metricsText([
      {
        ...named('counter', 'nonces_total', 'Nonces by how they ended.'),
        samples: Object.entries(this.#ended).map(([outcome, count]) => [{ ...this.#labels, outcome }, count]),
      },
      {
        ...named('counter', 'failures_total', 'Attempts that came to nothing, by what was at fault.'),
        samples: FAULTS.map((fault) => [{ ...this.#labels, fault }, this.#faults[fault] ?? 0]),
      },
      ...one('counter', 'program_runs_total', 'Calls of the program.', this.#runs),
      ...one('counter', 'program_seconds_total', 'What all calls of the program took.', this.#seconds),
      ...one('gauge', 'program_last_seconds', 'What the last call of the program took.', this.#lastSeconds),
      ...one('gauge', 'connected', 'Whether the network answers.', this.#connected ? 1 : 0),
      ...one('gauge', 'last_nonce', 'Nonce of the last submission.', this.#lastNonce),
      ...one('gauge', 'score', 'Score of the last scored epoch.', this.#score),
      ...one('gauge', 'smoothed_score', 'Smoothed score, which decides who is in the active set.', this.#smoothed),
      ...one('gauge', 'last_reward_uallo', 'Last reward.', this.#reward),
      ...one('counter', 'rewards_uallo_total', 'All rewards since the start of the process.', this.#rewards),
    ]);
  }
}

const named = (type: Metric['type'], name: string, help: string): Omit<Metric, 'samples'> => ({
  name: `allokit_actor_${name}`,
  help,
  type,
});
