import { create, type DescField, type DescMessage, type DescService } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { withV9 } from '../../../src/chain/modules/emissions/v9/index.ts';
import { QueryService as QueryV9 } from '../../../src/wire/gen/emissions/v9/query_pb.ts';
import * as v9 from '../../../src/wire/gen/emissions/v9/tx_pb.ts';
import { MsgService as MsgV9 } from '../../../src/wire/gen/emissions/v9/tx_pb.ts';
import { GenesisStateSchema } from '../../../src/wire/gen/emissions/v10/genesis_pb.ts';
import { QueryService as QueryV10 } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { MsgService as MsgV10 } from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { TopicOutputArity } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { decode, encode, toJson } from '../../../src/wire/index.ts';
import { Chain } from './chain.ts';
import { fullGenesis } from './full-genesis.ts';
import { Network, topicRequest } from './network.ts';
import { answers } from './queries/answers.ts';
import { type Actor, actors, codeOf, workerMessage } from './workbench.ts';

const [creator, worker, reputer] = actors('v9', 3) as [Actor, Actor, Actor];

/** The names of v9 whose answers differ from v10 by more than what v9 does not know, and what they are there. */
const OTHER_NAMES: Record<string, string> = {
  getWorkerLatestInferenceByTopicId: 'getWorkerLatestInputInferenceByTopicId',
};
const OTHER_SHAPES = new Set([
  'getInferencesAtBlock',
  'getLatestTopicInferences',
  'getNetworkInferencesAtBlock',
  'getNetworkInferencesAtBlockOutlierResistant',
  'getLatestNetworkInferences',
  'getLatestNetworkInferencesOutlierResistant',
  'getReputerLossBundlesAtBlock',
]);

describe('the shapes of v9', () => {
  const kind = ({ fieldKind, scalar, message, enum: named }: DescField) => [
    fieldKind,
    scalar,
    message?.name,
    named?.name,
  ];

  /** Where a message cannot be read as its namesake of v10 by its bytes. */
  function differences(older: DescMessage, present: DescMessage, seen = new Set<string>()): string[] {
    if (seen.has(older.typeName) || older.typeName === present.typeName) return [];
    seen.add(older.typeName);
    return older.fields.flatMap((field) => {
      const twin = present.fields.find(({ number }) => number === field.number);
      if (!twin) return [`${older.typeName}.${field.name} is gone`];
      const where = `${older.typeName}.${field.name}`;
      const sameName = field.name === twin.name || field.name === 'latest_inference';
      if (!field.message || !twin.message) return sameName && String(kind(field)) === String(kind(twin)) ? [] : [where];
      return sameName ? differences(field.message, twin.message, seen) : [where];
    });
  }

  const pairs = (older: DescService, present: DescService) =>
    older.methods.map(
      (method) =>
        [method.localName, method, present.method[OTHER_NAMES[method.localName] ?? method.localName]!] as const,
    );

  test.each(pairs(MsgV9, MsgV10))('%s is read as the message of v10', (_name, older, present) => {
    expect(differences(older.input, present.input)).toEqual([]);
    expect(differences(present.output, older.output)).toEqual([]);
  });

  test.each(pairs(QueryV9, QueryV10).filter(([name]) => !OTHER_SHAPES.has(name)))(
    '%s is answered by what v10 answers',
    (_name, older, present) => {
      expect(differences(older.input, present.input)).toEqual([]);
      expect(differences(older.output, present.output)).toEqual([]);
    },
  );
});

