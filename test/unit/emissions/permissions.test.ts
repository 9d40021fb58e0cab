import { describe, expect, test } from 'vitest';
import {
  AddStakeRequestSchema,
  CreateNewTopicRequestSchema,
  InsertReputerPayloadRequestSchema,
  InsertWorkerPayloadRequestSchema,
  MsgService,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { codes, type Sent, sent } from './sending.ts';
import { type Actor, actors, reputerMessage, workerMessage } from './workbench.ts';

/** One actor of each kind, on its list and on no other. */
const KINDS = [
  'admin',
  'globalAdmin',
  'creator',
  'listedCreator',
  'globalActor',
  'globalWorker',
  'globalReputer',
  'topicWorker',
  'topicReputer',
  'stranger',
] as const;
type Kind = (typeof KINDS)[number];
const everyone = actors('permission', KINDS.length + 1);
const cast = Object.fromEntries(KINDS.map((kind, i) => [kind, everyone[i]!])) as Record<Kind, Actor>;
const target = everyone.at(-1)!.address;

/** A chain on which everybody is on the list of their kind; topic 1 is the creator's. */
function populated(params: ConstructorParameters<typeof Chain>[1], topicLists: boolean): Chain {
  const onTopic = (kind: Kind) => [{ topic_id: '1', actor_id: cast[kind].address }];
  const chain = new Chain(everyone, params, {
    emissions: {
      core_team_addresses: [cast.admin.address],
      global_admin_whitelist: [cast.globalAdmin.address],
      topic_creator_whitelist: [cast.listedCreator.address],
      global_whitelist: [cast.globalActor.address],
      global_worker_whitelist: [cast.globalWorker.address],
      global_reputer_whitelist: [cast.globalReputer.address],
      topic_worker_whitelist: onTopic('topicWorker'),
      topic_reputer_whitelist: onTopic('topicReputer'),
      ...(topicLists && { topic_worker_whitelist_enabled: ['1'], topic_reputer_whitelist_enabled: ['1'] }),
      topics: [{ topic_id: '1', topic: topicOf(cast.creator) }],
      next_topic_id: '2',
    },
  });
  return chain;
}

/** The record of a topic as a genesis holds it. */
function topicOf(creator: Actor): object {
  const { metadata, lossMethod, pNorm, cNorm, alphaRegret, epsilon } = topicRequest();
  return {
    id: '1',
    creator: creator.address,
    metadata,
    loss_method: lossMethod,
    epoch_last_ended: '0',
    epoch_length: '12',
    ground_truth_lag: '12',
    worker_submission_window: '10',
    p_norm: pNorm,
    c_norm: cNorm,
    alpha_regret: alphaRegret,
    epsilon,
    initial_regret: '0',
    merit_sortition_alpha: '0.1',
    active_inferer_quantile: '0.25',
    active_forecaster_quantile: '0.25',
    active_reputer_quantile: '0.25',
    topic_type: 'TOPIC_TYPE_REGRESSION',
    output_arity: 'TOPIC_OUTPUT_ARITY_SINGLE',
    unity_tolerance: '0',
    max_labels_per_submission: '1',
    label_default_value: '0',
  };
}

/** Sends what each kind of actor may try; the kinds that were not refused with this code. */
function permitted(chain: Chain, refusal: number, attempt: (actor: Actor) => Sent): Kind[] {
  const answers = codes(chain, ...KINDS.map((kind) => attempt(cast[kind])));
  return KINDS.filter((_kind, i) => answers[i] !== `emissions/${refusal}`);
}

const ADMINS: Kind[] = ['admin'];
const GLOBAL_ADMINS: Kind[] = ['admin', 'globalAdmin'];
const TOPIC_ADMINS: Kind[] = ['admin', 'globalAdmin', 'creator'];

/** Message → who may send it while the list of global admins is on, and how the others are refused (docs/spec/emissions.md §6.9). */
const EDITS: [method: keyof typeof MsgService.method, who: Kind[], refusal: number][] = [
  ['updateParams', ADMINS, 28],
  ['addToWhitelistAdmin', ADMINS, 85],
  ['removeFromWhitelistAdmin', ADMINS, 85],
  ['addToGlobalWhitelist', ADMINS, 86],
  ['removeFromGlobalWhitelist', ADMINS, 86],
  ['addToGlobalAdminWhitelist', ADMINS, 86],
  ['removeFromGlobalAdminWhitelist', ADMINS, 86],
  ['addToTopicCreatorWhitelist', ADMINS, 87],
  ['removeFromTopicCreatorWhitelist', ADMINS, 87],
  ['addToGlobalWorkerWhitelist', GLOBAL_ADMINS, 86],
  ['removeFromGlobalWorkerWhitelist', GLOBAL_ADMINS, 86],
  ['addToGlobalReputerWhitelist', GLOBAL_ADMINS, 86],
  ['removeFromGlobalReputerWhitelist', GLOBAL_ADMINS, 86],
  ['bulkAddToGlobalWorkerWhitelist', GLOBAL_ADMINS, 86],
  ['bulkRemoveFromGlobalWorkerWhitelist', GLOBAL_ADMINS, 86],
  ['bulkAddToGlobalReputerWhitelist', GLOBAL_ADMINS, 86],
  ['bulkRemoveFromGlobalReputerWhitelist', GLOBAL_ADMINS, 86],
  ['addToTopicWorkerWhitelist', TOPIC_ADMINS, 88],
  ['removeFromTopicWorkerWhitelist', TOPIC_ADMINS, 88],
  ['addToTopicReputerWhitelist', TOPIC_ADMINS, 89],
  ['removeFromTopicReputerWhitelist', TOPIC_ADMINS, 89],
  ['bulkAddToTopicWorkerWhitelist', TOPIC_ADMINS, 100],
  ['bulkRemoveFromTopicWorkerWhitelist', TOPIC_ADMINS, 100],
  ['bulkAddToTopicReputerWhitelist', TOPIC_ADMINS, 100],
  ['bulkRemoveFromTopicReputerWhitelist', TOPIC_ADMINS, 100],
  ['enableTopicWorkerWhitelist', TOPIC_ADMINS, 100],
  ['disableTopicWorkerWhitelist', TOPIC_ADMINS, 100],
  ['enableTopicReputerWhitelist', TOPIC_ADMINS, 100],
  ['disableTopicReputerWhitelist', TOPIC_ADMINS, 100],
];

describe.each([true, false])('with the list of global admins switched on: %s', (appended) => {
  test.each(EDITS)('%s is for %j', (method, who, refusal) => {
    const chain = populated({ globalAdminWhitelistAppended: appended }, false);
    const schema = MsgService.method[method].input;
    const fields: Record<string, unknown> = { address: target, addresses: [target], topicId: 1n, params: {} };
    const attempt = (actor: Actor) => {
      const known = Object.entries(fields).filter(([name]) =>
        schema.fields.some(({ localName }) => localName === name),
      );
      return sent(actor, schema, { sender: actor.address, ...Object.fromEntries(known) } as never);
    };
    // Switched off, it makes a global admin of everybody, as every other list that is off admits everybody.
    const expected: readonly Kind[] = appended || who === ADMINS ? who : KINDS;
    const answers = codes(chain, ...KINDS.map((kind) => attempt(cast[kind])));
    expect(answers).toEqual(KINDS.map((kind) => (expected.includes(kind) ? 'ok' : `emissions/${refusal}`)));
  });
});

/** All settings of some switches. */
function settings(names: readonly string[]): Record<string, boolean>[] {
  return names.reduce<Record<string, boolean>[]>(
    (all, name) => all.flatMap((one) => [true, false].map((on) => ({ ...one, [name]: on }))),
    [{}],
  );
}

/** Who is admitted by lists, one of which must be off or know them. */
const admitted = (lists: readonly [on: boolean, listed: Kind][]): Kind[] =>
  KINDS.filter((kind) => lists.some(([on, listed]) => !on || kind === listed));

describe('creating topics', () => {
  test.each(settings(['topicCreatorWhitelistEnabled', 'globalWhitelistEnabled']))('with %o', (flags) => {
    const chain = populated(flags, false);
    const attempt = (actor: Actor) =>
      sent(actor, CreateNewTopicRequestSchema, topicRequest({ creator: actor.address }));
    const lists: [boolean, Kind][] = [
      [flags.topicCreatorWhitelistEnabled!, 'listedCreator'],
      [flags.globalWhitelistEnabled!, 'globalActor'],
    ];
    expect(permitted(chain, 81, attempt)).toEqual(admitted(lists));
  });
});

/** Losses that are in order, so that who sends them is what is left to ask. */
const LOSSES = { combinedValue: '1', naiveValue: '1', infererValues: [{ worker: target, value: '1' }] };

describe('submitting and staking', () => {
  const names = [
    'topicLists',
    'globalWorkerWhitelistEnabled',
    'globalReputerWhitelistEnabled',
    'globalWhitelistEnabled',
  ];
  test.each(settings(names))('with %o', ({ topicLists, ...flags }) => {
    const chain = populated(flags, topicLists!);
    const work = (actor: Actor) =>
      sent(actor, InsertWorkerPayloadRequestSchema, workerMessage(actor, { nonce: 1n, value: '1' }));
    const repute = (actor: Actor) => sent(actor, InsertReputerPayloadRequestSchema, reputerMessage(actor, 1n, LOSSES));
    const stake = (actor: Actor) =>
      sent(actor, AddStakeRequestSchema, { sender: actor.address, topicId: 1n, amount: '1' });
    const global: [boolean, Kind] = [flags.globalWhitelistEnabled!, 'globalActor'];
    const workers = admitted([
      [topicLists!, 'topicWorker'],
      [flags.globalWorkerWhitelistEnabled!, 'globalWorker'],
      global,
    ]);
    const reputers = admitted([
      [topicLists!, 'topicReputer'],
      [flags.globalReputerWhitelistEnabled!, 'globalReputer'],
      global,
    ]);
    expect(permitted(chain, 82, work)).toEqual(workers);
    expect(permitted(chain, 83, repute)).toEqual(reputers);
    expect(permitted(chain, 84, stake)).toEqual(reputers);
  });
});
