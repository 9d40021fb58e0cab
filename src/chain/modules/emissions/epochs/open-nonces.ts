import { create } from '@bufbuild/protobuf';
import {
  NonceSchema,
  NoncesSchema,
  ReputerRequestNonceSchema,
  ReputerRequestNoncesSchema,
} from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { Context } from '../../../context.ts';
import { state } from '../state.ts';

/** A topic's open (unfulfilled) nonces, newest first (docs/spec/emissions.md §2). */
export interface OpenNonces {
  list(ctx: Context, topicId: bigint): bigint[];
  has(ctx: Context, topicId: bigint, nonce: bigint): boolean;
  /** Puts a nonce before the others and keeps the first `cap`; nothing happens when it is open already. */
  add(ctx: Context, topicId: bigint, nonce: bigint, cap: bigint): void;
  /** Fulfils a nonce; nothing happens when it is not open. */
  fulfil(ctx: Context, topicId: bigint, nonce: bigint): void;
  /** Drops the nonces below a height. */
  prune(ctx: Context, topicId: bigint, below: bigint): void;
}

function openNonces(
  read: OpenNonces['list'],
  write: (ctx: Context, topicId: bigint, nonces: bigint[]) => void,
): OpenNonces {
  const keep = (ctx: Context, topicId: bigint, wanted: (nonce: bigint) => boolean) => {
    const nonces = read(ctx, topicId);
    const kept = nonces.filter(wanted);
    if (kept.length < nonces.length) write(ctx, topicId, kept);
  };
  return {
    list: read,
    has: (ctx, topicId, nonce) => read(ctx, topicId).includes(nonce),
    add(ctx, topicId, nonce, cap) {
      const nonces = read(ctx, topicId);
      if (!nonces.includes(nonce)) write(ctx, topicId, [nonce, ...nonces].slice(0, Number(cap)));
    },
    fulfil: (ctx, topicId, nonce) => keep(ctx, topicId, (open) => open !== nonce),
    prune: (ctx, topicId, below) => keep(ctx, topicId, (open) => open >= below),
  };
}

export const workerNonces: OpenNonces = openNonces(
  (ctx, topicId) => state.unfulfilledWorkerNonces.get(ctx, topicId)?.nonces.map((nonce) => nonce.blockHeight) ?? [],
  (ctx, topicId, nonces) =>
    state.unfulfilledWorkerNonces.set(
      ctx,
      topicId,
      create(NoncesSchema, { nonces: nonces.map((blockHeight) => create(NonceSchema, { blockHeight })) }),
    ),
);

export const reputerNonces: OpenNonces = openNonces(
  (ctx, topicId) =>
    state.unfulfilledReputerNonces
      .get(ctx, topicId)
      ?.nonces.flatMap(({ reputerNonce }) => (reputerNonce ? [reputerNonce.blockHeight] : [])) ?? [],
  (ctx, topicId, nonces) =>
    state.unfulfilledReputerNonces.set(
      ctx,
      topicId,
      create(ReputerRequestNoncesSchema, {
        nonces: nonces.map((blockHeight) => create(ReputerRequestNonceSchema, { reputerNonce: { blockHeight } })),
      }),
    ),
);
