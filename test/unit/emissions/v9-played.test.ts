import { create, type DescField, type DescMessage, type DescMethod, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, test } from 'vitest';
import { QueryService as QueryV9 } from '../../../src/wire/gen/emissions/v9/query_pb.ts';
import * as v9 from '../../../src/wire/gen/emissions/v9/tx_pb.ts';
import { QueryService as QueryV10 } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import * as v10 from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { decode, encode, toJson } from '../../../src/wire/index.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { bundleAt } from './played-epochs.ts';
import { type Actor, actors, lossesFor, reputerMessage, workerMessage } from './workbench.ts';

const [creator, inferer, other, forecaster, reputer, delegator] = actors('played', 6) as [
  Actor,
  Actor,
  Actor,
  Actor,
  Actor,
  Actor,
];
const topicId = 1n;
const REMOVAL_DELAY = 5n;

/** The same network's life, every message of which is sent as one of v9 or of v10. */
class Life {
  readonly chain = new Chain(
    [creator, inferer, other, forecaster, reputer, delegator],
    {},
    {
      treasury: 10n ** 15n,
      emissions: { core_team_addresses: [creator.address], reward_current_block_emission: '1000000' },
    },
  );
  /** Methods whose messages were sent. */
  readonly methods = new Set<string>();
  readonly #version: 'v9' | 'v10';
  /** The epoch that was closed last. */
  nonce = 0n;
  /** At which height the removals that wait are complete. */
  completion = 0n;

  constructor(version: 'v9' | 'v10') {
    this.#version = version;
  }

  #send<D extends DescMessage>(signer: Actor, schema: D, message: MessageInitShape<D>): void {
    const { chain } = this;
    const method = v10.MsgService.methods.find(({ input }) => input.typeName === schema.typeName)!;
    if (this.#version === 'v10') chain.add(signer, schema, message);
    else {
      const older = v9.MsgService.method[method.localName as keyof typeof v9.MsgService.method].input as DescMessage;
      chain.add(signer, older, decode(older, encode(schema, create(schema, message))));
    }
    this.methods.add(method.localName);
  }