describe('the queries of v9', () => {
  const genesis = fullGenesis();
  const network = new Network({}, toJson(GenesisStateSchema, genesis));
  const [, service] = withV9(network.module).queries;
  if (!service) throw new Error('there is no service of v9');

  function ask(name: string, request: object): unknown {
    const { input, output } = service!.service.method[name]!;
    const answer = service!.methods.get(name)!(network.ctx, create(input, request as never) as never);
    return decode(output, encode(output, create(output, answer as never)));
  }

  const inference = () => {
    const { topicId, blockHeight, inferer, extraData, proof, values } = genesis.inferences[0]!.inference!;
    return { topicId, blockHeight, inferer, extraData, proof, value: values[0] };
  };
  const committed = () => {
    const stored = genesis.allInferences[0]!.inferences!.inferences;
    return { inferences: stored.map(({ values, ...rest }) => ({ ...rest, $typeName: undefined, value: values[0] })) };
  };
  const bundle = (of: (typeof genesis)['networkInferenceBundle']) => {
    const made = of[0]!.networkInferenceBundle!;
    const one = ({ combinedInference }: { combinedInference: { value: string }[] }) => combinedInference[0]!.value;
    const [own, implied] = [made.infererValues[0]!, made.forecasterValues[0]!];
    const [withoutInferer, withoutForecaster] = [made.oneOutInfererValues[0]!, made.oneOutForecasterValues[0]!];
    const [chosen, row] = [made.oneInForecasterValues[0]!, made.oneOutInfererForecasterValues[0]!];
    return {
      topicId: 1n,
      reputerRequestNonce: { reputerNonce: { blockHeight: 1n } },
      reputer: '',
      combinedValue: made.combinedValue[0]!.value,
      naiveValue: made.naiveValue[0]!.value,
      infererValues: [{ worker: own.worker, value: own.values[0]!.value }],
      forecasterValues: [{ worker: implied.worker, value: implied.values[0]!.value }],
      oneOutInfererValues: [{ worker: withoutInferer.withheldInferer, value: one(withoutInferer) }],
      oneOutForecasterValues: [{ worker: withoutForecaster.withheldForecaster, value: one(withoutForecaster) }],
      oneInForecasterValues: [{ worker: chosen.forecaster, value: one(chosen) }],
      oneOutInfererForecasterValues: [
        { forecaster: row.forecaster, oneOutInfererValues: [{ worker: row.withheldInferer, value: one(row) }] },
      ],
    };
  };
  const resistant = () => ({ networkInferences: bundle(genesis.outlierResistantNetworkInferenceBundle) });
  const combined = () => ({ networkInferences: bundle(genesis.networkInferenceBundle) });
  const shapes: Record<string, () => object> = {
    getWorkerLatestInferenceByTopicId: () => ({ latestInference: inference() }),
    getInferencesAtBlock: () => ({ inferences: committed() }),
    getLatestTopicInferences: () => ({ inferences: committed(), blockHeight: 1n }),
    getNetworkInferencesAtBlock: combined,
    getNetworkInferencesAtBlockOutlierResistant: resistant,
    getLatestNetworkInferences: () => ({ ...combined(), inferenceBlockHeight: 1n }),
    getLatestNetworkInferencesOutlierResistant: () => ({ ...resistant(), inferenceBlockHeight: 1n }),
    getReputerLossBundlesAtBlock: () => ({ lossBundles: genesis.allLossBundles[0]!.reputerValueBundles }),
  };

  test.each(QueryV9.methods.map(({ localName }) => localName))('%s answers from the same state', (name) => {
    const [request, expected] = answers[(OTHER_NAMES[name] ?? name) as keyof typeof answers];
    const { output } = service!.service.method[name]!;
    if (shapes[name]) return expect(ask(name, request)).toMatchObject(withoutTypes(shapes[name]()));
    const present = QueryV10.method[name as keyof typeof QueryV10.method];
    const answer = create(present.output, expected(genesis) as never);
    return expect(ask(name, request)).toMatchObject(withoutTypes(decode(output, encode(present.output, answer))));
  });

  test('vectors cannot be said in v9', () => {
    const topic = state.topics.get(network.ctx, 1n)!;
    state.topics.set(network.ctx, 1n, { ...topic, outputArity: TopicOutputArity.MULTI });
    for (const name of Object.keys(shapes).filter((name) => name !== 'getReputerLossBundlesAtBlock')) {
      const [request] = answers[(OTHER_NAMES[name] ?? name) as keyof typeof answers];
      expect(
        codeOf(() => ask(name, request)),
        name,
      ).toBe('sdk/18');
    }
    state.topics.set(network.ctx, 1n, topic);
  });

  test('a record that is not there is NotFound in v9, too', () => {
    expect(codeOf(() => ask('getTopic', { topicId: 9n }))).toBe('sdk/22');
    expect(codeOf(() => ask('isWorkerRegisteredInTopicId', { topicId: 1n, address: 'x' }))).toBe('sdk/7');
  });
});

