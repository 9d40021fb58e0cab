import { create } from '@bufbuild/protobuf';
import type { Dec } from '../../src/protocol/decimal/index.ts';
import type { RegretMap, RegretMatrix } from '../../src/protocol/synthesis/index.ts';
import { GenesisStateSchema } from '../../src/wire/gen/emissions/v10/genesis_pb.ts';
import { TopicOutputArity, TopicType } from '../../src/wire/gen/emissions/v10/types_pb.ts';
import { toJson } from '../../src/wire/index.ts';
import { type Actor, actors } from '../unit/emissions/workbench.ts';
import { lossReports, type Row, regretTables } from './simulator-table.ts';

/** The table's workers (0–4 infer, 5–7 forecast) and reputers as actors of the chain, in the table's order. */
export const inferers = actors('simulated inferer', 5);
export const forecasters = actors('simulated forecaster', 3);
export const reputers = actors('simulated reputer', 5);
const workers = [...inferers, ...forecasters];

export const addressOf = (worker: string): string => (workers[Number(worker)] as Actor).address;
export const workerOf = (address: string): string => `${workers.findIndex((actor) => actor.address === address)}`;

/** A reputer's stake in an epoch, in uallo: the table counts whole tokens. */
export const stakesOf = (row: Row): bigint[] => lossReports(row).map(({ stake }) => stake / 10n ** 7n);

const TOPIC_ID = 1n;
/** Any height before the first churn. */
const BEFORE = 1n;
const topicId = TOPIC_ID;

const timestamped = (value: Dec) => ({ timestampedValue: { blockHeight: BEFORE, value: value.marshal() } });
const regrets = (map: RegretMap) =>
  Array.from(map, ([worker, value]) => ({ topicId, actorId: addressOf(worker), ...timestamped(value) }));
const pairs = (matrix: RegretMatrix) =>
  Array.from(matrix).flatMap(([key, map]) =>
    Array.from(map, ([worker, value]) => ({
      topicId,
      actorId1: addressOf(key),
      actorId2: addressOf(worker),
      ...timestamped(value),
    })),
  );

/** What the simulator's topic was after an epoch, as the chain's genesis: regrets, coefficients, stakes, losses, and who is registered. */
export function simulatorGenesis(row: Row): Record<string, unknown> {
  const tables = regretTables(row);
  const stakes = stakesOf(row);
  const total = stakes.reduce((sum, stake) => sum + stake, 0n);
  const members = (list: readonly Actor[]) => list.map(({ address }) => ({ topicId, actorId: address }));
  const nodes = (list: readonly Actor[]) =>
    list.map(({ address }) => ({ libP2pKey: address, offchainNode: { nodeAddress: address, owner: address } }));
  const genesis = toJson(
    GenesisStateSchema,
    create(GenesisStateSchema, {
      nextTopicId: 2n,
      topics: [
        {
          topicId,
          topic: {
            id: TOPIC_ID,
            creator: workers[0]!.address,
            lossMethod: 'mse',
            epochLength: 12n,
            groundTruthLag: 12n,
            workerSubmissionWindow: 10n,
            pNorm: '3',
            cNorm: '0.75',
            alphaRegret: '0.1',
            allowNegative: true,
            epsilon: '0.01',
            initialRegret: '1',
            meritSortitionAlpha: '0.1',
            activeInfererQuantile: '0.2',
            activeForecasterQuantile: '0.2',
            activeReputerQuantile: '0.2',
            topicType: TopicType.REGRESSION,
            outputArity: TopicOutputArity.SINGLE,
            unityTolerance: '0',
            maxLabelsPerSubmission: 1n,
            labelDefaultValue: '0',
          },
        },
      ],
      topicWorkers: members(workers),
      topicReputers: members(reputers),
      workers: nodes(workers),
      reputers: nodes(reputers),
      totalStake: `${total}`,
      topicStake: [{ topicId, int: `${total}` }],
      stakeReputerAuthority: reputers.map(({ address }, place) => ({
        topicId,
        actorId: address,
        int: `${stakes[place]}`,
      })),
      reputerListeningCoefficient: reputers.map(({ address }, place) => ({
        topicId,
        actorId: address,
        listeningCoefficient: { coefficient: row.get(`reputer_listening_coefficient_${place}`) as string },
      })),
      networkLossBundles: [
        {
          topicId,
          blockHeight: BEFORE,
          valueBundle: {
            topicId,
            reputerRequestNonce: { reputerNonce: { blockHeight: BEFORE } },
            reputer: reputers[0]!.address,
            combinedValue: row.get('network_loss') as string,
            naiveValue: row.get('network_naive_loss') as string,
          },
        },
      ],
      latestInfererNetworkRegrets: regrets(tables.inferer),
      latestForecasterNetworkRegrets: regrets(tables.forecaster),
      latestNaiveInfererNetworkRegrets: regrets(tables.naiveInferer),
      latestOneOutInfererInfererNetworkRegrets: pairs(tables.oneOutInfererInferer),
      latestOneOutInfererForecasterNetworkRegrets: pairs(tables.oneOutInfererForecaster),
      latestOneOutForecasterInfererNetworkRegrets: pairs(tables.oneOutForecasterInferer),
      latestOneOutForecasterForecasterNetworkRegrets: pairs(tables.oneOutForecasterForecaster),
      latestOneInForecasterNetworkRegrets: pairs(tables.oneInForecaster),
      previousPercentageRewardToStakedReputers: '0',
      totalSumPreviousTopicWeights: '0',
      rewardCurrentBlockEmission: '0',
      monthlyReputerRewards: '0',
      monthlyTopicRewards: '0',
    }),
  ) as Record<string, unknown>;
  // The parameters are those of an open network.
  delete genesis.params;
  return genesis;
}
