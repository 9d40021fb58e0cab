import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { GetTopicRequestSchema, GetTopicResponseSchema } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  AddStakeRequestSchema,
  CreateNewTopicRequestSchema,
  RegisterRequestSchema,
  UpdateTopicRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { TopicOutputArity, TopicSchema } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { toJson } from '../../../src/wire/index.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { codes, deliver, sent } from './sending.ts';
import { type Actor, actors } from './workbench.ts';

const [creator, admin] = actors('creator', 2) as [Actor, Actor];
const UNITY = { outputArity: TopicOutputArity.MULTI, requireUnity: true, unityTolerance: '0.01' };

type Fields = MessageInitShape<typeof UpdateTopicRequestSchema>;

/** What a topic of `topicRequest` is updated with to stay as it is, but for some fields. */
const update = (fields: Fields = {}, signer = creator) => {
  const { metadata, lossMethod, alphaRegret, meritSortitionAlpha, pNorm, cNorm } = topicRequest();
  const request = create(UpdateTopicRequestSchema, {
    sender: signer.address,
    topicId: 1n,
    metadata,
    lossMethod,
    alphaRegret,
    meritSortitionAlpha,
    pNorm,
    cNorm,
    maxLabelsPerSubmission: 1n,
    labelDefaultValue: '0',
    ...fields,
  } as Fields);
  return sent(signer, UpdateTopicRequestSchema, request);
};

/** A chain with one topic of the creator. */
function created(fields: Parameters<typeof topicRequest>[0] = {}): Chain {
  const chain = new Chain([creator, admin], {}, { emissions: { core_team_addresses: [admin.address] } });
  const request = topicRequest({ creator: creator.address, ...fields });
  expect(codes(chain, sent(creator, CreateNewTopicRequestSchema, request))).toEqual(['ok']);
  return chain;
}

const topicOf = (chain: Chain) =>
  chain.query('GetTopic', GetTopicRequestSchema, GetTopicResponseSchema, { topicId: 1n }).topic!;

describe('updating a topic', () => {
  test('replaces what may change, at once and without a fee, and tells the whole record', () => {
    const chain = created({ outputArity: TopicOutputArity.MULTI, maxLabelsPerSubmission: 3n });
    const before = topicOf(chain);
    const changes = {
      metadata: '',
      lossMethod: 'mae',
      alphaRegret: '0.20',
      meritSortitionAlpha: '0',
      pNorm: '10',
      cNorm: '-100',
      maxLabelsPerSubmission: 1024n,
      labelWhitelist: [' Up ', 'down'],
      labelDefaultValue: '-1.5',
    };
    const [outcome] = deliver(chain, update(changes));
    const after = topicOf(chain);
    expect(after).toEqual({ ...before, ...changes, labelWhitelist: ['up', 'down'] });
    expect(outcome?.events).toEqual([['TopicUpdated', { topic_id: '1', topic: toJson(TopicSchema, after) }]]);
  });

  test('is a full replacement: what is left out is refused, or emptied', () => {
    const chain = created({ outputArity: TopicOutputArity.MULTI, labelWhitelist: ['up'] });
    expect(codes(chain, update({ lossMethod: '' }), update({ maxLabelsPerSubmission: 0n }))).toEqual([
      'sdk/18',
      'sdk/18',
    ]);
    expect(codes(chain, update())).toEqual(['ok']);
    expect(topicOf(chain).labelWhitelist).toEqual([]);
  });

  test.each([
    { lossMethod: 'x'.repeat(256) },
    { alphaRegret: '0' },
    { alphaRegret: '1.1' },
    { pNorm: '0.9' },
    { pNorm: '10.1' },
    { cNorm: '100.1' },
    { metadata: 'x'.repeat(256) },
    { meritSortitionAlpha: '1' },
    { meritSortitionAlpha: '-0.1' },
    { labelDefaultValue: 'NaN' },
    { maxLabelsPerSubmission: 1025n },
    { labelWhitelist: Array.from({ length: 257 }, (_, i) => `l${i}`) },
  ])('refuses %o, before it looks for the topic', (fields) => {
    expect(codes(created(), update({ ...fields, topicId: 9n }))).toEqual(['sdk/18']);
  });

  test('then asks for the topic, its creator, labels and the result', () => {
    const chain = created(UNITY);
    const bad = { labelWhitelist: ['up', 'UP'], labelDefaultValue: '1' };
    expect(
      codes(
        chain,
        update({ ...bad, topicId: 9n }, admin),
        update(bad, admin),
        update(bad),
        update({ labelDefaultValue: '1' }),
        update({ labelDefaultValue: '0.0' }),
      ),
    ).toEqual(['emissions/23', 'sdk/4', 'emissions/94', 'sdk/29', 'ok']);
  });

  test('leaves alone what workers rely on while one of their windows is open, however the numbers are written', () => {
    const chain = created({ outputArity: TopicOutputArity.MULTI });
    deliver(
      chain,
      sent(admin, RegisterRequestSchema, {
        sender: admin.address,
        topicId: 1n,
        owner: admin.address,
        isReputer: true,
      }),
      sent(admin, AddStakeRequestSchema, { sender: admin.address, topicId: 1n, amount: '1000000' }),
    );
    const churn = chain.height + 12n;
    const guarded: Fields[] = [
      { meritSortitionAlpha: '0.2' },
      { maxLabelsPerSubmission: 2n },
      { labelWhitelist: ['up'] },
      { labelDefaultValue: '1' },
    ];
    const attempts = [...guarded, { meritSortitionAlpha: '0.10' }, { alphaRegret: '0.3', cNorm: '1' }];
    while (chain.height < churn - 1n) chain.block();
    expect(codes(chain, ...attempts.map((fields) => update(fields)))).toEqual(Array(6).fill('ok'));
    expect(codes(chain, update())).toEqual(['ok']);
    expect(codes(chain, ...attempts.map((fields) => update(fields)))).toEqual([
      ...Array(4).fill('emissions/67'),
      'ok',
      'ok',
    ]);
    // The window of ten blocks includes its end, whose EndBlock closes it.
    while (chain.height < churn + 9n) chain.block();
    expect(codes(chain, update({ maxLabelsPerSubmission: 2n }))).toEqual(['emissions/67']);
    expect(codes(chain, update({ maxLabelsPerSubmission: 2n }))).toEqual(['ok']);
  });
});
