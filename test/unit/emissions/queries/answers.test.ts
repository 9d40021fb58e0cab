import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { GenesisStateSchema } from '../../../../src/wire/gen/emissions/v10/genesis_pb.ts';
import { QueryService } from '../../../../src/wire/gen/emissions/v10/query_pb.ts';
import { decode, encode, toJson } from '../../../../src/wire/index.ts';
import { fullGenesis } from '../full-genesis.ts';
import { Network } from '../network.ts';
import { codeOf } from '../workbench.ts';
import { answers } from './answers.ts';

type Name = keyof typeof answers;
const names = Object.keys(QueryService.method) as Name[];

const genesis = fullGenesis();
const network = new Network({}, toJson(GenesisStateSchema, genesis));

/** The answer as it comes over the wire. */
function ask(method: Name, request: object): unknown {
  const { output } = QueryService.method[method];
  return decode(output, encode(output, create(output, network.query(method, request as never) as never)));
}

test.each(names)('%s answers what the state holds', (name) => {
  const [request, expected] = answers[name];
  const { output } = QueryService.method[name];
  expect(ask(name, request)).toMatchObject(create(output, expected(genesis) as never));
});

/** What a topic is not asked to be there for: its records alone decide. Zero, an empty list or NotFound where there are none. */
const ZERO: Partial<Record<Name, string>> = {
  getDelegateStakeRemoval: 'sdk/22',
  getCurrentLowestInfererScore: 'sdk/22',
  getCurrentLowestForecasterScore: 'sdk/22',
  getCurrentLowestReputerScore: 'sdk/22',
  getTopicLastWorkerCommitInfo: 'sdk/22',
  getTopicLastReputerCommitInfo: 'sdk/22',
};

/** Queries that the reference answers with NotFound for a topic that does not exist (docs/spec/emissions.md §16). */
const OF_A_TOPIC = new Set<Name>([
  'getTopic',
  'getTopicStake',
  'getReputerStakeInTopic',
  'getMultiReputerStakeInTopic',
  'getStakeFromReputerInTopicInSelf',
  'getDelegateStakeInTopicInReputer',
  'getStakeFromDelegatorInTopic',
  'getStakeFromDelegatorInTopicInReputer',
  'getStakeRemovalInfo',
  'getDelegateStakeRemovalInfo',
  'isWorkerRegisteredInTopicId',
  'isReputerRegisteredInTopicId',
  'getTopicInitialInfererEmaScore',
  'getTopicInitialForecasterEmaScore',
  'getTopicInitialReputerEmaScore',
  'getWorkerLatestInputInferenceByTopicId',
  'getInferencesAtBlock',
  'getLatestTopicInferences',
  'getForecastsAtBlock',
  'getNetworkLossBundleAtBlock',
  'getReputerLossBundlesAtBlock',
  'getNetworkInferencesAtBlock',
  'getNetworkInferencesAtBlockOutlierResistant',
  'getLatestNetworkInferences',
  'getLatestNetworkInferencesOutlierResistant',
  'getOpenWorkerSubmissionWindows',
  'getOpenReputerSubmissionWindows',
  'getWorkerSubmissionWindowStatus',
  'getReputerSubmissionWindowStatus',
]);

const of = (field: string) => names.filter((name) => field in answers[name][0]);

describe('of a topic that does not exist', () => {
  test.each(of('topicId'))('%s', (name) => {
    const expected = OF_A_TOPIC.has(name) || /Regret$/.test(name) ? 'sdk/22' : (ZERO[name] ?? 'ok');
    expect(codeOf(() => ask(name, { ...answers[name][0], topicId: 99n }))).toBe(expected);
  });
});

/** Queries that look at the addresses they are given; the others find nothing under what is none. */
const READS_ADDRESSES = new Set<Name>([
  ...of('address').filter((name) => !/NodeInfo$/.test(name)),
  'getWorkerLatestInputInferenceByTopicId',
  'getStakeFromReputerInTopicInSelf',
  'getDelegateStakeInTopicInReputer',
  'getStakeFromDelegatorInTopic',
  'getStakeFromDelegatorInTopicInReputer',
  'getStakeRemovalInfo',
  'getDelegateStakeRemovalInfo',
]);

const ADDRESSES = [
  'address',
  'workerAddress',
  'reputerAddress',
  'delegatorAddress',
  'reputer',
  'delegator',
  'target',
  'actorId',
  'worker',
  'inferer',
  'forecaster',
  'oneOutInferer',
  'oneOutForecaster',
];

describe('of an address that is none', () => {
  const asked = ADDRESSES.flatMap((field) => of(field).map((name) => [name, field] as const));
  test.each(asked)('%s, %s', (name, field) => {
    const weights = /^getLatest(Inferer|Forecaster)Weight$/.test(name);
    const absent = /NodeInfo$/.test(name) || name === 'getDelegateStakeRemoval' ? 'sdk/22' : 'ok';
    const expected = READS_ADDRESSES.has(name) ? 'sdk/7' : weights ? 'sdk/18' : absent;
    expect(codeOf(() => ask(name, { ...answers[name][0], [field]: 'cosmos1nobody' }))).toBe(expected);
  });

  test('a window has a status without an actor, too', () => {
    const { isRegistered, isWhitelisted } = ask('getWorkerSubmissionWindowStatus', { topicId: 1n }) as Record<
      string,
      boolean
    >;
    expect([isRegistered, isWhitelisted]).toEqual([false, false]);
  });
});

describe('lists end', () => {
  test('removals come in the order of the queue, up to the height, at most a page of them', () => {
    const until = (blockHeight: bigint) =>
      (ask('getStakeRemovalsUpUntilBlock', { blockHeight }) as { removals: { topicId: bigint }[] }).removals;
    expect([0n, 1n, 2n].map((height) => until(height).map(({ topicId }) => topicId))).toEqual([[], [1n], [1n, 2n]]);
    const paged = new Network(
      { maxPageLimit: 1n },
      toJson(GenesisStateSchema, { ...genesis, params: { ...genesis.params!, maxPageLimit: 1n } }),
    );
    expect(paged.query('getStakeRemovalsUpUntilBlock', { blockHeight: 2n })).toMatchObject({
      removals: [{ topicId: 1n }],
    });
    expect(codeOf(() => paged.query('getMultiReputerStakeInTopic', { topicId: 1n, addresses: ['a', 'b'] }))).toBe(
      'sdk/18',
    );
  });

  test('the history of scores goes back from the nonce until there are enough, the last nonce whole', () => {
    const [sample] = genesis.infererScoresByBlock;
    const history = [1n, 2n, 3n, 4n].map((blockHeight) => ({
      ...sample!,
      blockHeight,
      scores: {
        ...sample!.scores!,
        scores: ['a', 'b'].map((name) => ({ ...sample!.scores!.scores[0]!, address: name, blockHeight })),
      },
    }));
    const few = { ...genesis.params!, maxSamplesToScaleScores: 3n, maxTopInferersToReward: 1n };
    const filled = new Network(
      {},
      toJson(GenesisStateSchema, { ...genesis, params: few, infererScoresByBlock: history }),
    );
    const heights = (blockHeight: bigint) =>
      (
        filled.query('getInferenceScoresUntilBlock', { topicId: 1n, blockHeight }).scores as { blockHeight: bigint }[]
      ).map((score) => score.blockHeight);
    expect(heights(3n)).toEqual([3n, 3n, 2n, 2n]);
    expect(heights(0n)).toEqual([]);
  });
});
