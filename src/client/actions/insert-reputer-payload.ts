import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { InputValueBundleSchema } from '../../wire/gen/emissions/v9/input_pb.ts';
import {
  type InsertReputerPayloadRequest,
  InsertReputerPayloadRequestSchema,
} from '../../wire/gen/emissions/v10/tx_pb.ts';
import { encode, secp256k1, sha256 } from '../../wire/index.ts';
import type { Signer } from '../signer.ts';

/** The losses that a reputer reports for one epoch: everything of the value bundle but who and when. */
export type ReputerLosses = Omit<
  MessageInitShape<typeof InputValueBundleSchema>,
  '$typeName' | '$unknown' | 'topicId' | 'reputer' | 'reputerRequestNonce'
>;

/**
 * Submits a reputer's losses, signed with the reputer's own key over the value bundle's protobuf bytes
 * (`docs/spec/emissions.md` §8.4). Losses are log10 losses, or raw ones where the topic's `allow_negative` is set.
 *
 * @example
 * await client.send(carol, [insertReputerPayload(carol, 1n, 24n, losses)]);
 */
export function insertReputerPayload(
  reputer: Signer,
  topicId: bigint,
  nonce: bigint,
  losses: ReputerLosses,
): InsertReputerPayloadRequest {
  const valueBundle = create(InputValueBundleSchema, {
    ...losses,
    topicId,
    reputer: reputer.address,
    reputerRequestNonce: { reputerNonce: { blockHeight: nonce } },
  });
  return create(InsertReputerPayloadRequestSchema, {
    sender: reputer.address,
    reputerValueBundle: {
      valueBundle,
      signature: secp256k1.sign(sha256(encode(InputValueBundleSchema, valueBundle)), reputer.privateKey),
      pubkey: Buffer.from(reputer.publicKey).toString('hex'),
    },
  });
}