/** Names of types differ between the versions; what they hold is compared. */
function withoutTypes(value: unknown): object {
  const plain = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(plain);
    if (one === null || typeof one !== 'object' || one instanceof Uint8Array) return one;
    const kept = Object.entries(one).filter(([name, held]) => name !== '$typeName' && held !== undefined);
    return Object.fromEntries(kept.map(([name, held]) => [name, plain(held)]));
  };
  return plain(value) as object;
}

describe('the messages of v9', () => {
  /** A message with something in every field. */
  function sample(schema: DescMessage): Record<string, unknown> {
    const scalars: Partial<Record<number, unknown>> = { 9: '7', 8: true, 12: Uint8Array.of(7) };
    const one = (field: DescField): unknown => {
      if (field.message) return create(field.message, sample(field.message) as never);
      return scalars[field.scalar ?? 0] ?? 7n;
    };
    const values = schema.fields.map((field) => [
      field.localName,
      field.fieldKind === 'list' ? [one(field)] : one(field),
    ]);
    return Object.fromEntries(values);
  }

  test.each(MsgV9.methods.map((method) => [method.localName, method] as const))(
    '%s reaches the handler of v10 with everything it says',
    (name, { input }) => {
      let handled: unknown;
      const handler = (_ctx: unknown, request: unknown) => {
        handled = request;
        return {};
      };
      const present = { service: MsgV10, methods: new Map([[name, handler]]) };
      const { module, ctx } = new Network();
      const [, service] = withV9({ ...module, messages: [present] }).messages;
      const said = create(input, sample(input) as never);
      expect(service!.methods.get(name)!(ctx, said as never)).toMatchObject({});
      expect(handled).toMatchObject(withoutTypes(said));
    },
  );

  test('run as those of v10: a topic with one output, work for it, and an update that keeps its labels', () => {
    const chain = new Chain([creator, worker, reputer]);
    const succeed = () =>
      expect(chain.block().map(({ code, log }) => [code, log])).toEqual(expect.arrayContaining([[0, '']]));
    const { $typeName: _type, ...fields } = topicRequest({ creator: creator.address });
    chain.add(creator, v9.CreateNewTopicRequestSchema, fields as never);
    succeed();
    chain.add(creator, v9.FundTopicRequestSchema, { sender: creator.address, topicId: 1n, amount: '1000000000' });
    chain.add(worker, v9.RegisterRequestSchema, { sender: worker.address, topicId: 1n, owner: worker.address });
    chain.add(reputer, v9.RegisterRequestSchema, {
      sender: reputer.address,
      topicId: 1n,
      owner: reputer.address,
      isReputer: true,
    });
    chain.add(reputer, v9.AddStakeRequestSchema, { sender: reputer.address, topicId: 1n, amount: '50000' });
    succeed();
    while (!chain.emitted().some(([name]) => name === 'WorkerSubmissionWindowOpened')) chain.block();
    const nonce = chain.height;
    const { $typeName: _name, ...payload } = workerMessage(worker, { nonce, value: '1.5' });
    chain.add(worker, v9.InsertWorkerPayloadRequestSchema, { ...payload, sender: worker.address } as never);
    chain.add(creator, v9.UpdateTopicRequestSchema, {
      ...fields,
      sender: creator.address,
      topicId: 1n,
      metadata: 'pressure',
    } as never);
    const results = chain.block();
    expect(results.map(({ code, log }) => [code, log])).toEqual([
      [0, ''],
      [0, ''],
    ]);

    const ask = (method: string, request: object) => {
      const { input, output } = QueryV9.method[method as keyof typeof QueryV9.method];
      const data = encode(input, create(input, request as never));
      const { code, log, value } = chain.app.query({
        path: `/emissions.v9.QueryService/${method[0]!.toUpperCase()}${method.slice(1)}`,
        data,
        height: 0n,
        prove: false,
      });
      expect([code, log]).toEqual([0, '']);
      return decode(output, value);
    };
    expect(ask('getWorkerLatestInferenceByTopicId', { topicId: 1n, workerAddress: worker.address })).toMatchObject({
      latestInference: { topicId: 1n, blockHeight: nonce, inferer: worker.address, value: '1.5' },
    });
    expect(ask('getTopic', { topicId: 1n })).toMatchObject({ topic: { id: 1n, metadata: 'pressure' } });
    expect(ask('getTopic', { topicId: 1n })).not.toHaveProperty('topic.outputArity');
  });
});
