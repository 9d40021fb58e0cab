import { create } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import {
  BaseAccountSchema,
  type ModuleAccount,
  ModuleAccountSchema,
  ParamsSchema,
} from '../../../wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import { GenesisStateSchema } from '../../../wire/gen/cosmos/auth/v1beta1/genesis_pb.ts';
import { fromJson, packAny, toJson, unpackAny } from '../../../wire/index.ts';
import type { Context } from '../../context.ts';
import { GAS_PER_BYTE, GAS_PER_SIGNATURE } from '../../gas.ts';
import { moduleAccountRules } from '../../module-accounts.ts';
import { createAuthKeeper, fromMessage, toMessage } from './keeper.ts';
import { accounts, addressByNumber, nextAccountNumber, params } from './state.ts';

/** Memo 256 characters, 7 signatures, 10 gas a byte, 1000 a secp256k1 signature: docs/spec/chain.md §1.4 and §2. */
const defaults = create(ParamsSchema, {
  maxMemoCharacters: 256n,
  txSigLimit: 7n,
  txSizeCostPerByte: GAS_PER_BYTE,
  sigVerifyCostEd25519: 590n,
  sigVerifyCostSecp256k1: GAS_PER_SIGNATURE,
});

export function defaultGenesis(): unknown {
  return toJson(GenesisStateSchema, create(GenesisStateSchema, { params: defaults }));
}

function readAccount(packed: Any): ModuleAccount {
  const { schema, message } = unpackAny(packed);
  if (schema.typeName === ModuleAccountSchema.typeName) return message as ModuleAccount;
  if (schema.typeName === BaseAccountSchema.typeName)
    return create(ModuleAccountSchema, { baseAccount: message as never });
  throw new Error(`genesis: accounts of type ${schema.typeName} are not known here`);
}

/** Accounts get the numbers they bring, in ascending order; one that is taken already becomes the next free one. */
export function initGenesis(ctx: Context, json: unknown): void {
  const genesis = fromJson(GenesisStateSchema, json as never);
  params.set(ctx, genesis.params ?? defaults);
  const given = genesis.accounts.map((packed) => fromMessage(readAccount(packed)));
  given.sort((a, b) => (a.accountNumber < b.accountNumber ? -1 : a.accountNumber > b.accountNumber ? 1 : 0));
  let next = 0n;
  for (const account of given) {
    if (accounts.has(ctx, account.address)) throw new Error(`genesis: account ${account.address} is there twice`);
    const accountNumber = account.accountNumber > next ? account.accountNumber : next;
    next = accountNumber + 1n;
    accounts.set(ctx, account.address, toMessage({ ...account, accountNumber }));
    addressByNumber.set(ctx, accountNumber, account.address);
  }
  nextAccountNumber.set(ctx, next);
  const keeper = createAuthKeeper();
  for (const [name] of moduleAccountRules) keeper.ensureModuleAccount(ctx, name);
}

/** An account as the Any in which it is shown: a module's, or a plain one. */
export function packAccount(account: ModuleAccount): Any {
  return account.name === '' && account.baseAccount
    ? packAny(BaseAccountSchema, account.baseAccount)
    : packAny(ModuleAccountSchema, account);
}

export function exportGenesis(ctx: Context): unknown {
  const packed = [...accounts.values(ctx)].map(packAccount);
  return toJson(GenesisStateSchema, create(GenesisStateSchema, { params: params.require(ctx), accounts: packed }));
}
