import { create, type DescMethod, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import type { ConsensusParams, FinalizeBlockResponse, QueryResponse } from '../../../src/chain/abci.ts';
import { type ChainApplication, createApplication } from '../../../src/chain/app.ts';
import { type AppModules, createBaseModules, defaultAppState } from '../../../src/chain/app-modules.ts';
import { bondValidators } from '../../../src/chain/modules/staking/bond.ts';
import type { Database } from '../../../src/chain/store/database.ts';
import { type MsgSend, MsgSendSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import {
  type BuildTx,
  buildTx,
  decode,
  ed25519,
  encode,
  hdKeys,
  pubkeyAddress,
  type Typed,
} from '../../../src/wire/index.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';

/** Keys whose accounts exist in every test chain, with their account numbers; the last one has no account. */
export const people = hdKeys(MNEMONIC, 4).map((key, number) => ({
  ...key,
  number: BigInt(number),
  address: pubkeyAddress(key.publicKey),
}));
export const [alice, bob, carol, stranger] = people as [Person, Person, Person, Person];
export type Person = (typeof people)[number];

export const CHAIN_ID = 'localnet';
export const GENESIS_TIME = 1_700_000_000_000_000_000n;
export const BALANCE = 10n ** 24n;

const consensusParams: ConsensusParams = {
  block: { maxBytes: 22_020_096n, maxGas: -1n },
  evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 172_800_000_000_000n, maxBytes: 1_048_576n },
  validator: { pubKeyTypes: ['ed25519'] },
  version: { app: 0n },
  abci: { voteExtensionsEnableHeight: 0n },
};

type Part = Record<string, unknown>;

/** A genesis with alice, bob and carol, one validator that alice operates, and gas for nothing. */
export function appState(modules: AppModules): Part {
  const state = defaultAppState(modules) as Record<string, Part>;
  const accounts = people.slice(0, 3);
  return bondValidators(
    {
      ...state,
      auth: {
        ...state.auth,
        accounts: accounts.map(({ address, number }) => ({
          '@type': '/cosmos.auth.v1beta1.BaseAccount',
          address,
          account_number: String(number),
        })),
      },
      bank: {
        ...state.bank,
        balances: accounts.map(({ address }) => ({ address, coins: [{ denom: 'uallo', amount: String(BALANCE) }] })),
      },
      feemarket: { ...state.feemarket, state: { ...(state.feemarket?.state as Part), base_gas_price: '0' } },
    },
    [
      {
        moniker: 'one',
        pubKey: ed25519.publicKey(new Uint8Array(32).fill(1)),
        operator: alice.address,
        tokens: 100n * 10n ** 18n,
      },
    ],
  );
}

export interface Chain {
  app: ChainApplication;
  logs: string[];
  height(): bigint;
  /** Makes and commits a block. */
  block(...txs: Uint8Array[]): FinalizeBlockResponse;
  finalize(...txs: Uint8Array[]): FinalizeBlockResponse;
}

export interface ChainOptions {
  modules?: AppModules;
  state?: (state: Part) => Part;
  maxGas?: bigint;
  keepVersions?: number;
  initialHeight?: bigint;
  /** Where the state lies; every block is flushed. */
  database?: Database;
  cacheBytes?: number;
}

/** A chain at its genesis. */
export function startChain(options: ChainOptions = {}): Chain {
  const { modules = createBaseModules(), state = (same) => same, maxGas = -1n, keepVersions = 100 } = options;
  const { initialHeight = 1n, database, cacheBytes } = options;
  const logs: string[] = [];
  const log = (level: string, message: string) => logs.push(`${level}: ${message}`);
  const app = createApplication({
    modules,
    keepVersions,
    log,
    ...(database && { database }),
    ...(cacheBytes !== undefined && { cacheBytes }),
  });
  app.initChain({
    time: GENESIS_TIME,
    chainId: CHAIN_ID,
    initialHeight,
    consensusParams: { ...consensusParams, block: { ...consensusParams.block, maxGas } },
    validators: [],
    appStateBytes: new TextEncoder().encode(JSON.stringify(state(appState(modules)))),
  });
  const height = () => app.info().lastBlockHeight;
  const finalize = (...txs: Uint8Array[]) => {
    const next = height() === 0n ? initialHeight : height() + 1n;
    return app.finalizeBlock({
      txs,
      decidedLastCommit: { round: 0, votes: [] },
      misbehavior: [],
      hash: new Uint8Array(32),
      height: next,
      time: GENESIS_TIME + next * 1_000_000_000n,
      nextValidatorsHash: new Uint8Array(32),
      proposerAddress: new Uint8Array(20),
    });
  };
  const block = (...txs: Uint8Array[]) => {
    const response = finalize(...txs);
    app.commit();
    database?.write(() => app.flush());
    return response;
  };
  return { app, logs, height, block, finalize };
}

/** Coins from one to another. */
export function send(from: Person, to: string, amount: string | bigint = 1n): Typed {
  const init: MessageInitShape<typeof MsgSendSchema> = {
    fromAddress: from.address,
    toAddress: to,
    amount: [{ denom: 'uallo', amount: String(amount) }],
  };
  const message: MsgSend = create(MsgSendSchema, init);
  return { schema: MsgSendSchema, message };
}

/** A transaction signed by one, with nothing to pay unless said otherwise. */
export function signed(
  by: Person,
  sequence: bigint,
  messages: Typed[],
  over: Partial<BuildTx> & { gas?: bigint; fee?: BuildTx['fee'] } = {},
): Uint8Array {
  const { gas = 200_000n, ...rest } = over;
  return buildTx({
    messages,
    signers: [{ privateKey: by.privateKey, accountNumber: by.number, sequence }],
    fee: { amount: [], gasLimit: gas },
    chainId: CHAIN_ID,
    ...rest,
  });
}

const pathOf = (method: DescMethod) => `/${method.parent.typeName}/${method.name}`;

/** A query's raw answer. */
export function rawQuery<M extends DescMethod>(
  { app }: Chain,
  method: M,
  request: MessageInitShape<M['input']>,
  height = 0n,
): QueryResponse {
  const data = encode(method.input, create(method.input, request as never));
  return app.query({ path: pathOf(method), data, height, prove: false });
}

/** A query's answer. Throws what the chain says against it. */
export function query<M extends DescMethod>(
  chain: Chain,
  method: M,
  request: MessageInitShape<M['input']>,
  height = 0n,
): MessageShape<M['output']> {
  const { code, log, value } = rawQuery(chain, method, request, height);
  if (code !== 0) throw new Error(log);
  return decode(method.output, value) as MessageShape<M['output']>;
}
