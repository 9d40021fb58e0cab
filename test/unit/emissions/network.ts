import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ExecutionContext } from '../../../src/chain/execution.ts';
import type { BoundService, Module } from '../../../src/chain/module.ts';
import { moduleAccountAddress } from '../../../src/chain/module-accounts.ts';
import { createAuthKeeper } from '../../../src/chain/modules/auth/keeper.ts';
import { createBankKeeper } from '../../../src/chain/modules/bank/keeper.ts';
import { createEmissions } from '../../../src/chain/modules/emissions/module.ts';
import { defaultParams } from '../../../src/chain/modules/emissions/params.ts';
import { VersionedStore } from '../../../src/chain/store/versions.ts';
import type { ParamsSchema } from '../../../src/wire/gen/emissions/v9/params_pb.ts';
import { GenesisStateSchema } from '../../../src/wire/gen/emissions/v10/genesis_pb.ts';
import type { QueryService } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { CreateNewTopicRequestSchema, type MsgService } from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { TopicOutputArity, TopicType } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { accAddress, sha256, toJson } from '../../../src/wire/index.ts';

const DENOM = 'uallo';

/** A deterministic account address. */
export const account = (name: string): string => accAddress(sha256(new TextEncoder().encode(name)).slice(0, 20));

export const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(account) as [
  string,
  string,
  string,
  string,
];

type Methods<S> = S extends { method: infer M } ? M : never;
type Input<M> = M extends { input: infer D }
  ? D extends Parameters<typeof create>[0]
    ? MessageInitShape<D>
    : never
  : never;

/** The emissions module over the real store, accounts and bank, one block after another. */
export class Network {
  readonly auth = createAuthKeeper();
  readonly bank = createBankKeeper(this.auth);
  readonly module: Module = createEmissions({ bank: this.bank, auth: this.auth });
  readonly around = {
    chainId: 'localnet',
    height: 1n,
    time: 0n,
    proposer: new Uint8Array(),
    log: (_level: string, line: string) => this.log.push(line),
  };
  readonly log: string[] = [];
  readonly ctx: ExecutionContext;

  /** `genesis`: JSON to start from; by default an open network whose whitelists are off. */
  constructor(params: MessageInitShape<typeof ParamsSchema> = {}, genesis: unknown = openGenesis(params)) {
    const store = new VersionedStore(['acc', 'bank', 'emissions'], { keep: 0 }).branch();
    const gas = { limit: 0n, consumed: 0n, consume: () => {} };
    this.ctx = new ExecutionContext(this.around, 'deliver', store, gas);
    this.module.initGenesis(this.ctx, genesis);
    for (const name of ['alice', 'bob', 'carol']) {
      this.bank.mint(this.ctx, 'mint', DENOM, 10n ** 12n);
      this.bank.sendFromModuleToAccount(this.ctx, 'mint', account(name), DENOM, 10n ** 12n);
    }
    this.ctx.events = [];
  }

  get height(): bigint {
    return this.around.height;
  }

  /** Ends blocks until the height is reached; the height's own block is still open then. */
  advanceTo(height: bigint): void {
    while (this.height < height) {
      this.module.endBlock?.(this.ctx);
      this.around.height += 1n;
    }
  }

  /** Runs a message as a transaction would: all of it or nothing. */
  send<M extends keyof Methods<typeof MsgService>>(method: M, message: Input<Methods<typeof MsgService>[M]>): unknown {
    const { context, write } = this.ctx.branch();
    const answer = invoke(this.module.messages, method, context, message);
    write();
    return answer;
  }

  query<M extends keyof Methods<typeof QueryService>>(
    method: M,
    request: Input<Methods<typeof QueryService>[M]>,
  ): Record<string, unknown> {
    return invoke(this.module.queries, method, this.ctx, request) as Record<string, unknown>;
  }

  balance(address: string): bigint {
    return this.bank.balance(this.ctx, address, DENOM);
  }

  moduleBalance(name: string): bigint {
    return this.balance(moduleAccountAddress(name));
  }

  createTopic(fields: MessageInitShape<typeof CreateNewTopicRequestSchema> = {}): bigint {
    return (this.send('createNewTopic', topicRequest(fields)) as { topicId: bigint }).topicId;
  }

  /** The module's events since the last call: name and attributes. */
  takeEvents(): [name: string, attributes: Record<string, unknown>][] {
    const events = this.ctx.events.filter(({ type }) => type.startsWith('emissions.'));
    this.ctx.events = [];
    return events.map(({ type, attributes }) => [
      type.replace('emissions.v10.Event', ''),
      Object.fromEntries(attributes.map(({ key, value }) => [key, JSON.parse(value)])),
    ]);
  }
}

function invoke(services: readonly BoundService[], method: string, ctx: ExecutionContext, request: unknown): unknown {
  const [service] = services;
  const handler = service?.methods.get(method);
  const described = service?.service.method[method];
  if (!handler || !described) throw new Error(`${method} is not implemented`);
  return handler(ctx, create(described.input, request as never) as never);
}

export function openGenesis(params: MessageInitShape<typeof ParamsSchema> = {}): unknown {
  const open = {
    globalWhitelistEnabled: false,
    topicCreatorWhitelistEnabled: false,
    globalWorkerWhitelistEnabled: false,
    globalReputerWhitelistEnabled: false,
  };
  const genesis = create(GenesisStateSchema, { params: Object.assign(defaultParams(), open, params), nextTopicId: 1n });
  return toJson(GenesisStateSchema, genesis);
}

/** A valid request of alice for a topic with epoch length 12. */
export function topicRequest(fields: MessageInitShape<typeof CreateNewTopicRequestSchema> = {}) {
  return create(CreateNewTopicRequestSchema, {
    creator: alice,
    metadata: 'temperature',
    lossMethod: 'mse',
    epochLength: 12n,
    groundTruthLag: 12n,
    workerSubmissionWindow: 10n,
    pNorm: '3',
    alphaRegret: '0.1',
    epsilon: '0.0001',
    meritSortitionAlpha: '0.1',
    activeInfererQuantile: '0.25',
    activeForecasterQuantile: '0.25',
    activeReputerQuantile: '0.25',
    cNorm: '0.75',
    topicType: TopicType.REGRESSION,
    outputArity: TopicOutputArity.SINGLE,
    unityTolerance: '0',
    maxLabelsPerSubmission: 1n,
    labelDefaultValue: '0',
    ...fields,
  });
}
