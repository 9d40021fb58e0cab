import { lossesOf } from '../../../src/chain/modules/emissions/epochs/loss-bundles.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { type Distribution, distribute } from '../../../src/protocol/rewards/index.ts';
import {
  forecasterScores,
  infererScores,
  type ReputerScores,
  reputerScores,
} from '../../../src/protocol/scores/index.ts';
import type { LossBundle } from '../../../src/protocol/synthesis/index.ts';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import type { Chain } from './chain.ts';

const SCORES = {
  learningRate: Dec.parse('0.05'),
  maxGradientThreshold: Dec.parse('0.001'),
  gradientDescentMaxIters: 10n,
  minStakeFraction: Dec.parse('0.5'),
  epsilonReputer: Dec.parse('0.01'),
  epsilonSafeDiv: Dec.parse('1E-7'),
};

const REWARDS = {
  taskRewardAlpha: Dec.parse('0.1'),
  betaEntropy: Dec.parse('0.25'),
  pRewardInference: Dec.of(3),
  pRewardForecast: Dec.of(3),
  pRewardReputer: Dec.ONE,
  cRewardInference: Dec.parse('0.75'),
  cRewardForecast: Dec.parse('0.75'),
};

/** What reputers said of an epoch, and what the network made of it. */
export interface EpochLosses {
  readonly reported: readonly { readonly reputer: string; readonly losses: LossBundle }[];
  readonly network: LossBundle;
}

/** An epoch's losses as queries give them. */
export function lossesAt(chain: Chain, nonce: bigint): EpochLosses {
  const at = { topicId: 1n, blockHeight: nonce };
  const { lossBundles } = chain.query(
    'GetReputerLossBundlesAtBlock',
    queries.GetReputerLossBundlesAtBlockRequestSchema,
    queries.GetReputerLossBundlesAtBlockResponseSchema,
    at,
  );
  const { lossBundle } = chain.query(
    'GetNetworkLossBundleAtBlock',
    queries.GetNetworkLossBundleAtBlockRequestSchema,
    queries.GetNetworkLossBundleAtBlockResponseSchema,
    at,
  );
  return {
    reported: lossBundles.map((bundle) => ({ reputer: bundle.reputer, losses: lossesOf(bundle) })),
    network: lossesOf(lossBundle!),
  };
}

/** Topic 1 and its rewards by the pure functions alone, one epoch after the other. */
export class RewardModel {
  readonly authority: Map<string, bigint>;
  readonly delegated: ReadonlyMap<string, bigint>;
  readonly #coefficients = new Map<string, Dec>();
  readonly #history = { inferers: [] as Dec[], forecasters: [] as Dec[] };
  readonly #previous = {
    reputers: new Map<string, Dec>(),
    inferers: new Map<string, Dec>(),
    forecasters: new Map<string, Dec>(),
    forecasterRatio: Dec.ZERO,
  };

  /** Stakes by reputer: whole, and of that delegated. */
  constructor(authority: Iterable<readonly [string, bigint]>, delegated: Iterable<readonly [string, bigint]>) {
    this.authority = new Map(authority);
    this.delegated = new Map(delegated);
  }

  reward({ reported, network }: EpochLosses, reward: Dec): { scored: ReputerScores; distribution: Distribution } {
    const scored = reputerScores(
      reported.map(({ reputer, losses }) => ({
        reputer,
        losses,
        stake: this.authority.get(reputer)!,
        listeningCoefficient: this.#coefficients.get(reputer) ?? Dec.ONE,
      })),
      SCORES,
    );
    for (const { worker, value } of scored.coefficients) this.#coefficients.set(worker, value);
    const inferers = infererScores(network);
    const forecasters = forecasterScores(network);
    // Newest first; one deviation over all of them.
    this.#history.inferers.unshift(...inferers.scores.map(({ value }) => value));
    this.#history.forecasters.unshift(...forecasters.scores.map(({ value }) => value));
    const distribution = distribute({
      reward,
      losses: network,
      reputers: scored.scores.map(({ worker, value }) => ({
        reputer: worker,
        score: value,
        authority: this.authority.get(worker)!,
        delegatedUpon: this.delegated.get(worker) ?? 0n,
      })),
      inferers,
      forecasters,
      history: this.#history,
      previous: this.#previous,
      epsilon: Dec.parse('0.0001'),
      parameters: REWARDS,
    });
    const previous = this.#previous;
    for (const { worker, value } of distribution.reputers.kept) previous.reputers.set(worker, value);
    for (const { worker, value } of distribution.inferers.kept) previous.inferers.set(worker, value);
    for (const { worker, value } of distribution.forecasters.kept) previous.forecasters.set(worker, value);
    previous.forecasterRatio = distribution.share.ratio;
    for (const { reputer, own } of distribution.reputers.split) {
      this.authority.set(reputer, this.authority.get(reputer)! + own.trunc());
    }
    return { scored, distribution };
  }
}
