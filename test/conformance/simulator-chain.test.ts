import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lossesOf } from '../../src/chain/modules/emissions/epochs/loss-bundles.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import type { AttributedValue, LossBundle, RegretMap, RegretMatrix } from '../../src/protocol/synthesis/index.ts';
import * as queries from '../../src/wire/gen/emissions/v10/query_pb.ts';
import { AddStakeRequestSchema, FundTopicRequestSchema } from '../../src/wire/gen/emissions/v10/tx_pb.ts';
import { Chain } from '../unit/emissions/chain.ts';
import { named } from '../unit/emissions/story.ts';
import { actors, reputerMessage, workerMessage } from '../unit/emissions/workbench.ts';
import {
  addressOf,
  forecasters,
  inferers,
  reputers,
  simulatorGenesis,
  stakesOf,
  workerOf,
} from './simulator-genesis.ts';
import { lossReports, type Row, readEpochs, regretColumns, synthesisColumns } from './simulator-table.ts';

/**
 * The simulator through the chain: from a genesis that holds the state of epoch 300, the losses of epochs 301 and 302 come as signed
 * payloads, and what the chain then stores and tells is what the table says.
 */
const folder = resolve(
  process.env.ALLOKIT_SIMULATOR || resolve(import.meta.dirname, '../../../shared/vectors/simulator'),
);
const table = resolve(folder, 'synthesis_epochs.v0.6.csv');
const present = existsSync(table);
if (!present)
  process.stdout.write(`Simulator through the chain: NOT RUN, there is no table ${table} (set ALLOKIT_SIMULATOR)\n`);

const epochs = present ? readEpochs(readFileSync(table, 'utf8')) : [];
/** The table's doubles carry 16 digits; scores are of the order of 30. */
const TOLERANCE = Dec.parse('4E-15');
const SCORE_TOLERANCE = Dec.parse('2E-12');

const [funder] = actors('simulated funder', 1);

/** What the chain made of an epoch. */
interface Outcome {
  readonly row: Row;
  readonly losses: LossBundle;
  readonly regrets: Map<string, Dec>;
  readonly scores: string[];
  readonly coefficients: string[];
}

const number = (row: Row, column: string) => row.get(column) as string;
const attributed = (list: readonly AttributedValue[]) =>
  list.map(({ worker, value }) => ({ worker: addressOf(worker), value: value.marshal() }));

/** Differences beyond the tolerance, as `column: value instead of stated`. */
function off(row: Row, columns: Iterable<readonly [string, Dec]>, tolerance = TOLERANCE): string[] {
  return Array.from(columns).flatMap(([column, value]) => {
    const stated = number(row, column);
    return value.sub(Dec.parse(stated)).abs().lte(tolerance)
      ? []
      : [`${column}: ${value.marshal()} instead of ${stated}`];
  });
}

describe.skipIf(!present)(
  present ? 'simulator through the chain' : `simulator through the chain: not run, there is no table ${table}`,
  () => {
    const outcomes: Outcome[] = [];

    beforeAll(() => {
      const [start, ...rows] = epochs as [Row, ...Row[]];
      const staked = stakesOf(start).reduce((sum, stake) => sum + stake, 0n);
      const genesis = simulatorGenesis(start);
      const chain = new Chain(
        [funder!, ...inferers, ...forecasters, ...reputers],
        {},
        {
          // A treasury of one uallo: everybody is scored, nobody is paid, so the stakes are the table's.
          treasury: 1n,
          staked,
          balance: 10n ** 26n,
          emissions: genesis,
        },
      );
      chain.add(funder!, FundTopicRequestSchema, { sender: funder!.address, topicId: 1n, amount: '1000000000' });
      const sent = new Map<bigint, Row>();
      let stakes = stakesOf(start);
      while (outcomes.length < rows.length) {
        for (const { code, log } of chain.block()) if (code !== 0) throw new Error(`height ${chain.height}: ${log}`);
        const emitted = chain.emitted();
        for (const { nonce_block_height } of named(emitted, 'WorkerSubmissionWindowOpened')) {
          const row = rows[sent.size] ?? rows.at(-1)!;
          const nonce = BigInt(`${nonce_block_height}`);
          sendWork(chain, row, nonce);
          sent.set(nonce, row);
        }
        const closed = named(emitted, 'ReputerSubmissionWindowClosed');
        for (const { nonce_block_height } of closed) {
          outcomes.push(
            outcome(chain, emitted, sent.get(BigInt(`${nonce_block_height}`))!, BigInt(`${nonce_block_height}`)),
          );
        }
        for (const { nonce_block_height } of named(emitted, 'ReputerSubmissionWindowOpened')) {
          const nonce = BigInt(`${nonce_block_height}`);
          const row = sent.get(nonce)!;
          const wanted = stakesOf(row);
          for (const [place, reputer] of reputers.entries()) {
            const amount = `${wanted[place]! - stakes[place]!}`;
            if (amount !== '0')
              chain.add(reputer, AddStakeRequestSchema, { sender: reputer.address, topicId: 1n, amount });
            sendLosses(chain, row, place, nonce);
          }
          stakes = wanted;
        }
      }
    });

    for (const [index, row] of epochs.slice(1).entries()) {
      const epoch = number(row, 'epoch');
      test(`epoch ${epoch}: network losses`, () => {
        expect(off(row, synthesisColumns.losses(outcomes[index]!.losses))).toEqual([]);
      });

      test(`epoch ${epoch}: regrets`, () => {
        const { regrets } = outcomes[index]!;
        expect([...regrets.keys()].toSorted()).toEqual(
          [...row.keys()].filter((column) => /^(naive_)?inference_regret/.test(column)).toSorted(),
        );
        expect(off(row, regrets)).toEqual([]);
      });

      test(`epoch ${epoch}: scores and listening coefficients of the reputers`, () => {
        const { scores, coefficients } = outcomes[index]!;
        const columns = (stem: string, texts: readonly string[]) =>
          texts.map((text, place) => [`${stem}_${place}`, Dec.parse(text)] as const);
        expect(off(row, columns('reputer_score', scores), SCORE_TOLERANCE)).toEqual([]);
        expect(off(row, columns('reputer_listening_coefficient', coefficients), SCORE_TOLERANCE)).toEqual([]);
      });
    }
  },
);

