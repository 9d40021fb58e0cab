import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { BaseAccountSchema } from '../../../src/wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import { Query as Auth } from '../../../src/wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { Query as Bank } from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { MsgSetSendEnabledSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { SignMode } from '../../../src/wire/gen/cosmos/tx/signing/v1beta1/signing_pb.ts';
import { TxBodySchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import {
  aminoSignBytes,
  authInfo,
  decode,
  encode,
  packAny,
  secp256k1,
  sha256,
  signBytes,
  txBody,
  txRaw,
  unpackAny,
} from '../../../src/wire/index.ts';
import {
  alice,
  bob,
  CHAIN_ID,
  type ChainOptions,
  carol,
  type Person,
  query,
  send,
  signed,
  startChain,
  stranger,
} from './harness.ts';

/** The verdict on one transaction, by CheckTx and by a block, which must agree; the state must not change when it is refused. */
function verdict(tx: Uint8Array, options: ChainOptions = {}): { code: number; codespace: string; log: string } {
  const chain = startChain(options);
  const before = chain.block().appHash;
  const check = chain.app.checkTx(tx, false);
  const { txResults, appHash } = chain.block(tx);
  const { code, codespace, log } = txResults[0]!;
  expect([check.code, check.codespace, check.log]).toEqual([code, codespace, log]);
  if (code !== 0) expect(appHash).toEqual(before);
  else expect(appHash).not.toEqual(before);
  return { code, codespace, log };
}

const pay = [send(alice, bob.address)];
const priced: ChainOptions = {
  state: (state) => {
    const feemarket = state.feemarket as Record<string, object>;
    return { ...state, feemarket: { ...feemarket, state: { ...feemarket.state, base_gas_price: '10' } } };
  },
};
const fee = (amount: string, denom = 'uallo', gasLimit = 100_000n) => ({ amount: [{ amount, denom }], gasLimit });

/** A transaction with every part open to change. */
function crafted({
  by = alice,
  sequence = 0n,
  mode = SignMode.DIRECT,
  body = txBody({ messages: pay }),
  sign = (doc: { bodyBytes: Uint8Array; authInfoBytes: Uint8Array }) =>
    signBytes({ ...doc, chainId: CHAIN_ID, accountNumber: by.number }),
  key = by.publicKey,
}: {
  by?: Person;
  sequence?: bigint;
  mode?: SignMode;
  body?: Uint8Array;
  sign?: (doc: { bodyBytes: Uint8Array; authInfoBytes: Uint8Array }) => Uint8Array;
  key?: Uint8Array;
}): Uint8Array {
  const signers = [{ publicKey: key, sequence, mode }];
  const doc = { bodyBytes: body, authInfoBytes: authInfo({ signers, fee: { amount: [], gasLimit: 200_000n } }) };
  return txRaw({ ...doc, signatures: [secp256k1.sign(sha256(sign(doc)), by.privateKey)] });
}

describe('what a transaction must pass', () => {
  test('a good one does, in both sign modes', () => {
    expect(verdict(signed(alice, 0n, pay))).toMatchObject({ code: 0 });
    const sign = () =>
      aminoSignBytes({
        chainId: CHAIN_ID,
        accountNumber: 0n,
        sequence: 0n,
        fee: { amount: [], gasLimit: 200_000n },
        messages: pay,
      });
    expect(verdict(crafted({ mode: SignMode.LEGACY_AMINO_JSON, sign }))).toMatchObject({ code: 0 });
    // The sequence is in the words only where nothing but the signature speaks of it.
    expect(verdict(crafted({ mode: SignMode.LEGACY_AMINO_JSON, sign: () => new Uint8Array(64) }))).toMatchObject({
      code: 4,
      log: 'signature verification failed; please verify account number (0), sequence (0) and chain-id (localnet): unauthorized',
    });
  });

  test('bytes that are no transaction, or hold what is unknown', () => {
    const good = signed(alice, 0n, pay);
    for (const bad of [
      new Uint8Array(0),
      Uint8Array.of(1, 2, 3),
      good.slice(0, -1),
      good.slice(0, 40),
      Buffer.concat([good, Uint8Array.of(0x22, 0)]),
    ]) {
      expect(verdict(bad).code === 2 || verdict(bad).code === 18, `${bad.length} bytes`).toBe(true);
    }
    const unknownField = Buffer.concat([txBody({ messages: pay }), Uint8Array.of(0x20, 1)]);
    expect(verdict(crafted({ body: unknownField }))).toMatchObject({ code: 2, codespace: 'sdk' });
    const unknownType = encode(
      TxBodySchema,
      create(TxBodySchema, { messages: [{ typeUrl: '/no.such.Msg', value: new Uint8Array(0) }] }),
    );
    expect(verdict(crafted({ body: unknownType }))).toMatchObject({
      code: 2,
      log: expect.stringContaining('/no.such.Msg'),
    });
  });

  test('no message, and a message that nobody handles', () => {
    expect(verdict(crafted({ body: txBody({ messages: [] }) }))).toMatchObject({
      code: 18,
      log: 'must contain at least one message: invalid request',
    });
    const unhandled = {
      schema: MsgSetSendEnabledSchema,
      message: create(MsgSetSendEnabledSchema, { authority: alice.address }),
    };
    expect(verdict(signed(alice, 0n, [unhandled]))).toMatchObject({
      code: 6,
      log: expect.stringMatching(/no message handler found/),
    });
  });

  test('signatures: wrong, by another, over another chain, account number or mode, none, too many', () => {
    const refused = {
      code: 4,
      codespace: 'sdk',
      log: 'signature verification failed; please verify account number (0) and chain-id (localnet): (unable to verify single signer signature): unauthorized',
    };
    expect(verdict(signed(alice, 0n, pay, { chainId: 'other' }))).toMatchObject(refused);
    expect(verdict(signed({ ...alice, number: 5n }, 0n, pay))).toMatchObject(refused);
    expect(verdict(crafted({ by: { ...alice, privateKey: bob.privateKey } }))).toMatchObject(refused);
    expect(verdict(crafted({ key: bob.publicKey }))).toMatchObject({
      code: 8,
      log: expect.stringMatching(/does not match signer address/),
    });
    expect(verdict(crafted({ key: new Uint8Array(33) }))).toMatchObject({ code: 8 });
    expect(verdict(crafted({ mode: SignMode.TEXTUAL }))).toMatchObject({ code: 37 });
    const parts = {
      bodyBytes: txBody({ messages: pay }),
      authInfoBytes: authInfo({ signers: [], fee: { amount: [], gasLimit: 200_000n } }),
    };
    expect(verdict(txRaw({ ...parts, signatures: [] }))).toMatchObject({ code: 15 });
    expect(verdict(txRaw({ ...parts, signatures: [new Uint8Array(64)] }))).toMatchObject({ code: 4 });
    expect(verdict(txRaw({ ...parts, signatures: [new Uint8Array(64), new Uint8Array(64)] }))).toMatchObject({
      code: 4,
      log: expect.stringMatching(/expected 1, got 2/),
    });
    const many = Array.from({ length: 8 }, (_, index) =>
      send({ ...alice, address: index % 2 ? bob.address : alice.address }, carol.address),
    );
    expect(verdict(signed(alice, 0n, many)).code).toBe(4);
  });

  test('the sequence is the next one, and each transaction uses one up', () => {
    expect(verdict(signed(alice, 1n, pay))).toEqual({
      code: 32,
      codespace: 'sdk',
      log: 'account sequence mismatch, expected 0, got 1: incorrect account sequence',
    });
    const chain = startChain();
    const tx = signed(alice, 0n, pay);
    const results = chain.block(tx, tx, signed(alice, 1n, pay)).txResults;
    expect(results.map(({ code }) => code)).toEqual([0, 32, 0]);
  });

  test('the signer has an account', () => {
    expect(verdict(signed(stranger, 0n, [send(stranger, bob.address)]))).toMatchObject({
      code: 9,
      log: `account ${stranger.address} does not exist: unknown address`,
    });
  });

  test('two signers, in the order of the messages', () => {
    const both = [send(alice, carol.address), send(bob, carol.address)];
    const sign = (first: Person, second: Person) =>
      signed(alice, 0n, both, {
        signers: [first, second].map(({ privateKey, number }) => ({ privateKey, accountNumber: number, sequence: 0n })),
      });
    expect(verdict(sign(alice, bob))).toMatchObject({ code: 0 });
    expect(verdict(sign(bob, alice))).toMatchObject({ code: 8 });
  });

  test('memo, timeout height, extension options', () => {
    expect(verdict(signed(alice, 0n, pay, { memo: 'x'.repeat(256) }))).toMatchObject({ code: 0 });
    expect(verdict(signed(alice, 0n, pay, { memo: 'x'.repeat(257) }))).toMatchObject({ code: 12 });
    const chain = startChain();
    chain.block();
    chain.block();
    expect(chain.block(signed(alice, 0n, pay, { timeoutHeight: 2n })).txResults[0]).toMatchObject({ code: 30 });
    expect(chain.block(signed(alice, 0n, pay, { timeoutHeight: 4n })).txResults[0]).toMatchObject({ code: 0 });
  });

  test('gas: a limit is required, and enough', () => {
    expect(verdict(signed(alice, 0n, pay, { gas: 0n })).code).toBe(11);
    expect(verdict(signed(alice, 0n, pay, { gas: 3_000n }))).toMatchObject({
      code: 11,
      log: expect.stringMatching(
        /^out of gas in location: txSize|ante verify: secp256k1; gasWanted: 3000, gasUsed: \d+: out of gas$/,
      ),
    });
    const chain = startChain();
    const [result] = chain.block(signed(alice, 0n, pay, { gas: 45_000n })).txResults;
    expect(result).toMatchObject({
      code: 11,
      log: expect.stringMatching(/message index: 0: out of gas in location: WritePerByte; gasWanted: 45000, gasUsed: /),
    });
    expect(verdict(signed(alice, 0n, pay, { gas: 1n << 63n }))).toMatchObject({ code: 18 });
  });

  test('fees: nothing needed at price zero, and taken whole when offered', () => {
    const chain = startChain();
    chain.block(signed(alice, 0n, pay, { fee: fee('777') }));
    const collected = query(chain, Bank.method.balance, {
      address: 'allo13pxn9n3qw79e03844rdadagmg0nshmwfsnklnq',
      denom: 'uallo',
    });
    expect(collected.balance!.amount).toBe('777');
  });

  test('fees: other denoms, several coins, too little, more than there is, somebody else pays', () => {
    expect(verdict(signed(alice, 0n, pay, { fee: fee('1', 'stake') }))).toMatchObject({ code: 10 });
    expect(
      verdict(
        signed(alice, 0n, pay, { fee: { ...fee('1'), amount: [...fee('1', 'atom').amount, ...fee('1').amount] } }),
      ),
    ).toMatchObject({ code: 2, codespace: 'feemarket' });
    expect(verdict(signed(alice, 0n, pay), priced)).toMatchObject({ code: 1, codespace: 'feemarket' });
    expect(verdict(signed(alice, 0n, pay, { fee: fee('999999') }), priced)).toMatchObject({
      code: 13,
      log: 'insufficient fees; got: 999999uallo required: 1000000uallo, gas: 100000: insufficient fee',
    });
    expect(verdict(signed(alice, 0n, pay, { fee: fee('1000000') }), priced)).toMatchObject({ code: 0 });
    expect(verdict(signed(alice, 0n, pay, { fee: fee(`1${'0'.repeat(30)}`) }))).toMatchObject({ code: 5 });
    expect(verdict(signed(alice, 0n, pay, { fee: { ...fee('1'), granter: bob.address } }))).toMatchObject({ code: 18 });
    const signers = [alice, bob].map(({ privateKey, number }) => ({ privateKey, accountNumber: number, sequence: 0n }));
    expect(verdict(signed(alice, 0n, pay, { signers, fee: { ...fee('1'), payer: bob.address } }))).toMatchObject({
      code: 0,
    });
  });
});

describe('checking before a block', () => {
  test('several from one account wait in a row; a commit starts anew from the state', () => {
    const chain = startChain();
    chain.block();
    const [first, second] = [signed(alice, 0n, pay), signed(alice, 1n, pay)];
    expect([first, second, second].map((tx) => chain.app.checkTx(tx, false).code)).toEqual([0, 0, 32]);
    chain.block();
    expect(chain.app.checkTx(second, false).code).toBe(32);
    chain.block(first);
    expect(chain.app.checkTx(first, true).code, 'rechecked: it is in a block now').toBe(32);
    expect(chain.app.checkTx(second, true).code).toBe(0);
  });

  test('a signature found good once does not make another one good', () => {
    const chain = startChain();
    const good = signed(alice, 0n, pay);
    expect(chain.app.checkTx(good, false).code).toBe(0);
    const forged = good.slice();
    forged[forged.length - 1]! ^= 1;
    expect(chain.block(forged).txResults[0]!.code).toBe(4);
    expect(chain.block(good).txResults[0]!.code).toBe(0);
  });

  test('the key is kept from the first transaction on', () => {
    const chain = startChain();
    chain.block(signed(alice, 0n, pay));
    const { account } = query(chain, Auth.method.account, { address: alice.address });
    const base = decode(BaseAccountSchema, account!.value);
    expect(base).toMatchObject({ sequence: 1n, accountNumber: 0n });
    expect(unpackAny(base.pubKey!).message).toMatchObject({ key: Uint8Array.from(alice.publicKey) });
    expect(packAny(BaseAccountSchema, base)).toEqual(account);
  });
});
