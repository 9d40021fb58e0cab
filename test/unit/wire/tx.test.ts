import { create } from '@bufbuild/protobuf';
import { Secp256k1HdWallet, serializeSignDoc } from '@cosmjs/amino';
import { stringToPath } from '@cosmjs/crypto';
import { DirectSecp256k1HdWallet, Registry } from '@cosmjs/proto-signing';
import { AminoTypes, createBankAminoConverters, defaultRegistryTypes, SigningStargateClient } from '@cosmjs/stargate';
import { describe, expect, it } from 'vitest';
import { cosmjsRegistryTypes } from '../../../src/wire/cosmjs.ts';
import { MsgMultiSendSchema, MsgSendSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { TxMsgDataSchema } from '../../../src/wire/gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import { LegacyAminoPubKeySchema } from '../../../src/wire/gen/cosmos/crypto/multisig/keys_pb.ts';
import { PubKeySchema } from '../../../src/wire/gen/cosmos/crypto/secp256k1/keys_pb.ts';
import { MsgCreateValidatorSchema } from '../../../src/wire/gen/cosmos/staking/v1beta1/tx_pb.ts';
import { TxRawSchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import {
  CreateNewTopicRequestSchema,
  RegisterRequestSchema,
  RegisterResponseSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import {
  aminoJson,
  aminoSignBytes,
  buildTx,
  decode,
  decodeTx,
  encode,
  hdKey,
  hex,
  messageSigners,
  packAny,
  secp256k1,
  sha256,
  signBytes,
  txHash,
  txMsgData,
  txRaw,
  unpackAny,
} from '../../../src/wire/index.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const alice = 'allo15yk64u7zc9g9k2yr2wmzeva5qgwxps6ygp4vw8';
const bob = 'allo1erxf3sa9q2j4vgseu7jq4a258ckmk7cypdqgsm';
const key = hdKey(MNEMONIC);

const send = create(MsgSendSchema, { fromAddress: alice, toAddress: bob, amount: [{ denom: 'uallo', amount: '5' }] });
const register = create(RegisterRequestSchema, { sender: alice, owner: alice, topicId: 1n, isReputer: true });
const content = {
  messages: [
    { schema: MsgSendSchema, message: send },
    { schema: RegisterRequestSchema, message: register },
  ],
  memo: 'a <memo> & more',
};
const fee = { amount: [{ denom: 'uallo', amount: '7' }], gasLimit: 200_000n };
const signer = { privateKey: key.privateKey, accountNumber: 3n, sequence: 9n };
const tx = buildTx({ ...content, signers: [signer], fee, chainId: 'localnet' });

const theirFee = { amount: fee.amount, gas: '200000' };
const data = { chainId: 'localnet', accountNumber: 3n, sequence: 9 };
const encodeObjects = content.messages.map(({ schema, message }) => ({
  typeUrl: `/${schema.typeName}`,
  value: message,
}));

describe('buildTx and decodeTx', () => {
  it('gives the bytes that cosmjs signs', async () => {
    const wallet = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, {
      prefix: 'allo',
      hdPaths: [stringToPath("m/44'/118'/0'/0/0")],
    });
    const client = await SigningStargateClient.offline(wallet, {
      registry: new Registry([...defaultRegistryTypes, ...cosmjsRegistryTypes()]),
    });
    const signed = await client.sign(alice, encodeObjects, theirFee, content.memo, data);
    expect(hex(txRaw(signed))).toBe(hex(tx));
  });

  it('reads what it wrote', () => {
    const read = decodeTx(tx);
    expect(read.messages.map(({ schema }) => schema.typeName)).toEqual([
      'cosmos.bank.v1beta1.MsgSend',
      'emissions.v10.RegisterRequest',
    ]);
    expect(read.body.memo).toBe(content.memo);
    expect(read.authInfo.fee?.gasLimit).toBe(200_000n);
    const { bodyBytes, authInfoBytes } = read;
    const digest = sha256(signBytes({ bodyBytes, authInfoBytes, chainId: 'localnet', accountNumber: 3n }));
    expect(secp256k1.verify(read.signatures[0] as Uint8Array, digest, key.publicKey)).toBe(true);
    expect(txHash(tx)).toMatch(/^[0-9A-F]{64}$/);
  });

  it('refuses a truncated transaction and one with something unknown at every place', () => {
    for (let cut = 0; cut < tx.length; cut += 7) {
      if (cut === 0) continue;
      expect(() => decodeTx(tx.subarray(0, cut)), String(cut)).toThrow();
    }
    const { bodyBytes, authInfoBytes, signatures } = decodeTx(tx);
    const extra = Uint8Array.of(0x28, 1);
    const join = (bytes: Uint8Array): Uint8Array => Uint8Array.from([...bytes, ...extra]);
    expect(() => decodeTx(txRaw({ bodyBytes: join(bodyBytes), authInfoBytes, signatures }))).toThrow(
      'TxBody: unknown field 5',
    );
    expect(() => decodeTx(txRaw({ bodyBytes, authInfoBytes: join(authInfoBytes), signatures }))).toThrow(
      'AuthInfo: unknown field 5',
    );
    expect(() => decodeTx(join(tx))).toThrow('wire type 0');
  });

  it('refuses what is no message of a transaction', () => {
    const messages = [{ schema: PubKeySchema, message: create(PubKeySchema, { key: key.publicKey }) }];
    const other = buildTx({ messages, signers: [signer], fee, chainId: 'localnet' });
    expect(() => decodeTx(other)).toThrow('no concrete type registered for type URL /cosmos.crypto.secp256k1.PubKey');
  });
});

describe('amino', () => {
  const amount = [{ denom: 'uallo', amount: '5' }];
  const plain = { typeUrl: '/cosmos.bank.v1beta1.MsgSend', value: { fromAddress: alice, toAddress: bob, amount } };
  const doc = {
    chainId: 'localnet',
    accountNumber: 3n,
    sequence: 9n,
    fee,
    messages: content.messages.slice(0, 1),
    memo: content.memo,
  };

  it('gives the sign document of cosmjs', async () => {
    const msgs = [new AminoTypes(createBankAminoConverters()).toAmino(plain)];
    const theirs = {
      chain_id: 'localnet',
      account_number: '3',
      sequence: '9',
      fee: theirFee,
      msgs,
      memo: content.memo,
    };
    expect(new TextDecoder().decode(aminoSignBytes(doc))).toBe(new TextDecoder().decode(serializeSignDoc(theirs)));
    const wallet = await Secp256k1HdWallet.fromMnemonic(MNEMONIC, {
      prefix: 'allo',
      hdPaths: [stringToPath("m/44'/118'/0'/0/0")],
    });
    const { signature } = await wallet.signAmino(alice, theirs);
    expect(
      secp256k1.verify(Buffer.from(signature.signature, 'base64'), sha256(aminoSignBytes(doc)), key.publicKey),
    ).toBe(true);
  });

  it('names payer, granter and time-out only when they are there', () => {
    const text = new TextDecoder().decode(
      aminoSignBytes({ ...doc, fee: { ...fee, granter: bob, payer: alice }, timeoutHeight: 5n }),
    );
    expect(JSON.parse(text)).toMatchObject({ fee: { granter: bob, payer: alice }, timeout_height: '5' });
    expect(Object.keys(JSON.parse(new TextDecoder().decode(aminoSignBytes(doc))))).not.toContain('timeout_height');
  });

  it('leaves out zeros but not custom types, and uses the type URL where there is no amino name', () => {
    expect(aminoJson(RegisterRequestSchema, register)).toEqual({
      type: '/emissions.v10.RegisterRequest',
      value: { sender: alice, owner: alice, topic_id: '1', is_reputer: true },
    });
    const topic = aminoJson(
      CreateNewTopicRequestSchema,
      create(CreateNewTopicRequestSchema, { creator: alice, topicType: 1 }),
    );
    expect(topic).toMatchObject({ value: { creator: alice, p_norm: '0', topic_type: 1 } });
    expect((topic as { value: object }).value).not.toHaveProperty('allow_negative');
    expect(aminoJson(MsgSendSchema, create(MsgSendSchema))).toEqual({
      type: 'cosmos-sdk/MsgSend',
      value: { amount: [] },
    });
  });

  it('writes keys and decimals in the older forms', () => {
    const pubkey = packAny(PubKeySchema, create(PubKeySchema, { key: Uint8Array.of(1) }));
    const validator = create(MsgCreateValidatorSchema, {
      pubkey,
      commission: { rate: '100000000000000000' },
      value: { denom: 'uallo', amount: '1' },
    });
    expect(aminoJson(MsgCreateValidatorSchema, validator)).toMatchObject({
      type: 'cosmos-sdk/MsgCreateValidator',
      value: {
        commission: { rate: '0.100000000000000000' },
        pubkey: { type: 'tendermint/PubKeySecp256k1', value: 'AQ==' },
      },
    });
    const multisig = create(LegacyAminoPubKeySchema, { threshold: 2, publicKeys: [pubkey] });
    expect(aminoJson(LegacyAminoPubKeySchema, multisig)).toEqual({
      type: 'tendermint/PubKeyMultisigThreshold',
      value: { threshold: '2', pubkeys: [{ type: 'tendermint/PubKeySecp256k1', value: 'AQ==' }] },
    });
  });
});

describe('messages', () => {
  it('names who must sign, through nested messages, each once', () => {
    expect(messageSigners({ schema: RegisterRequestSchema, message: register })).toEqual([alice]);
    const many = create(MsgMultiSendSchema, { inputs: [{ address: bob }, { address: alice }, { address: bob }] });
    expect(messageSigners({ schema: MsgMultiSendSchema, message: many })).toEqual([bob, alice]);
  });

  it('packs and unpacks Any, and the data of results', () => {
    expect(unpackAny(packAny(MsgSendSchema, send)).message).toEqual(send);
    expect(() => unpackAny({ $typeName: 'google.protobuf.Any', typeUrl: '/x.Y', value: new Uint8Array() })).toThrow(
      '/x.Y',
    );
    const answer = create(RegisterResponseSchema, { success: true });
    const read = decode(TxMsgDataSchema, txMsgData([{ schema: RegisterResponseSchema, message: answer }]));
    expect(unpackAny(read.msgResponses[0] as never).message).toEqual(answer);
  });

  it('bridges to cosmjs', () => {
    const theirs = new Registry(cosmjsRegistryTypes());
    const bytes = theirs.encode({ typeUrl: '/emissions.v10.RegisterRequest', value: { sender: alice, topicId: 1n } });
    expect(theirs.decode({ typeUrl: '/emissions.v10.RegisterRequest', value: bytes })).toMatchObject({
      sender: alice,
      topicId: 1n,
    });
    expect(hex(encode(TxRawSchema, decode(TxRawSchema, tx)))).toBe(hex(tx));
  });
});
