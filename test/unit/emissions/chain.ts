import { create, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import type { AbciEvent, ExecTxResult } from '../../../src/chain/abci.ts';
import { type ChainApplication, createApplication } from '../../../src/chain/app.ts';
import { createModules, defaultAppState } from '../../../src/chain/app-modules.ts';
import { moduleAccountAddress } from '../../../src/chain/module-accounts.ts';
import {
  QueryBalanceRequestSchema,
  QueryBalanceResponseSchema,
} from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { SignMode } from '../../../src/wire/gen/cosmos/tx/signing/v1beta1/signing_pb.ts';
import { SimulateRequestSchema, SimulateResponseSchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import {
  InsertReputerPayloadRequestSchema,
  InsertWorkerPayloadRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { authInfo, buildTx, decode, encode, type Typed, txBody, txRaw } from '../../../src/wire/index.ts';
import { openGenesis } from './network.ts';
import type { Actor, reputerMessage, workerMessage } from './workbench.ts';

const CHAIN_ID = 'localnet';
const noBytes = new Uint8Array();
const coins = (amount: bigint) => [{ denom: 'uallo', amount: `${amount}` }];

/** What a chain begins with besides its accounts. */
export interface Beginning {
  /** uallo in `allorarewards`. */
  readonly treasury?: bigint;
  /** uallo in `allorastaking`. */
  readonly staked?: bigint;
  /** What every account holds, uallo. */
  readonly balance?: bigint;
  /** Fields of the genesis of emissions over those of an open network. */
  readonly emissions?: Record<string, unknown>;
}

/** What every transaction pays, uallo, at a price of 1 for a unit of gas: enough for the largest payload. */
export const FEE = 2_000_000n;

/** The whole application, driven block by block with signed transactions. */
export class Chain {
  readonly app: ChainApplication;
  /** What it began with, by module. */
  readonly appState: Record<string, unknown>;
  readonly log: string[] = [];
  readonly appHashes: string[] = [];
  /** The transactions of every block. */
  readonly blocks: (readonly Uint8Array[])[] = [];
  readonly #places = new Map<string, { accountNumber: bigint; sequence: bigint }>();
  #waiting: Uint8Array[] = [];
  height = 0n;
  /** Events of the last block, those of its transactions left out. */
  events: AbciEvent[] = [];

  constructor(
    accounts: readonly Actor[],
    params: Parameters<typeof openGenesis>[0] = {},
    { treasury = 0n, staked = 0n, balance = 10n ** 12n, emissions = {} }: Beginning = {},
  ) {
    const modules = createModules();
    this.app = createApplication({ chainId: CHAIN_ID, modules, log: (_level, line) => this.log.push(line) });
    this.appState = {
      ...defaultAppState(modules),
      auth: {
        ...(defaultAppState(modules).auth as object),
        accounts: accounts.map(({ address }, index) => ({
          '@type': '/cosmos.auth.v1beta1.BaseAccount',
          address,
          account_number: `${index}`,
          sequence: '0',
        })),
      },
      bank: {
        balances: [
          ...accounts.map(({ address }) => ({ address, coins: coins(balance) })),
          ...Object.entries({ allorarewards: treasury, allorastaking: staked }).flatMap(([name, amount]) =>
            amount > 0n ? [{ address: moduleAccountAddress(name), coins: coins(amount) }] : [],
          ),
        ],
      },
      emissions: { ...(openGenesis(params) as object), ...emissions },
    };
    for (const [index, { address }] of accounts.entries()) {
      this.#places.set(address, { accountNumber: BigInt(index), sequence: 0n });
    }
    this.app.initChain({
      time: 0n,
      chainId: CHAIN_ID,
      initialHeight: 1n,
      consensusParams: {
        block: { maxBytes: 22_020_096n, maxGas: -1n },
        evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 1n, maxBytes: 1n },
        validator: { pubKeyTypes: ['ed25519'] },
        version: { app: 0n },
        abci: { voteExtensionsEnableHeight: 0n },
      },
      validators: [{ pubKey: new Uint8Array(32).fill(7), power: 10n }],
      appStateBytes: new TextEncoder().encode(JSON.stringify(this.appState)),
    });
  }

  /** Signs a message for the next block. */
  add<D extends DescMessage>(signer: Actor, schema: D, message: MessageInitShape<D>): void {
    const place = this.#places.get(signer.address)!;
    this.#waiting.push(
      buildTx({
        messages: [{ schema, message: create(schema, message) } as unknown as Typed],
        signers: [{ privateKey: signer.secret, ...place }],
        fee: { amount: [{ denom: 'uallo', amount: `${FEE}` }], gasLimit: FEE },
        chainId: CHAIN_ID,
      }),
    );
    place.sequence += 1n;
  }

  /** The gas that a simulation finds, as clients ask for it: no fee, no gas limit, an empty signature. */
  simulate<D extends DescMessage>(signer: Actor, schema: D, message: MessageInitShape<D>): bigint {
    const publicKey = new Uint8Array(Buffer.from(signer.pubkey, 'hex'));
    const { sequence } = this.#places.get(signer.address)!;
    const txBytes = txRaw({
      bodyBytes: txBody({ messages: [{ schema, message: create(schema, message) } as unknown as Typed] }),
      authInfoBytes: authInfo({
        signers: [{ publicKey, sequence, mode: SignMode.UNSPECIFIED }],
        fee: { amount: [], gasLimit: 0n },
      }),
      signatures: [noBytes],
    });
    const { code, log, value } = this.app.query({
      path: '/cosmos.tx.v1beta1.Service/Simulate',
      data: encode(SimulateRequestSchema, create(SimulateRequestSchema, { txBytes })),
      height: 0n,
      prove: false,
    });
    if (code !== 0) throw new Error(`${schema.name}: ${log}`);
    return decode(SimulateResponseSchema, value).gasInfo?.gasUsed ?? 0n;
  }

  addWorker(signer: Actor, message: ReturnType<typeof workerMessage>): void {
    this.add(signer, InsertWorkerPayloadRequestSchema, { ...message, sender: signer.address });
  }

  addReputer(signer: Actor, message: ReturnType<typeof reputerMessage>): void {
    this.add(signer, InsertReputerPayloadRequestSchema, { ...message, sender: signer.address });
  }

  /** What CheckTx says of the transactions that wait, which are then forgotten. */
  check(): string[] {
    return this.#waiting.splice(0).map((tx) => {
      const { code, codespace } = this.app.checkTx(tx, false);
      return `${codespace}/${code}`;
    });
  }

  /** Makes and commits a block of what waits, or of signed transactions; their results. */
  block(txs: readonly Uint8Array[] = this.#waiting.splice(0)): ExecTxResult[] {
    this.height += 1n;
    this.blocks.push(txs);
    const { events, txResults, appHash } = this.app.finalizeBlock({
      txs: [...txs],
      decidedLastCommit: { round: 0, votes: [] },
      misbehavior: [],
      hash: noBytes,
      height: this.height,
      time: this.height * 1_000_000_000n,
      nextValidatorsHash: noBytes,
      proposerAddress: noBytes,
    });
    this.app.commit();
    this.events = events;
    this.appHashes.push(Buffer.from(appHash).toString('hex'));
    return txResults;
  }

  /** A query by the service's path, as clients send it. */
  query<I extends DescMessage, O extends DescMessage>(
    method: string,
    input: I,
    output: O,
    request: MessageInitShape<I>,
  ): MessageShape<O> {
    const { code, log, value } = this.app.query({
      path: `/emissions.v10.QueryService/${method}`,
      data: encode(input, create(input, request)),
      height: 0n,
      prove: false,
    });
    if (code !== 0) throw new Error(`${method}: ${log}`);
    return decode(output, value);
  }

  /** What an account holds, uallo. */
  balance(address: string): bigint {
    const request = { address, denom: 'uallo' };
    const { value } = this.app.query({
      path: '/cosmos.bank.v1beta1.Query/Balance',
      data: encode(QueryBalanceRequestSchema, create(QueryBalanceRequestSchema, request)),
      height: 0n,
      prove: false,
    });
    return BigInt(decode(QueryBalanceResponseSchema, value).balance?.amount ?? 0);
  }

  moduleBalance(name: string): bigint {
    return this.balance(moduleAccountAddress(name));
  }

  /** Names and attributes of the last block's emissions events. */
  emitted(): [name: string, attributes: Record<string, unknown>][] {
    return this.events
      .filter(({ type }) => type.startsWith('emissions.v10.Event'))
      .map(({ type, attributes }) => [
        type.slice('emissions.v10.Event'.length),
        Object.fromEntries(
          attributes.filter(({ key }) => key !== 'mode').map(({ key, value }) => [key, JSON.parse(value)]),
        ),
      ]);
  }
}
