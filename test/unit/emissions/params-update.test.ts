import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ParamsSchema } from '../../../src/wire/gen/emissions/v9/params_pb.ts';
import { GetParamsRequestSchema, GetParamsResponseSchema } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  CreateNewTopicRequestSchema,
  OptionalParamsSchema,
  UpdateParamsRequestSchema,
  UpdateTopicRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { encode, hex } from '../../../src/wire/index.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { codes, deliver, sent } from './sending.ts';
import { type Actor, actors } from './workbench.ts';

const [admin, stranger] = actors('governor', 2) as [Actor, Actor];

const governed = () => new Chain([admin, stranger], {}, { emissions: { core_team_addresses: [admin.address] } });

type Changes = Parameters<typeof create<typeof OptionalParamsSchema>>[1];
const update = (params?: Changes, signer = admin) =>
  sent(signer, UpdateParamsRequestSchema, { sender: signer.address, ...(params && { params }) });

const paramsOf = (chain: Chain) =>
  chain.query('GetParams', GetParamsRequestSchema, GetParamsResponseSchema, {}).params!;

describe('updating parameters', () => {
  test('replaces what is named once and leaves the rest, and tells the whole set', () => {
    const chain = governed();
    chain.block();
    const before = paramsOf(chain);
    const outcomes = deliver(
      chain,
      update({
        version: ['v11'],
        minTopicWeight: ['250.50'],
        maxSerializedMsgLength: [5_000_000n],
        registrationFee: ['0'],
        maxActiveTopicsPerBlock: [3n],
        globalAdminWhitelistAppended: [false],
      }),
    );
    const after = paramsOf(chain);
    expect(after).toEqual({
      ...before,
      version: 'v11',
      minTopicWeight: '250.50',
      maxSerializedMsgLength: 5_000_000n,
      registrationFee: '0',
      maxActiveTopicsPerBlock: 3n,
      globalAdminWhitelistAppended: false,
    });
    const told = outcomes.flatMap(({ events }) => events);
    const params = told[0]?.[1].params as Record<string, unknown>;
    expect([told.map(([name]) => name), params.version, params.min_topic_weight, params.epsilon_safe_div]).toEqual([
      ['ParamsSet'],
      'v11',
      '250.50',
      after.epsilonSafeDiv,
    ]);
    expect(Object.keys(params)).toHaveLength(ParamsSchema.fields.length);
  });

  test('knows that two fields have each other’s number in the request', () => {
    const chain = governed();
    const request = create(OptionalParamsSchema, { dataSendingFee: ['25'], epsilonSafeDiv: ['0.5'] });
    expect(hex(encode(OptionalParamsSchema, request))).toBe('da0202' + '3235' + 'e20203' + '302e35');
    chain.block();
    expect(codes(chain, update({ dataSendingFee: ['25'], epsilonSafeDiv: ['0.5'] }))).toEqual(['ok']);
    expect(paramsOf(chain)).toMatchObject({ dataSendingFee: '25', epsilonSafeDiv: '0.5' });
    const numbers = (schema: typeof OptionalParamsSchema | typeof ParamsSchema) =>
      Object.fromEntries(schema.fields.map(({ name, number }) => [name, number]));
    const [optional, stored] = [numbers(OptionalParamsSchema), numbers(ParamsSchema)];
    const swapped = Object.keys(stored).filter((name) => stored[name] !== optional[name]);
    expect(swapped.sort()).toEqual(['data_sending_fee', 'epsilon_safe_div']);
  });

  test('a field with several values, and a request without any, change nothing', () => {
    const chain = governed();
    chain.block();
    const before = paramsOf(chain);
    expect(codes(chain, update({ maxPageLimit: [1n, 2n] }), update({}), update())).toEqual(['ok', 'ok', 'ok']);
    expect(paramsOf(chain)).toEqual(before);
  });

  test('asks who before it asks what, and validates the whole set', () => {
    const chain = governed();
    expect(
      codes(
        chain,
        update({ version: [''] }, stranger),
        update({ version: [''] }),
        update({ version: ['v'.repeat(33)] }),
        update({ learningRate: ['1'] }),
        update({ maxSamplesToScaleScores: [0n] }),
        update({ createTopicFee: ['-1'] }),
        update({ blocksPerMonth: [0n] }),
        update({ maxPageLimit: [7n], epsilonReputer: ['0'] }),
      ),
    ).toEqual([
      'emissions/28',
      'emissions/58',
      'emissions/59',
      'emissions/61',
      'emissions/62',
      'sdk/29',
      'undefined/1',
      'emissions/62',
    ]);
    expect(paramsOf(chain)).toMatchObject({ maxPageLimit: 1000n, version: 'v10' });
  });

  test('a topic whose epoch became too short cannot be updated any more', () => {
    const chain = governed();
    const topic = topicRequest({ creator: admin.address });
    deliver(chain, sent(admin, CreateNewTopicRequestSchema, topic), update({ minEpochLength: [13n] }));
    const again = {
      ...topic,
      sender: admin.address,
      topicId: 1n,
      $typeName: undefined,
    };
    expect(
      codes(
        chain,
        sent(admin, CreateNewTopicRequestSchema, topic),
        sent(admin, UpdateTopicRequestSchema, again as never),
      ),
    ).toEqual(['emissions/40', 'sdk/29']);
  });
});