  /** Makes a block in which everything succeeds. */
  #block() {
    for (const { code, log } of this.chain.block()) if (code !== 0) throw new Error(`${this.chain.height}: ${log}`);
    return this.chain.emitted();
  }

  /** Blocks until an event; its nonce. */
  #until(wanted: string): bigint {
    for (;;) {
      const found = this.#block().find(([name]) => name === wanted);
      if (found) return BigInt(`${found[1].nonce_block_height ?? 0}`);
    }
  }

  #lists(): void {
    const admin = { sender: creator.address };
    const one = { ...admin, address: other.address };
    const many = { ...admin, addresses: [inferer.address, reputer.address] };
    const add = (schema: DescMessage, message: object) => this.#send(creator, schema, message as never);
    const pairs: [add: DescMessage, remove: DescMessage, message: object][] = [
      [v10.AddToWhitelistAdminRequestSchema, v10.RemoveFromWhitelistAdminRequestSchema, one],
      [v10.AddToGlobalWhitelistRequestSchema, v10.RemoveFromGlobalWhitelistRequestSchema, one],
      [v10.AddToGlobalWorkerWhitelistRequestSchema, v10.RemoveFromGlobalWorkerWhitelistRequestSchema, one],
      [v10.AddToGlobalReputerWhitelistRequestSchema, v10.RemoveFromGlobalReputerWhitelistRequestSchema, one],
      [v10.AddToGlobalAdminWhitelistRequestSchema, v10.RemoveFromGlobalAdminWhitelistRequestSchema, one],
      [v10.AddToTopicCreatorWhitelistRequestSchema, v10.RemoveFromTopicCreatorWhitelistRequestSchema, one],
      [
        v10.AddToTopicWorkerWhitelistRequestSchema,
        v10.RemoveFromTopicWorkerWhitelistRequestSchema,
        { ...one, topicId },
      ],
      [
        v10.AddToTopicReputerWhitelistRequestSchema,
        v10.RemoveFromTopicReputerWhitelistRequestSchema,
        { ...one, topicId },
      ],
      [v10.BulkAddToGlobalWorkerWhitelistRequestSchema, v10.BulkRemoveFromGlobalWorkerWhitelistRequestSchema, many],
      [v10.BulkAddToGlobalReputerWhitelistRequestSchema, v10.BulkRemoveFromGlobalReputerWhitelistRequestSchema, many],
      [
        v10.BulkAddToTopicWorkerWhitelistRequestSchema,
        v10.BulkRemoveFromTopicWorkerWhitelistRequestSchema,
        { ...many, topicId },
      ],
      [
        v10.BulkAddToTopicReputerWhitelistRequestSchema,
        v10.BulkRemoveFromTopicReputerWhitelistRequestSchema,
        { ...many, topicId },
      ],
      [
        v10.EnableTopicWorkerWhitelistRequestSchema,
        v10.DisableTopicWorkerWhitelistRequestSchema,
        { ...admin, topicId },
      ],
      [
        v10.EnableTopicReputerWhitelistRequestSchema,
        v10.DisableTopicReputerWhitelistRequestSchema,
        { ...admin, topicId },
      ],
    ];
    for (const [schema, , message] of pairs) add(schema, message);
    this.#block();
    for (const [, schema, message] of pairs) add(schema, message);
    // What the others may ask for later.
    add(v10.AddToGlobalWhitelistRequestSchema, one);
    this.#block();
  }

  #join(): void {
    const by = ({ address }: Actor) => ({ sender: address, topicId });
    const topic = topicRequest({ creator: creator.address });
    this.#send(creator, v10.CreateNewTopicRequestSchema, topic);
    this.#block();
    this.#lists();
    const { metadata, lossMethod, alphaRegret, meritSortitionAlpha, pNorm } = topic;
    const edited = { metadata, lossMethod, alphaRegret, meritSortitionAlpha, pNorm, cNorm: '0.5' };
    const labels = { maxLabelsPerSubmission: 1n, labelDefaultValue: '0' };
    this.#send(creator, v10.UpdateTopicRequestSchema, { ...by(creator), ...edited, ...labels });
    this.#send(creator, v10.UpdateParamsRequestSchema, {
      sender: creator.address,
      params: { removeStakeDelayWindow: [REMOVAL_DELAY] },
    });
    this.#send(creator, v10.FundTopicRequestSchema, { ...by(creator), amount: '1000000000' });
    for (const actor of [inferer, other, forecaster, reputer]) {
      this.#send(actor, v10.RegisterRequestSchema, {
        ...by(actor),
        owner: actor.address,
        isReputer: actor === reputer,
      });
    }
    this.#send(reputer, v10.AddStakeRequestSchema, { ...by(reputer), amount: '50000' });
    this.#send(delegator, v10.DelegateStakeRequestSchema, {
      ...by(delegator),
      reputer: reputer.address,
      amount: '30000',
    });
    this.#block();
    const upon = { ...by(delegator), reputer: reputer.address };
    this.#send(reputer, v10.RemoveStakeRequestSchema, { ...by(reputer), amount: '100' });
    this.#send(delegator, v10.RemoveDelegateStakeRequestSchema, { ...upon, amount: '100' });
    this.#block();
    this.#send(reputer, v10.CancelRemoveStakeRequestSchema, by(reputer));
    this.#send(delegator, v10.CancelRemoveDelegateStakeRequestSchema, { ...upon, delegator: delegator.address });
    this.#send(inferer, v10.TransferActorOwnershipRequestSchema, {
      sender: inferer.address,
      newOwner: creator.address,
    });
  }

  #work(nonce: bigint): void {
    const say = (worker: Actor, content: Omit<Parameters<typeof workerMessage>[1], 'nonce'>) =>
      this.#send(worker, v10.InsertWorkerPayloadRequestSchema, workerMessage(worker, { nonce, ...content }));
    say(inferer, { value: '20.5' });
    say(other, { value: '22' });
    const forecast = [inferer, other].map(({ address }, place) => [address, `-${place + 1}.5`] as const);
    say(forecaster, { forecast });
  }

  #judge(nonce: bigint): void {
    const losses = lossesFor(bundleAt(this.chain, nonce), (value, place) => `-${Number(value) / 20 + place / 10}`);
    this.#send(reputer, v10.InsertReputerPayloadRequestSchema, reputerMessage(reputer, nonce, losses));
  }

  live(): this {
    this.#join();
    let nonce = this.#until('WorkerSubmissionWindowOpened');
    // A topic's reputers judge an epoch while its workers send for the next.
    for (let epoch = 0; epoch < 3; epoch++) {
      this.#work(nonce);
      this.#until('ReputerSubmissionWindowOpened');
      this.#judge(nonce);
      if (epoch < 2) this.nonce = nonce;
      nonce = this.chain.height;
    }
    this.#work(nonce);
    const upon = { sender: delegator.address, topicId, reputer: reputer.address };
    this.#send(delegator, v10.RewardDelegateStakeRequestSchema, upon);
    this.#send(reputer, v10.RemoveStakeRequestSchema, { sender: reputer.address, topicId, amount: '700' });
    this.#send(delegator, v10.RemoveDelegateStakeRequestSchema, { ...upon, amount: '70' });
    this.#block();
    this.completion = this.chain.height + REMOVAL_DELAY;
    this.#send(other, v10.RemoveRegistrationRequestSchema, { sender: other.address, topicId });
    this.#block();
    return this;
  }
}