function sendWork(chain: Chain, row: Row, nonce: bigint): void {
  for (const [place, worker] of inferers.entries()) {
    chain.addWorker(worker, workerMessage(worker, { nonce, value: number(row, `inference_${place}`) }));
  }
  for (const [place, worker] of forecasters.entries()) {
    const forecast = inferers.map(
      ({ address }, inferer) => [address, number(row, `forecasted_loss_${place}_for_${inferer}`)] as const,
    );
    chain.addWorker(worker, workerMessage(worker, { nonce, forecast }));
  }
}

function sendLosses(chain: Chain, row: Row, place: number, nonce: bigint): void {
  const { losses } = lossReports(row)[place]!;
  const reputer = reputers[place]!;
  const message = reputerMessage(reputer, nonce, {
    combinedValue: losses.combined.marshal(),
    naiveValue: losses.naive.marshal(),
    infererValues: attributed(losses.inferers),
    forecasterValues: attributed(losses.forecasters),
    oneOutInfererValues: attributed(losses.oneOutInferers),
    oneOutForecasterValues: attributed(losses.oneOutForecasters),
    oneInForecasterValues: attributed(losses.oneInForecasters),
    oneOutInfererForecasterValues: losses.oneOutInfererForecasters.map((entry) => ({
      forecaster: addressOf(entry.forecaster),
      oneOutInfererValues: attributed(entry.losses),
    })),
  });
  chain.addReputer(reputer, message);
}

function outcome(chain: Chain, emitted: ReturnType<Chain['emitted']>, row: Row, nonce: bigint): Outcome {
  const { lossBundle } = chain.query(
    'GetNetworkLossBundleAtBlock',
    queries.GetNetworkLossBundleAtBlockRequestSchema,
    queries.GetNetworkLossBundleAtBlockResponseSchema,
    { topicId: 1n, blockHeight: nonce },
  );
  const network = lossesOf(lossBundle!);
  const renamed = (list: readonly AttributedValue[]) =>
    list.map(({ worker, value }) => ({ worker: workerOf(worker), value }));
  const ofReputers = (name: string) =>
    named(emitted, name).find(({ actor_type }) => `${actor_type}`.includes('REPUTER')) as Record<string, string[]>;
  const inOrder = (event: Record<string, string[]>, values: string) =>
    reputers.map(({ address }) => event[values]![event.addresses!.indexOf(address)]!);
  return {
    row,
    losses: {
      combined: network.combined,
      naive: network.naive,
      inferers: renamed(network.inferers),
      forecasters: renamed(network.forecasters),
      oneOutInferers: renamed(network.oneOutInferers),
      oneOutForecasters: renamed(network.oneOutForecasters),
      oneInForecasters: renamed(network.oneInForecasters),
      oneOutInfererForecasters: network.oneOutInfererForecasters.map(({ forecaster, losses }) => ({
        forecaster: workerOf(forecaster),
        losses: renamed(losses),
      })),
    },
    regrets: regretsOf(chain),
    scores: inOrder(ofReputers('ScoresSet'), 'scores'),
    coefficients: inOrder(ofReputers('ListeningCoefficientsSet'), 'coefficients'),
  };
}

interface StoredRegret {
  readonly actor_id?: string;
  readonly actor_id1?: string;
  readonly actor_id2?: string;
  readonly timestamped_value: { readonly value: string };
}

/** The stored regrets by the table's columns. */
function regretsOf(chain: Chain): Map<string, Dec> {
  const { emissions } = chain.app.exportGenesis() as { emissions: Record<string, StoredRegret[]> };
  const map = (field: string): RegretMap =>
    new Map(
      emissions[field]!.map(({ actor_id, timestamped_value }) => [
        workerOf(actor_id!),
        Dec.parse(timestamped_value.value),
      ]),
    );
  const matrix = (field: string): RegretMatrix => {
    const rows = new Map<string, Map<string, Dec>>();
    for (const { actor_id1, actor_id2, timestamped_value } of emissions[field]!) {
      const key = workerOf(actor_id1!);
      const known = rows.get(key) ?? new Map<string, Dec>();
      rows.set(key, known.set(workerOf(actor_id2!), Dec.parse(timestamped_value.value)));
    }
    return rows;
  };
  return regretColumns({
    inferer: map('latest_inferer_network_regrets'),
    forecaster: map('latest_forecaster_network_regrets'),
    naiveInferer: map('latest_naive_inferer_network_regrets'),
    oneOutInfererInferer: matrix('latest_one_out_inferer_inferer_network_regrets'),
    oneOutInfererForecaster: matrix('latest_one_out_inferer_forecaster_network_regrets'),
    oneOutForecasterInferer: matrix('latest_one_out_forecaster_inferer_network_regrets'),
    oneOutForecasterForecaster: matrix('latest_one_out_forecaster_forecaster_network_regrets'),
    oneInForecaster: matrix('latest_one_in_forecaster_network_regrets'),
  });
}
