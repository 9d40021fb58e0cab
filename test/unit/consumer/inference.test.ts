import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import type { AlloraClient } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { consumerAnswer } from '../../../src/consumer/routes.ts';
import { EmittedRewards } from '../../../src/consumer/topics/emitted.ts';
import { GenesisActors } from '../../../src/consumer/topics/genesis-actors.ts';
import { EventNetworkInferenceInfererWeightsSetSchema } from '../../../src/wire/gen/emissions/v10/events_pb.ts';
import {
  NetworkInferenceBundleSchema,
  TopicOutputArity,
  TopicSchema,
} from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { typedEvent } from '../../../src/wire/index.ts';

interface Scene {
  /** What the network says, and what each inferer said, all with the same weight. */
  readonly combined: string;
  readonly inferers?: readonly string[];
  readonly outputArity?: TopicOutputArity;
}

const TIME = '2026-01-02T03:04:05.999999999Z';

/** A network of one topic with one inference, as a client sees it. */
function network({ combined, inferers = [], outputArity = TopicOutputArity.SINGLE }: Scene): AlloraClient {
  const labelled = (value: string) => [{ labelId: 1, labelName: 'y', value }];
  const workers = inferers.map((value, i) => ({ worker: `allo1worker${i}`, values: labelled(value) }));
  const answers: Record<string, () => unknown> = {
    GetTopic: () => ({ topic: create(TopicSchema, { id: 1n, workerSubmissionWindow: 10n, outputArity }) }),
    GetLatestNetworkInferences: () => ({
      networkInferences: create(NetworkInferenceBundleSchema, {
        topicId: 1n,
        nonce: 40n,
        combinedValue: labelled(combined),
        infererValues: workers,
      }),
    }),
  };
  const weights = typedEvent(EventNetworkInferenceInfererWeightsSetSchema, {
    topicId: 1n,
    nonceBlockHeight: 40n,
    addresses: workers.map(({ worker }) => worker),
    weights: workers.map(() => '1'),
  });
  return {
    query: async ({ name }: { name: string }) => {
      const answer = answers[name];
      if (!answer) throw new ClientError('not-found', `${name}: nothing`);
      return answer();
    },
    blockResults: async () => ({
      height: '50',
      txs_results: null,
      finalize_block_events: workers.length ? [weights] : [],
    }),
    rpc: { call: async (method: string) => (method === 'header' ? { header: { time: TIME } } : undefined) },
  } as unknown as AlloraClient;
}

function ask(scene: Scene): Promise<unknown> {
  const client = network(scene);
  const settings = { evmChainId: 1, evmContract: `0x${'11'.repeat(20)}`, prices: {} };
  const facts = {
    client,
    emitted: new EmittedRewards(client),
    genesis: new GenesisActors(client),
    chainId: 'localnet',
    settings,
  };
  return consumerAnswer(facts, 'GET', new URL('http://x/v2/allora/consumer/ethereum-1?allora_topic_id=1'));
}

describe('the inference of a topic', () => {
  it('has 18 decimals, the intervals of its inferers, and the whole seconds of its block', async () => {
    expect(await ask({ combined: '10.5', inferers: ['10', '11'] })).toMatchObject({
      token_decimals: 18,
      inference_data: {
        network_inference: '10500000000000000000',
        network_inference_normalized: '10.5',
        confidence_interval_percentiles_normalized: ['2.28', '15.87', '50', '84.13', '97.72'],
        confidence_interval_values_normalized: ['10', '10', '10.5', '11', '11'],
        timestamp: Date.parse('2026-01-02T03:04:05Z') / 1_000,
      },
    });
  });

  it('has no intervals while nobody has a weight', async () => {
    expect(await ask({ combined: '1' })).toMatchObject({
      inference_data: { confidence_interval_percentiles: [], confidence_interval_values: [] },
    });
  });

  it.each([
    ['it is negative', { combined: '-0.5' }, 'negative'],
    ['an interval is negative', { combined: '0.5', inferers: ['-1', '2'] }, 'negative'],
    ['the contract cannot store it', { combined: `${1n << 192n}E-18` }, 'uint192'],
    ['the topic has several labels', { combined: '1', outputArity: TopicOutputArity.MULTI }, 'several labels'],
  ])('is refused where %s', async (_, scene, words) => {
    await expect(ask(scene)).rejects.toMatchObject({ status: 422, message: expect.stringContaining(words) });
  });
});
