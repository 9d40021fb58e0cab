import { rejected } from '../../client/broadcast.ts';
import type { AlloraClient } from '../../client/client.ts';
import { ClientError } from '../../client/errors.ts';
import { txHash } from '../../wire/index.ts';

/** Nodes of public networks may keep no index of transactions. */
const UNINDEXED = /indexing is disabled/i;

/** Finds transactions in blocks: by the node's index, or where it has none by reading the blocks since they were sent. */
export class TxFinder {
  readonly #client: () => AlloraClient;
  /** Up to which block each was looked for. */
  readonly #read = new Map<string, bigint>();

  constructor(client: () => AlloraClient) {
    this.#client = client;
  }

  /** A transaction was handed to the mempools when the chain was at a height. */
  sent(hash: string, height: bigint): void {
    this.#read.clear();
    this.#read.set(hash, height);
  }

  /** The block that holds it; undefined while none does. @throws ClientError `rejected` where it failed there */
  async find(hash: string): Promise<bigint | undefined> {
    try {
      const tx = await this.#client().tx(hash);
      if (!tx) return undefined;
      if (tx.tx_result.code !== 0) throw rejected(tx.tx_result, hash);
      return BigInt(tx.height);
    } catch (error) {
      if (!(error instanceof ClientError && error.kind === 'rpc' && UNINDEXED.test(error.message))) throw error;
      return this.#readBlocks(hash);
    }
  }

  async #readBlocks(hash: string): Promise<bigint | undefined> {
    const client = this.#client();
    const latest = await client.height();
    for (let height = (this.#read.get(hash) ?? latest - 1n) + 1n; height <= latest; height += 1n) {
      const { block } = await client.rpc.call<{ block: { data: { txs: readonly string[] | null } } }>('block', {
        height: height.toString(),
      });
      const at = (block.data.txs ?? []).findIndex((tx) => txHash(Buffer.from(tx, 'base64')) === hash);
      if (at === -1) {
        this.#read.set(hash, height);
        continue;
      }
      const result = (await client.blockResults(height)).txs_results?.[at];
      if (result && result.code !== 0) throw rejected(result, hash);
      return height;
    }
    return undefined;
  }
}
