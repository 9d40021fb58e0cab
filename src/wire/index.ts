/**
 * Everything on the wire. Where to import what from:
 *
 * - Messages: `gen/<package>/<version>/<file>_pb.ts`, one file per .proto file (see `proto/`). Import only what you need: a
 *   file costs its own parsing. `<Name>Schema` is the descriptor, `<Name>` the type; make one with
 *   `create(<Name>Schema, {…})` of `@bufbuild/protobuf`.
 *   - emissions: `emissions/v10/{types,input,tx,query,events,genesis}_pb.ts`, what v10 reuses of older packages in
 *     `emissions/v3/{types,pagination}_pb.ts` (nonces, forecasts, value bundles, scores, stake) and
 *     `emissions/v9/{params,input}_pb.ts` (parameters, reputers' input bundles); the rest of v9 in
 *     `emissions/v9/{types,tx,query,events}_pb.ts`.
 *   - cosmos: `cosmos/{auth,bank,staking}/v1beta1/{auth|bank|staking,tx,query,genesis}_pb.ts`, `cosmos/consensus/v1/{tx,query}_pb.ts`,
 *     `cosmos/tx/v1beta1/{tx,service}_pb.ts`, `cosmos/tx/signing/v1beta1/signing_pb.ts`,
 *     `cosmos/base/{v1beta1/coin,query/v1beta1/pagination,abci/v1beta1/abci,tendermint/v1beta1/query,node/v1beta1/query}_pb.ts`,
 *     `cosmos/crypto/{secp256k1,ed25519,secp256r1,multisig}/keys_pb.ts`.
 *   - `tendermint/{abci/types,types/types,types/block,types/canonical,types/evidence,types/params,types/validator,crypto/keys,crypto/proof,version/types,p2p/types}_pb.ts`
 *   - `feemarket/feemarket/v1/…`, `mint/v5/…`, `mint/v3/events_pb.ts`, `scheduler/v1/…`
 * - Enums are objects (`ActorType.FORECASTER`), not TypeScript enums.
 * - Decimals (Dec, LegacyDec) and Ints are `string` in the messages, 64-bit integers `bigint`, bytes `Uint8Array`.
 *
 * Functions (`S` is a message descriptor, `M` its message):
 *
 * - bytes: `encode(S, M)`, `decode(S, bytes)` (state, queries: absent custom types become their zero, absent non-nullable messages are there),
 *   `decodeStrict(S, bytes, {allowNonCritical?})` (transactions: unknown fields and bad custom types throw `WireError`; texts made canonical),
 *   `canonical(S, M)` (the message with its Dec and Int texts as the reference re-marshals them)
 *   `recast(S, M, S2)` (the same bytes as another version of the message)
 * - `requireRoom(S, bytes)` (what comes from outside: at most `MOST_FIELDS` fields, before anything is read)
 * - Any: `packAny(S, M): Any`, `unpackAny(any): {schema, message}`; `registry.message(typeName | typeUrl)`
 * - JSON: `toJson(S, M): JsonValue`, `fromJson(S, json): M`, `jsonText(value)`; `legacyDecText(wire)`, `legacyDecWire(text)`
 * - events: `typedEvent(S, init): AbciEvent`, `readEvent(S, event): M`, `event(type, {key: value}): AbciEvent`
 * - addresses: `accAddress(bytes)`, `accBytes(text)`, `valoperAddress`, `valoperBytes`, `valconsAddress`, `valconsBytes`,
 *   `moduleAddress(name)`, `pubkeyAddress(compressed)`, `consensusAddress(ed25519PublicKey)`: 20 bytes; `AddressError`
 * - hashes: `sha256(bytes)`, `ripemd160(bytes)`, `hex(bytes)`, `fromHex(text)`
 * - keys: `secp256k1.{sign(hash32, secret), verify(signature64, hash32, publicKey), publicKey(secret), isPublicKey(bytes)}`,
 *   `ed25519.{publicKey(seed), sign(message, seed), verify(signature, message, publicKey)}`,
 *   `hdKey(mnemonic, index?): {privateKey, publicKey}`, `hdKeys(mnemonic, count)`, `keyFromSeed(seed, label): Uint8Array`
 * - transactions: `txBody({messages, memo?, timeoutHeight?})`, `authInfo({signers, fee})`, `signBytes({bodyBytes, authInfoBytes, chainId, accountNumber})`,
 *   `aminoSignBytes({…})`, `buildTx({messages, signers, fee, chainId, memo?}): Uint8Array`, `decodeTx(bytes): DecodedTx`, `txHash(bytes): string`,
 *   `txMsgData(responses): Uint8Array`
 *   `messageSigners(typed): string[]`
 * - not re-exported, because of what they load: `./cosmjs.ts` (`cosmjsRegistryTypes()`), `./services.ts` (`queryServices`)
 */
import './messages.ts';

export type { Any } from '@bufbuild/protobuf/wkt';
export type { Typed } from './codec/any.ts';
export { packAny, typeUrl, unpackAny } from './codec/any.ts';
export type { StrictOptions } from './codec/decode.ts';
export { canonical, decode, decodeStrict } from './codec/decode.ts';
export { encode } from './codec/encode.ts';
export { recast } from './codec/recast.ts';
export { registry } from './codec/registry.ts';
export { MOST_FIELDS, requireRoom } from './codec/room.ts';
export { legacyDecText, legacyDecWire } from './codec/texts.ts';
export {
  accAddress,
  accBytes,
  consensusAddress,
  moduleAddress,
  PREFIX,
  pubkeyAddress,
  valconsAddress,
  valconsBytes,
  valoperAddress,
  valoperBytes,
} from './crypto/address.ts';
export { ed25519 } from './crypto/ed25519.ts';
export { fromHex, hex, ripemd160, sha256 } from './crypto/hash.ts';
export type { AccountKey } from './crypto/keys.ts';
export { hdKey, hdKeys, keyFromSeed } from './crypto/keys.ts';
export type { Secp256k1 } from './crypto/secp256k1.ts';
export { secp256k1 } from './crypto/secp256k1.ts';
export { AddressError, shorten, WireError } from './errors.ts';
export type { AbciEvent, EventAttribute } from './events.ts';
export { event, readEvent, typedEvent } from './events.ts';
export { exactJson } from './json/exact.ts';
export { fromJson } from './json/read.ts';
export type { JsonObject, JsonValue } from './json/values.ts';
export { durationOf, durationText, jsonText, sortedJsonText, timestampOf, timestampText } from './json/values.ts';
export { toJson } from './json/write.ts';
export type { AminoDocOf } from './tx/amino.ts';
export { aminoJson, aminoSignBytes } from './tx/amino.ts';
export { messageSigners, signerFields } from './tx/signers.ts';
export type { BuildTx, DecodedTx, Fee, SignDocOf, SignerOf, TxContent } from './tx/tx.ts';
export { authInfo, buildTx, decodeTx, signBytes, txBody, txHash, txMsgData, txRaw } from './tx/tx.ts';
