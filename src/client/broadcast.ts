import { txHash } from '../wire/index.ts';
import { chainText } from './chain-text.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
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

const TAKEN = { code: 0, codespace: '', log: '' };

/**
 * Hands signed transactions to the mempool, in one request, and returns their hashes in order.
 * @throws ClientError `rejected` for the first one that the chain refuses, with its code and reason
 */
export async function broadcast(client: AlloraClient, txs: readonly Uint8Array[]): Promise<string[]> {
  const hashes: string[] = [];
  for (let start = 0; start < txs.length; start += 100) {
    const some = txs.slice(start, start + 100);
    const answers = await client.rpc.batch<BroadcastAnswer>(
      some.map((tx) => ({ method: 'broadcast_tx_sync', params: { tx: Buffer.from(tx).toString('base64') } })),
      ({ message }, i) => (ALREADY_KNOWN.test(message) ? { ...TAKEN, hash: txHash(some[i]!) } : undefined),
    );
    for (const answer of answers) {
      if (answer.code !== 0) throw rejected(answer, answer.hash);
      hashes.push(answer.hash);
    }
  }
  return hashes;
}

/** Turns a non-zero code of CheckTx or of a block into the error that callers see. */
export function rejected(result: { code: number; codespace: string; log: string }, txHash: string): ClientError {
  return new ClientError('rejected', `${chainText(result.log).reason} (${result.codespace} ${result.code})`, {
    code: result.code,
    codespace: result.codespace,
    txHash,
  });
}

/**
 * Waits until a block holds the transaction.
 * @param timeoutMs how long the network may take
 * @throws ClientError `timeout`, or `rejected` where the transaction failed in its block
 */
export async function waitForTx(client: AlloraClient, hash: string, timeoutMs = 30_000): Promise<CommittedTx> {
  const deadline = Date.now() + timeoutMs;
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
  }
}
