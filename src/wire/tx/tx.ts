import { create } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import type { Typed } from '../codec/any.ts';
import { packAny, typeUrl } from '../codec/any.ts';
import { canonical, decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import { registry } from '../codec/registry.ts';
import { requireRoom } from '../codec/room.ts';
import { rejectNonCanonicalTxRaw, rejectUnknown } from '../codec/unknown.ts';
import { hex, sha256 } from '../crypto/hash.ts';
import { secp256k1 } from '../crypto/secp256k1.ts';
import { WireError } from '../errors.ts';
import type { TxMsgData } from '../gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import { TxMsgDataSchema } from '../gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import { PubKeySchema } from '../gen/cosmos/crypto/secp256k1/keys_pb.ts';
import { SignMode } from '../gen/cosmos/tx/signing/v1beta1/signing_pb.ts';
import type { AuthInfo, TxBody } from '../gen/cosmos/tx/v1beta1/tx_pb.ts';
import { AuthInfoSchema, SignDocSchema, TxBodySchema, TxRawSchema } from '../gen/cosmos/tx/v1beta1/tx_pb.ts';
import { signerFields } from './signers.ts';

export interface Fee {
  /** In the smallest unit, sorted by denomination. */
  amount: { denom: string; amount: string }[];
  gasLimit: bigint;
  payer?: string;
  granter?: string;
}

export interface TxContent {
  messages: Typed[];
  memo?: string;
  /** The last height at which the transaction may be included; 0 for any. */
  timeoutHeight?: bigint;
}

/** The bytes of a transaction's body. */
export function txBody({ messages, memo = '', timeoutHeight = 0n }: TxContent): Uint8Array {
  const packed = messages.map(({ schema, message }) => packAny(schema, message));
  return encode(TxBodySchema, create(TxBodySchema, { messages: packed, memo, timeoutHeight }));
}

export interface SignerOf {
  /** Compressed secp256k1 key. */
  publicKey: Uint8Array;
  sequence: bigint;
  /** DIRECT when left out. */
  mode?: SignMode;
}

/** The bytes of a transaction's signer infos and fee. */
export function authInfo({ signers, fee }: { signers: SignerOf[]; fee: Fee }): Uint8Array {
  const signerInfos = signers.map(({ publicKey, sequence, mode = SignMode.DIRECT }) => ({
    publicKey: packAny(PubKeySchema, create(PubKeySchema, { key: publicKey })),
    modeInfo: { sum: { case: 'single' as const, value: { mode } } },
    sequence,
  }));
  return encode(AuthInfoSchema, create(AuthInfoSchema, { signerInfos, fee }));
}

export interface SignDocOf {
  bodyBytes: Uint8Array;
  authInfoBytes: Uint8Array;
  chainId: string;
  accountNumber: bigint;
}

/** What a signer signs in the mode DIRECT, before hashing with SHA-256. */
export const signBytes = (doc: SignDocOf): Uint8Array => encode(SignDocSchema, create(SignDocSchema, doc));

/** The bytes of a transaction. */
export const txRaw = (parts: {
  bodyBytes: Uint8Array;
  authInfoBytes: Uint8Array;
  signatures: Uint8Array[];
}): Uint8Array => encode(TxRawSchema, create(TxRawSchema, parts));

export interface BuildTx extends TxContent {
  signers: { privateKey: Uint8Array; accountNumber: bigint; sequence: bigint }[];
  fee: Fee;
  chainId: string;
}

/** A transaction signed by every signer in the mode DIRECT. */
export function buildTx({ signers, fee, chainId, ...content }: BuildTx): Uint8Array {
  const bodyBytes = txBody(content);
  const keys = signers.map(({ privateKey, sequence }) => ({ publicKey: secp256k1.publicKey(privateKey), sequence }));
  const authInfoBytes = authInfo({ signers: keys, fee });
  const signatures = signers.map(({ privateKey, accountNumber }) =>
    secp256k1.sign(sha256(signBytes({ bodyBytes, authInfoBytes, chainId, accountNumber })), privateKey),
  );
  return txRaw({ bodyBytes, authInfoBytes, signatures });
}

export interface DecodedTx {
  body: TxBody;
  authInfo: AuthInfo;
  /** The body's messages, read; texts of custom types in canonical form. */
  messages: Typed[];
  signatures: Uint8Array[];
  /** As they were sent: what the signatures are over. */
  bodyBytes: Uint8Array;
  authInfoBytes: Uint8Array;
}

/**
 * Reads a transaction as the reference's decoder does: only one way to write the outer bytes, nothing unknown but
 * non-critical fields of the body, every message one that a transaction may carry.
 * @throws WireError with the reason
 */
export function decodeTx(bytes: Uint8Array): DecodedTx {
  requireRoom(TxRawSchema, bytes);
  rejectNonCanonicalTxRaw(bytes);
  rejectUnknown(TxRawSchema, bytes);
  const { bodyBytes, authInfoBytes, signatures } = decode(TxRawSchema, bytes);
  requireRoom(TxBodySchema, bodyBytes);
  requireRoom(AuthInfoSchema, authInfoBytes);
  rejectUnknown(TxBodySchema, bodyBytes, { allowNonCritical: true });
  const body = decode(TxBodySchema, bodyBytes);
  rejectUnknown(AuthInfoSchema, authInfoBytes);
  const info = canonical(AuthInfoSchema, decode(AuthInfoSchema, authInfoBytes));
  return { body, authInfo: info, messages: body.messages.map(readMessage), signatures, bodyBytes, authInfoBytes };
}

function readMessage(any: Any): Typed {
  const schema = registry.message(any.typeUrl);
  if (schema === undefined || signerFields(schema).length === 0) {
    throw new WireError(`no concrete type registered for type URL ${any.typeUrl} against interface *types.Msg`);
  }
  return { schema, message: canonical(schema, decode(schema, any.value)) };
}

/** A transaction's hash: SHA-256 of its bytes, upper-case hexadecimal. */
export const txHash = (bytes: Uint8Array): string => hex(sha256(bytes)).toUpperCase();

/** The data of a transaction's result: the answers to its messages, in their order. */
export function txMsgData(responses: Typed[]): Uint8Array {
  const data: TxMsgData = create(TxMsgDataSchema, {
    msgResponses: responses.map(({ schema, message }) => ({
      typeUrl: typeUrl(schema),
      value: encode(schema, message),
    })),
  });
  return encode(TxMsgDataSchema, data);
}
