import { txHash } from '../wire/index.ts';
import { chainText } from './chain-text.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import type { RpcCall } from './rpc.ts';
import type { BroadcastAnswer, RpcTx } from './rpc-types.ts';

/** A transaction that a block holds. */
export interface CommittedTx {
  /** Upper-case hex. */
  readonly hash: string;
  readonly height: bigint;
  readonly tx: RpcTx;
}

/** The mempool does not take the same bytes twice; for us that means that they are already there. */
const ALREADY_KNOWN = /already exists in cache/;

/**
 * Hands signed transactions to the mempools of all nodes that are known, and returns their hashes in order. One node that
 * takes a transaction is enough: others may have stopped, or be behind.
 * @throws ClientError `rejected` for the first one that the chain refuses, with its code and reason
 */
export function broadcast(client: AlloraClient, txs: readonly Uint8Array[]): Promise<string[]> {
  const taken = new Set<number>();
  const refused = new Map<number, ClientError>();
  const answers = client.rpc.onEveryNode<BroadcastAnswer>(txs.map(broadcastCall));
  return new Promise((resolve, reject) => {
    let silent: unknown;
    let open = answers.length;
    const settle = () => {
      if (taken.size === txs.length) resolve(txs.map(txHash));
      else if (open === 0) reject(refused.get(txs.findIndex((_, i) => !taken.has(i))) ?? silent);
    };
    for (const answer of answers) {
      answer
        .then((each) => {
          each.forEach((one, i) => {
            const refusal = refusalOf(one);
            if (!refusal) taken.add(i);
            else if (!refused.has(i)) refused.set(i, refusal);
          });
        })
        .catch((error: unknown) => {
          silent ??= error;
        })
        .finally(() => {
          open -= 1;
          settle();
        });
    }
  });
}

function refusalOf(answer: BroadcastAnswer | ClientError): ClientError | null {
  const refused = answer instanceof ClientError;
  if (ALREADY_KNOWN.test(refused ? answer.message : answer.log)) return null;
  if (refused) return answer;
  return answer.code === 0 ? null : rejected(answer, answer.hash);
}

/** Turns a non-zero code of CheckTx or of a block into the error that callers see. */
export function rejected(result: { code: number; codespace: string; log: string }, txHash: string): ClientError {
  return new ClientError('rejected', `${chainText(result.log).reason} (${result.codespace} ${result.code})`, {
    code: result.code,
    codespace: result.codespace,
    txHash,
  });
}

export interface WaitOptions {
  /** How long the network may take; 30 s unless said otherwise. */
  readonly timeoutMs?: number;
  /** The transaction itself: sent again, the same bytes, where no block holds it after three blocks. */
  readonly bytes?: Uint8Array;
}

/** Blocks after which a transaction that none of them holds is sent again: the node that took it may be gone. */
const RESEND_AFTER = 3n;

/**
 * Waits until a block holds the transaction.
 * @throws ClientError `timeout`, or `rejected` where the transaction failed in its block
 */
export async function waitForTx(
  client: AlloraClient,
  hash: string,
  { timeoutMs = 30_000, bytes }: WaitOptions = {},
): Promise<CommittedTx> {
  const deadline = Date.now() + timeoutMs;
  let sentAt = bytes && (await client.height());
  for (let pause = 10; ; pause = Math.min(pause * 2, 500)) {
    const tx = await client.tx(hash);
    if (tx) {
      if (tx.tx_result.code !== 0) throw rejected(tx.tx_result, hash);
      return { hash, height: BigInt(tx.height), tx };
    }
    if (Date.now() + pause > deadline) {
      throw new ClientError('timeout', `transaction ${hash} was in no block after ${timeoutMs / 1000} s`, {
        txHash: hash,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (bytes && sentAt !== undefined) sentAt = await resend(client, bytes, sentAt);
  }
}

/**
 * Sends transactions again where enough blocks have passed, and returns the height at which they were sent last. Whatever
 * the mempools say of them is no news: they may be in them, or in a block already.
 */
export async function resend(
  client: AlloraClient,
  bytes: Uint8Array | readonly Uint8Array[],
  sentAt: bigint,
): Promise<bigint> {
  const height = await client.height();
  if (height < sentAt + RESEND_AFTER) return sentAt;
  await broadcast(client, [bytes].flat() as Uint8Array[]).catch(() => undefined);
  return height;
}

function broadcastCall(tx: Uint8Array): RpcCall {
  return { method: 'broadcast_tx_sync', params: { tx: Buffer.from(tx).toString('base64') } };
}