/** What is asked: who and what the field is named after. */
function asked({ localName, fieldKind }: DescField, method: DescMethod, { nonce, completion }: Life): unknown {
  if (localName === 'topicId') return topicId;
  if (/^blockHeight|^(height|nonce)$/.test(localName)) return /Removal/.test(method.name) ? completion : nonce;
  if (localName === 'pagination') return undefined;
  if (localName === 'addresses') return [reputer.address];
  if (fieldKind !== 'scalar') return undefined;
  if (/reputer|target/i.test(localName)) return reputer.address;
  if (/delegator/i.test(localName)) return delegator.address;
  if (/oneOutInferer/.test(localName)) return other.address;
  if (/forecaster/i.test(localName)) return forecaster.address;
  return /Reputer|Stake/.test(method.name) ? reputer.address : inferer.address;
}

/** These answer in shapes of their own, which v9.test.ts compares. */
const OWN_SHAPE = /^get(WorkerLatest|.*Inferences?(AtBlock)?(OutlierResistant)?$|ReputerLossBundlesAtBlock)/;

describe('a life in messages of v9', () => {
  let older: Life;
  let present: Life;

  beforeAll(() => {
    older = new Life('v9').live();
    present = new Life('v10').live();
  });

  test('every message of v9 was executed', () => {
    expect([...older.methods].sort()).toEqual(v9.MsgService.methods.map(({ localName }) => localName).sort());
  });

  test('leaves the state that the same life in messages of v10 leaves, block by block', () => {
    expect(older.chain.appHashes).toEqual(present.chain.appHashes);
    expect(older.chain.app.brokenInvariants(older.chain.height)).toEqual([]);
  });

  test.each(QueryV9.methods.map((method) => [method.localName, method] as const))(
    '%s answers over it',
    (name, method) => {
      const request = Object.fromEntries(
        method.input.fields.map((field) => [field.localName, asked(field, method, older)]),
      );
      const ask = (service: string, { name: called, input, output }: DescMethod) => {
        const data = encode(input, create(input, request as never));
        const path = `/${service}/${called}`;
        const { code, log, value } = older.chain.app.query({ path, data, height: 0n, prove: false });
        return code === 0 ? { answer: toJson(output, decode(output, value)), value } : { log };
      };
      const given = ask(QueryV9.typeName, method);
      const twin = QueryV10.methods.find(
        ({ localName }) => localName === name.replace('LatestInference', 'LatestInputInference'),
      )!;
      const now = ask(QueryV10.typeName, twin);
      expect(given.log).toBeUndefined();
      if (OWN_SHAPE.test(name)) return;
      const recast = now.value && toJson(method.output, decode(method.output, now.value));
      expect(given.answer).toEqual(recast);
    },
  );
});
