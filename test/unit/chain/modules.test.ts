import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ExecutionContext } from '../../../src/chain/execution.ts';
import { unlimitedGas } from '../../../src/chain/gas.ts';
import { createAuthKeeper } from '../../../src/chain/modules/auth/keeper.ts';
import { createBankKeeper } from '../../../src/chain/modules/bank/keeper.ts';
import { VersionedStore } from '../../../src/chain/store/versions.ts';
import { BaseAccountSchema, ModuleAccountSchema } from '../../../src/wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import { Query as Auth } from '../../../src/wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { Query as Bank } from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { MsgMultiSendSchema, MsgSendSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { Query as Consensus } from '../../../src/wire/gen/cosmos/consensus/v1/query_pb.ts';
import { Query as Staking } from '../../../src/wire/gen/cosmos/staking/v1beta1/query_pb.ts';
import { Query as Feemarket } from '../../../src/wire/gen/feemarket/feemarket/v1/query_pb.ts';
import { accBytes, moduleAddress, type Typed, unpackAny, valoperAddress } from '../../../src/wire/index.ts';
import { alice, BALANCE, bob, carol, query, rawQuery, send, signed, startChain, stranger } from './harness.ts';

function chain() {
  const made = startChain();
  made.block();
  return made;
}

const uallo = (amount: bigint | number | string) => [{ denom: 'uallo', amount: String(amount) }];

/** The result of one message of alice. */
function run(message: Typed) {
  const made = chain();
  const before = made.app.exportGenesis();
  const [result] = made.block(signed(alice, 0n, [message])).txResults;
  const { code, codespace, log } = result!;
  if (code !== 0) expect(made.app.exportGenesis().bank).toEqual(before.bank);
  return { made, code, codespace, log: log.replace('failed to execute message; message index: 0: ', '') };
}

describe('bank', () => {
  test.each([
    ['nothing', uallo(0), 10],
    ['less than nothing', uallo(-1), 10],
    ['not a number', uallo('1e5'), 2],
    ['more than 256 bits', uallo(1n << 256n), 2],
    ['no coins', [], 10],
    ['twice the same denom', [...uallo(1), ...uallo(1)], 10],
    ['a strange denom', [{ denom: '!', amount: '1' }], 10],
    ['a denom that nobody has', [{ denom: 'atom', amount: '1' }], 5],
    ['more than there is', uallo(BALANCE + 1n), 5],
  ])('a send of %s is refused', (_, amount, code) => {
    const message = create(MsgSendSchema, { fromAddress: alice.address, toAddress: bob.address, amount });
    const result = run({ schema: MsgSendSchema, message });
    expect(result, result.log).toMatchObject({ code, codespace: 'sdk' });
  });

  test('addresses that are none, and accounts of modules that take nothing', () => {
    expect(run(send(alice, 'allo1nonsense'))).toMatchObject({
      code: 7,
      log: expect.stringMatching(/^invalid to address: .*: invalid address$/),
    });
    const blocked = moduleAddress('allorastaking');
    expect(run(send(alice, blocked))).toMatchObject({
      code: 4,
      log: `${blocked} is not allowed to receive funds: unauthorized`,
    });
    expect(run(send(alice, moduleAddress('ecosystem')))).toMatchObject({ code: 0 });
  });

  test('one pays many, and the sums must agree', () => {
    const multi = (inputs: [string, bigint][], outputs: [string, bigint][]): Typed => ({
      schema: MsgMultiSendSchema,
      message: create(MsgMultiSendSchema, {
        inputs: inputs.map(([address, amount]) => ({ address, coins: uallo(amount) })),
        outputs: outputs.map(([address, amount]) => ({ address, coins: uallo(amount) })),
      }),
    });
    const good = run(
      multi(
        [[alice.address, 7n]],
        [
          [bob.address, 3n],
          [stranger.address, 4n],
        ],
      ),
    );
    expect(good).toMatchObject({ code: 0 });
    expect(query(good.made, Bank.method.balance, { address: stranger.address, denom: 'uallo' }).balance!.amount).toBe(
      '4',
    );
    expect(query(good.made, Auth.method.accountInfo, { address: stranger.address }).info!.sequence).toBe(0n);
    expect(run(multi([[alice.address, 7n]], [[bob.address, 8n]]))).toMatchObject({ code: 4, codespace: 'bank' });
    expect(run(multi([[alice.address, 7n]], []))).toMatchObject({ code: 3, codespace: 'bank' });
    expect(
      run(
        multi(
          [
            [alice.address, 3n],
            [alice.address, 4n],
          ],
          [[bob.address, 7n]],
        ),
      ),
    ).toMatchObject({ code: 9, codespace: 'bank' });
    expect(run(multi([[alice.address, 3n]], [[moduleAddress('distribution'), 3n]]))).toMatchObject({
      code: 4,
      codespace: 'sdk',
    });
  });

  test('balances, supplies, owners and parameters', () => {
    const made = chain();
    expect(query(made, Bank.method.allBalances, { address: alice.address })).toMatchObject({
      balances: uallo(BALANCE),
      pagination: { total: 1n },
    });
    expect(query(made, Bank.method.spendableBalances, { address: stranger.address }).balances).toEqual([]);
    expect(query(made, Bank.method.balance, { address: stranger.address, denom: 'uallo' }).balance).toMatchObject({
      amount: '0',
    });
    const supply = String(BALANCE * 3n + 100n * 10n ** 18n);
    expect(query(made, Bank.method.supplyOf, { denom: 'uallo' }).amount!.amount).toBe(supply);
    expect(query(made, Bank.method.totalSupply, {}).supply).toMatchObject([{ denom: 'uallo', amount: supply }]);
    expect(query(made, Bank.method.denomOwners, { denom: 'uallo', pagination: { limit: 2n } })).toMatchObject({
      denomOwners: { length: 2 },
    });
    expect(query(made, Bank.method.denomsMetadata, {}).metadatas).toEqual([]);
    expect(rawQuery(made, Bank.method.denomMetadata, { denom: 'uallo' }).log).toMatch(/code = NotFound/);
    expect(rawQuery(made, Bank.method.balance, { address: 'x', denom: 'uallo' }).log).toMatch(
      /code = InvalidArgument desc = invalid address/,
    );
  });

  test('the keeper mints and burns only where it may, and the supply follows', () => {
    const store = new VersionedStore(['acc', 'bank'], { keep: 0 });
    const around = { chainId: '', height: 1n, time: 0n, proposer: new Uint8Array(0), log: () => undefined };
    const ctx = new ExecutionContext(around, 'deliver', store.branch(), unlimitedGas());
    const bank = createBankKeeper(createAuthKeeper());
    bank.mint(ctx, 'mint', 'uallo', 50n);
    bank.sendFromModuleToModule(ctx, 'mint', 'gov', 'uallo', 20n);
    bank.burn(ctx, 'gov', 'uallo', 5n);
    bank.sendFromModuleToAccount(ctx, 'gov', alice.address, 'uallo', 0n);
    expect([bank.supply(ctx, 'uallo'), bank.balance(ctx, moduleAddress('gov'), 'uallo')]).toEqual([45n, 15n]);
    expect(bank.balances(ctx, moduleAddress('mint'))).toEqual([{ denom: 'uallo', amount: 30n }]);
    expect(() => bank.mint(ctx, 'gov', 'uallo', 1n)).toThrow(/no permission: minter/);
    expect(() => bank.burn(ctx, 'ecosystem', 'uallo', 1n)).toThrow(/no permission: burner/);
    expect(() => bank.send(ctx, alice.address, bob.address, 'uallo', -1n)).toThrow(/negative/);
    expect(() => bank.sendFromAccountToModule(ctx, alice.address, 'nothing', 'uallo', 1n)).toThrow(
      /no module account named/,
    );
  });
});

describe('auth', () => {
  test('accounts of people and of modules', () => {
    const made = chain();
    const { account } = query(made, Auth.method.account, { address: carol.address });
    expect(unpackAny(account!)).toMatchObject({
      schema: BaseAccountSchema,
      message: { accountNumber: 2n, sequence: 0n },
    });
    const { account: staking } = query(made, Auth.method.moduleAccountByName, { name: 'bonded_tokens_pool' });
    expect(unpackAny(staking!)).toMatchObject({
      schema: ModuleAccountSchema,
      message: {
        name: 'bonded_tokens_pool',
        permissions: ['burner', 'staking'],
        baseAccount: { address: moduleAddress('bonded_tokens_pool') },
      },
    });
    expect(query(made, Auth.method.moduleAccounts, {}).accounts).toHaveLength(12);
    expect(query(made, Auth.method.accounts, { pagination: { limit: 4n } }).accounts).toHaveLength(4);
    expect(query(made, Auth.method.accountAddressByID, { accountId: 1n }).accountAddress).toBe(bob.address);
    expect(rawQuery(made, Auth.method.accountAddressByID, { id: 1n }).log).toMatch(
      /InvalidArgument .*requesting with id isn't supported, try to request using account-id/,
    );
    expect(query(made, Auth.method.params, {}).params).toMatchObject({ maxMemoCharacters: 256n, txSigLimit: 7n });
    expect(query(made, Auth.method.bech32Prefix, {}).bech32Prefix).toBe('allo');
    expect(query(made, Auth.method.addressStringToBytes, { addressString: bob.address }).addressBytes).toEqual(
      accBytes(bob.address),
    );
    expect(query(made, Auth.method.addressBytesToString, { addressBytes: accBytes(bob.address) }).addressString).toBe(
      bob.address,
    );
  });

  test('a missing account is told in the words that clients look for', () => {
    expect(rawQuery(chain(), Auth.method.account, { address: stranger.address })).toMatchObject({
      code: 22,
      codespace: 'sdk',
      log: `rpc error: code = NotFound desc = account ${stranger.address} not found: key not found`,
    });
  });
});

describe('staking', () => {
  const operator = valoperAddress(accBytes(alice.address));

  test('the validators of the genesis and what is delegated to them', () => {
    const made = chain();
    const { validators } = query(made, Staking.method.validators, { status: 'BOND_STATUS_BONDED' });
    expect(validators).toMatchObject([
      { operatorAddress: operator, tokens: String(100n * 10n ** 18n), description: { moniker: 'one' } },
    ]);
    expect(query(made, Staking.method.validators, { status: 'BOND_STATUS_UNBONDED' }).validators).toEqual([]);
    expect(query(made, Staking.method.validator, { validatorAddr: operator }).validator).toMatchObject({
      operatorAddress: operator,
    });
    const ours = { delegatorAddr: alice.address, validatorAddr: operator };
    expect(query(made, Staking.method.delegation, ours).delegationResponse).toMatchObject({
      balance: uallo(100n * 10n ** 18n)[0],
    });
    expect(query(made, Staking.method.validatorDelegations, ours).delegationResponses).toHaveLength(1);
    expect(query(made, Staking.method.delegatorDelegations, ours).delegationResponses).toHaveLength(1);
    expect(query(made, Staking.method.delegatorValidators, ours).validators).toHaveLength(1);
    expect(query(made, Staking.method.pool, {}).pool).toMatchObject({
      bondedTokens: String(100n * 10n ** 18n),
      notBondedTokens: '0',
    });
    expect(query(made, Staking.method.params, {}).params).toMatchObject({ bondDenom: 'uallo', maxValidators: 100 });
  });

  test('nothing is unbonding or moving: empty pages', () => {
    const made = chain();
    const [delegatorAddr, validatorAddr] = [bob.address, operator];
    const empty = { pagination: { total: 0n } };
    const { method } = Staking;
    expect(query(made, method.redelegations, { delegatorAddr })).toMatchObject({ redelegationResponses: [], ...empty });
    expect(query(made, method.redelegations, { srcValidatorAddr: operator })).toMatchObject(empty);
    for (const [asked, request] of [
      [method.delegatorUnbondingDelegations, { delegatorAddr }],
      [method.validatorUnbondingDelegations, { validatorAddr }],
    ] as const)
      expect(query(made, asked, request)).toMatchObject({ unbondingResponses: [], ...empty });
  });

  test('what is not there is told in the words that clients look for', () => {
    const made = chain();
    const missing = { delegatorAddr: bob.address, validatorAddr: operator };
    expect(rawQuery(made, Staking.method.delegation, missing).log).toMatch(
      /^rpc error: code = NotFound desc = delegation .* key not found$/,
    );
    expect(rawQuery(made, Staking.method.unbondingDelegation, missing).log).toMatch(/key not found$/);
    const nobody = valoperAddress(accBytes(bob.address));
    expect(rawQuery(made, Staking.method.validator, { validatorAddr: nobody }).log).toMatch(/validator .* not found/);
    for (const status of ['BOUND', 'BONDED', 'BOND_STATUS_UNSPECIFIED'])
      expect(rawQuery(made, Staking.method.validators, { status }).log).toMatch(/InvalidArgument/);
    const moving = { delegatorAddr: bob.address, srcValidatorAddr: operator, dstValidatorAddr: operator };
    expect(rawQuery(made, Staking.method.redelegations, moving).log).toMatch(/redelegation not found for delegator/);
    expect(rawQuery(made, Staking.method.redelegations, { delegatorAddr: 'foo' }).log).toMatch(/InvalidArgument/);
    expect(rawQuery(made, Staking.method.historicalInfo, {}).log).toMatch(/Unimplemented/);
  });
});

describe('feemarket and consensus', () => {
  test('the price of gas, as it is set', () => {
    const made = chain();
    expect(query(made, Feemarket.method.gasPrice, { denom: 'uallo' }).price).toMatchObject({
      denom: 'uallo',
      amount: '0',
    });
    expect(query(made, Feemarket.method.gasPrices, {}).prices).toMatchObject([{ denom: 'uallo', amount: '0' }]);
    expect(query(made, Feemarket.method.params, {}).params).toMatchObject({ enabled: true, feeDenom: 'uallo' });
    expect(query(made, Feemarket.method.state, {}).state).toMatchObject({ baseGasPrice: '0', window: [0n] });
    expect(rawQuery(made, Feemarket.method.gasPrice, { denom: 'atom' }).code).not.toBe(0);
  });

  test('the consensus parameters are those of the genesis file', () => {
    expect(query(chain(), Consensus.method.params, {}).params).toMatchObject({
      block: { maxBytes: 22_020_096n, maxGas: -1n },
      evidence: { maxAgeDuration: { seconds: 172_800n } },
      validator: { pubKeyTypes: ['ed25519'] },
    });
  });
});
