import { Dec, log10 } from '../../src/protocol/decimal/index.ts';
import { emptyRegrets, mergeRegrets, networkLosses, updateRegrets } from '../../src/protocol/losses/index.ts';
import {
  type LossBundle,
  type LossReport,
  type NetworkInferences,
  type Synthesis,
  synthesise,
  type TopicParameters,
} from '../../src/protocol/synthesis/index.ts';

/** What was submitted in one epoch, by address, as decimal text. */
export interface Submitted {
  readonly inferences: Readonly<Record<string, string>>;
  readonly forecasts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A reputer, its whole stake in uallo, and what it holds for the truth. */
export interface Judge {
  readonly reputer: string;
  readonly stake: bigint;
  readonly truth: string;
}

export interface ModelEpoch {
  readonly synthesis: Synthesis;
  /** Who entered with a regret of its own. */
  readonly experienced: { readonly inferers: readonly string[]; readonly forecasters: readonly string[] };
  losses?: LossBundle;
}

/** Loss floor of every reputer here. */
export const LOSS_FLOOR = '0.0001';

/**
 * A topic beside the chain: nothing but the pure functions of the protocol, on what was submitted.
 * Losses are log10 of the squared error.
 */
export class TopicModel {
  #topic: TopicParameters = {
    pNorm: Dec.of(3),
    cNorm: Dec.parse('0.75'),
    epsilon: Dec.parse('0.01'),
    alphaRegret: Dec.parse('0.1'),
    initialRegret: Dec.ZERO,
  };
  #regrets = emptyRegrets();
  #scale: Dec | undefined;
  #previousLoss: Dec | undefined;
  readonly #inclusions = { inferers: new Map<string, bigint>(), forecasters: new Map<string, bigint>() };

  get initialRegret(): Dec {
    return this.#topic.initialRegret;
  }

  get scale(): Dec | undefined {
    return this.#scale;
  }

  closeWorkers({ inferences, forecasts }: Submitted): ModelEpoch {
    const synthesis = synthesise({
      inferences: Object.entries(inferences).map(([inferer, value]) => ({ inferer, values: [Dec.parse(value)] })),
      forecasts: Object.entries(forecasts).map(([forecaster, elements]) => ({
        forecaster,
        elements: Object.entries(elements).map(([inferer, value]) => ({ inferer, value: Dec.parse(value) })),
      })),
      previousLoss: this.#previousLoss,
      regrets: this.#regrets,
      scale: this.#scale,
      topic: this.#topic,
      epsilonSafeDiv: Dec.parse('1E-7'),
    });
    const experienced = {
      inferers: [...this.#regrets.inferer.keys()],
      forecasters: [...this.#regrets.forecaster.keys()],
    };
    return { synthesis, experienced };
  }

  closeReputers(epoch: ModelEpoch, judges: readonly Judge[]): void {
    const reports = judges.map(
      ({ reputer, stake, truth }): LossReport => ({
        reputer,
        stake,
        losses: judged(epoch.synthesis.inferences, Dec.parse(truth)),
      }),
    );
    const losses = networkLosses(reports);
    const update = updateRegrets({
      losses,
      previous: this.#regrets,
      topic: this.#topic,
      parameters: {
        initialRegretQuantile: Dec.parse('0.25'),
        pNormSafeDiv: Dec.parse('8.25'),
        minExperiencedWorkerRegrets: 10,
      },
      inclusions: this.#inclusions,
    });
    this.#regrets = mergeRegrets(this.#regrets, update.regrets);
    this.#scale = update.scale;
    this.#previousLoss = losses.combined;
    this.#topic = { ...this.#topic, initialRegret: update.initialRegret ?? this.#topic.initialRegret };
    for (const role of ['inferers', 'forecasters'] as const) {
      const counts = this.#inclusions[role];
      for (const { worker } of losses[role]) counts.set(worker, (counts.get(worker) ?? 0n) + 1n);
    }
    epoch.losses = losses;
  }
}

/** Every inference of an epoch, judged: log10 of the squared error, but at least the floor. */
function judged(inferences: NetworkInferences, truth: Dec): LossBundle {
  const floor = Dec.parse(LOSS_FLOOR);
  const loss = (values: readonly Dec[]): Dec => {
    const error = values[0]!.sub(truth);
    return log10(Dec.max(error.mul(error), floor));
  };
  const list = (entries: NetworkInferences['inferers']) =>
    entries.map(({ worker, values }) => ({ worker, value: loss(values) }));
  const rows = new Map<string, { worker: string; value: Dec }[]>();
  for (const { forecaster, withheldInferer, values } of inferences.oneOutInfererForecasters) {
    rows.set(forecaster, [...(rows.get(forecaster) ?? []), { worker: withheldInferer, value: loss(values) }]);
  }
  return {
    combined: loss(inferences.combined),
    naive: loss(inferences.naive),
    inferers: list(inferences.inferers),
    forecasters: list(inferences.forecasters),
    oneOutInferers: list(inferences.oneOutInferers),
    oneOutForecasters: list(inferences.oneOutForecasters),
    oneInForecasters: list(inferences.oneInForecasters),
    oneOutInfererForecasters: [...rows].map(([forecaster, losses]) => ({ forecaster, losses })),
  };
}
