import { PubKeySchema } from '../../wire/gen/cosmos/crypto/secp256k1/keys_pb.ts';
import type { Any } from '../../wire/index.ts';
import { decode, event, pubkeyAddress, secp256k1 } from '../../wire/index.ts';
import type { Context } from '../context.ts';
import { sdkErrors } from '../errors.ts';
import type { Account, AuthKeeper } from '../modules/auth/keeper.ts';
import type { AnteStep } from './index.ts';

const SECP256K1 = `/${PubKeySchema.typeName}`;

/** The account of a signer. Throws `sdk/9` when there is none. */
export function signerAccount(ctx: Context, auth: AuthKeeper, address: string): Account {
  const account = auth.account(ctx, address);
  if (!account) throw sdkErrors.unknownAddress(`account ${address} does not exist`);
  return account;
}

/** The compressed secp256k1 key in an Any: the only kind that signs transactions here. Throws `sdk/8` for others. */
export function transactionKey(packed: Any): Uint8Array {
  if (packed.typeUrl !== SECP256K1) throw sdkErrors.invalidPubKey(`unrecognized public key type: ${packed.typeUrl}`);
  const { key } = decode(PubKeySchema, packed.value);
  if (!secp256k1.isPublicKey(key)) throw sdkErrors.invalidPubKey('not a compressed secp256k1 key');
  return key;
}

/** Gives an account its public key at its first signature, and tells indexers who signed with what. */
export const setPublicKeys: AnteStep = (ctx, tx, { auth }) => {
  const { signerInfos } = tx.authInfo;
  if (signerInfos.length !== tx.signers.length && ctx.mode !== 'simulate') {
    throw sdkErrors.unauthorized(
      `invalid number of signer;  expected: ${tx.signers.length}, got ${signerInfos.length}`,
    );
  }
  tx.signers.forEach((address, index) => {
    const account = signerAccount(ctx, auth, address);
    const packed = signerInfos[index]?.publicKey;
    if (packed) {
      const key = transactionKey(packed);
      if (pubkeyAddress(key) !== address) {
        throw sdkErrors.invalidPubKey(`pubKey does not match signer address ${address} with signer index: ${index}`);
      }
      if (!account.pubKey) auth.save(ctx, { ...account, pubKey: packed });
    }
    ctx.emit(event('tx', { acc_seq: `${address}/${signerInfos[index]?.sequence ?? account.sequence}` }));
  });
  for (const signature of tx.signatures) {
    ctx.emit(event('tx', { signature: Buffer.from(signature).toString('base64') }));
  }
};

/** A fixed amount for every signature, whatever the key. */
export const consumeSignatures: AnteStep = (ctx, tx, { auth }) => {
  const { sigVerifyCostSecp256k1 } = auth.params(ctx);
  for (const _ of tx.signers) ctx.gas.consume(sigVerifyCostSecp256k1, 'ante verify: secp256k1');
};

/** Every signature uses up its account's sequence. */
export const incrementSequences: AnteStep = (ctx, tx, { auth }) => {
  for (const address of tx.signers) {
    const account = signerAccount(ctx, auth, address);
    auth.save(ctx, { ...account, sequence: account.sequence + 1n });
  }
};
