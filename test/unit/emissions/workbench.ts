import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { AbciEvent } from '../../../src/chain/abci.ts';
import type { Context } from '../../../src/chain/context.ts';
import { defaultParams } from '../../../src/chain/modules/emissions/params.ts';
import { insertReputerPayload } from '../../../src/chain/modules/emissions/payloads/reputer-payload.ts';
import { insertWorkerPayload } from '../../../src/chain/modules/emissions/payloads/worker-payload.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { VersionedStore } from '../../../src/chain/store/versions.ts';
import { InputValueBundleSchema } from '../../../src/wire/gen/emissions/v9/input_pb.ts';
import type { ParamsSchema } from '../../../src/wire/gen/emissions/v9/params_pb.ts';
import { InputInferenceForecastBundleSchema } from '../../../src/wire/gen/emissions/v10/input_pb.ts';
import {
  InsertReputerPayloadRequestSchema,
  InsertWorkerPayloadRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import {
  type NetworkInferenceBundle,
  type Topic,
  TopicOutputArity,
  TopicSchema,
  TopicType,
} from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import {
  canonical,
  encode,
  hex,
  keyFromSeed,
  pubkeyAddress,
  secp256k1,
  sha256,
  WireError,
} from '../../../src/wire/index.ts';

/** A key with its account address. */
export interface Actor {
  readonly secret: Uint8Array;
  readonly pubkey: string;
  readonly address: string;
}

/** `count` actors, addresses ascending. */
export function actors(role: string, count: number): Actor[] {
  return Array.from({ length: count }, (_, index) => {
    const secret = keyFromSeed('emissions tests', `${role} ${index}`);
    const publicKey = secp256k1.publicKey(secret);
    return { secret, pubkey: hex(publicKey), address: pubkeyAddress(publicKey) };
  }).sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** A state of the emissions module alone, with a height that the test moves and the events and log lines it caused. */
export class Workbench {
  readonly events: AbciEvent[] = [];
  readonly log: string[] = [];
  readonly fees: [payer: string, fee: bigint][] = [];
  height = 1n;
  readonly ctx: Context;

  constructor(params: MessageInitShape<typeof ParamsSchema> = {}) {
    const store = new VersionedStore(['emissions'], { keep: 0 }).branch();
    const bench = this;
    this.ctx = {
      store,
      get height() {
        return bench.height;
      },
      emit: (event: AbciEvent) => this.events.push(event),
      log: (level: string, message: string) => this.log.push(`${level} ${message}`),
    } as unknown as Context;
    const open = {
      globalWhitelistEnabled: false,
      globalWorkerWhitelistEnabled: false,
      globalReputerWhitelistEnabled: false,
    };
    state.params.set(this.ctx, Object.assign(defaultParams(), open, params));
  }

  topic(fields: MessageInitShape<typeof TopicSchema> = {}): Topic {
    const topic = create(TopicSchema, {
      id: 1n,
      lossMethod: 'mse',
      epochLength: 12n,
      groundTruthLag: 12n,
      workerSubmissionWindow: 10n,
      pNorm: '3',
      cNorm: '0.75',
      alphaRegret: '0.1',
      epsilon: '0.0001',
      initialRegret: '0',
      topicType: TopicType.REGRESSION,
      outputArity: TopicOutputArity.SINGLE,
      ...fields,
    });
    state.topics.set(this.ctx, topic.id, topic);
    return topic;
  }

  registerWorkers(topicId: bigint, workers: readonly Actor[]): void {
    for (const { address } of workers) state.topicWorkers.add(this.ctx, [topicId, address]);
  }

  registerReputers(topicId: bigint, reputers: readonly Actor[], stake = 10_000n): void {
    for (const { address } of reputers) {
      state.topicReputers.add(this.ctx, [topicId, address]);
      state.stakeReputerAuthority.set(this.ctx, [topicId, address], stake);
    }
  }

  /** Hands a worker payload to its handler, as the transaction's decoder would. */
  payWorker(message: ReturnType<typeof workerMessage>): void {
    canonical(InsertWorkerPayloadRequestSchema, message);
    insertWorkerPayload(this.ctx, message, (_ctx, payer, _topicId, fee) => this.fees.push([payer, fee]));
  }

  /** Hands a reputer payload to its handler, as the transaction's decoder would. */
  payReputer(message: ReturnType<typeof reputerMessage>, strictWorkerLists = true): void {
    canonical(InsertReputerPayloadRequestSchema, message);
    const payFee = (_ctx: Context, payer: string, _topicId: bigint, fee: bigint) => this.fees.push([payer, fee]);
    insertReputerPayload(this.ctx, message, payFee, { strictWorkerLists });
  }

  /** The names of the events since the last call, without their package. */
  takeEvents(): string[] {
    return this.events.splice(0).map((event) => event.type.replace('emissions.v10.Event', ''));
  }
}

/** The code of the error that something throws, as `codespace/code`; `undecodable` where the message is none. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof WireError) return 'undecodable';
    const { codespace, code, message } = error as { codespace?: string; code?: number; message: string };
    return codespace === undefined ? `not a chain error: ${message}` : `${codespace}/${code}`;
  }
  return 'ok';
}

export interface WorkerContent {
  readonly topicId?: bigint;
  readonly nonce: bigint;
  readonly value?: string;
  readonly labelled?: readonly { label: string; value: string }[];
  /** Inferer and predicted loss. */
  readonly forecast?: readonly (readonly [inferer: string, loss: string])[];
  readonly sender?: string;
}

/** A signed worker payload; what the client signs is what it writes, canonical or not. */
export function workerMessage(
  worker: Actor,
  { topicId = 1n, nonce, value, labelled, forecast, sender }: WorkerContent,
) {
  const inner = create(InputInferenceForecastBundleSchema, {
    ...((value !== undefined || labelled) && {
      inference: {
        topicId,
        blockHeight: nonce,
        inferer: worker.address,
        value: value ?? '0',
        values: labelled ? [...labelled] : [],
      },
    }),
    ...(forecast && {
      forecast: {
        topicId,
        blockHeight: nonce,
        forecaster: worker.address,
        forecastElements: forecast.map(([inferer, loss]) => ({ inferer, value: loss })),
      },
    }),
  });
  return create(InsertWorkerPayloadRequestSchema, {
    sender: sender ?? worker.address,
    workerDataBundle: {
      worker: worker.address,
      nonce: { blockHeight: nonce },
      topicId,
      inferenceForecastsBundle: inner,
      inferencesForecastsBundleSignature: secp256k1.sign(
        sha256(encode(InputInferenceForecastBundleSchema, inner)),
        worker.secret,
      ),
      pubkey: worker.pubkey,
    },
  });
}

type Losses = Omit<MessageInitShape<typeof InputValueBundleSchema>, '$typeName'>;

/** A signed reputer payload. */
export function reputerMessage(reputer: Actor, nonce: bigint, losses: Losses, topicId = 1n) {
  const values = create(InputValueBundleSchema, {
    topicId,
    reputerRequestNonce: { reputerNonce: { blockHeight: nonce } },
    reputer: reputer.address,
    combinedValue: '0',
    naiveValue: '0',
    ...losses,
  });
  return create(InsertReputerPayloadRequestSchema, {
    sender: reputer.address,
    reputerValueBundle: {
      valueBundle: values,
      signature: secp256k1.sign(sha256(encode(InputValueBundleSchema, values)), reputer.secret),
      pubkey: reputer.pubkey,
    },
  });
}

/** Losses for everything that a network inference bundle holds, each given by `lossOf`. */
export function lossesFor(bundle: NetworkInferenceBundle, lossOf: (value: string, place: number) => string): Losses {
  let place = 0;
  const loss = (values: readonly { value: string }[]) => lossOf(values[0]!.value, place++);
  const rows = new Map<string, { worker: string; value: string }[]>();
  const losses = {
    combinedValue: loss(bundle.combinedValue),
    naiveValue: loss(bundle.naiveValue),
    infererValues: bundle.infererValues.map(({ worker, values }) => ({ worker, value: loss(values) })),
    forecasterValues: bundle.forecasterValues.map(({ worker, values }) => ({ worker, value: loss(values) })),
    oneOutInfererValues: bundle.oneOutInfererValues.map((entry) => ({
      worker: entry.withheldInferer,
      value: loss(entry.combinedInference),
    })),
    oneOutForecasterValues: bundle.oneOutForecasterValues.map((entry) => ({
      worker: entry.withheldForecaster,
      value: loss(entry.combinedInference),
    })),
    oneInForecasterValues: bundle.oneInForecasterValues.map((entry) => ({
      worker: entry.forecaster,
      value: loss(entry.combinedInference),
    })),
  };
  for (const { forecaster, withheldInferer, combinedInference } of bundle.oneOutInfererForecasterValues) {
    const row = rows.get(forecaster) ?? [];
    rows.set(forecaster, [...row, { worker: withheldInferer, value: loss(combinedInference) }]);
  }
  return {
    ...losses,
    oneOutInfererForecasterValues: [...rows].map(([forecaster, oneOutInfererValues]) => ({
      forecaster,
      oneOutInfererValues,
    })),
  };
}
