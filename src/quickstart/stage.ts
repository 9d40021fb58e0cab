import type { Message } from '@bufbuild/protobuf';
import { accountNumbers } from '../client/account.ts';
import { broadcast, rejected } from '../client/broadcast.ts';
import type { AlloraClient } from '../client/client.ts';
import { signTx } from '../client/sign.ts';
import { advanceBlocks, type Movable } from '../devnet/advance.ts';
import type { Actor } from './actors.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Gas limit of every transaction; the devnet's price is 0, so it costs nothing. */
const GAS = 2_000_000n;

export interface ActorMessages {
  readonly actor: Actor;
  readonly messages: readonly Message[];
}

/**
 * The devnet that the story plays on: blocks are made by hand, so everything that is sent together stands in one block.
 * Counts blocks and transactions.
 */
export class Stage {
  readonly client: AlloraClient;
  readonly #devnet: Movable;
  readonly #chainId: string;
  readonly watch: Stopwatch;
  height: bigint;
  blocks = 0;
  transactions = 0;

  constructor(client: AlloraClient, devnet: Movable, chainId: string, height: bigint, watch: Stopwatch) {
    this.client = client;
    this.#devnet = devnet;
    this.#chainId = chainId;
    this.height = height;
    this.watch = watch;
  }

  /** Learns the numbers of accounts that exist now. */
  async introduce(actors: readonly Actor[]): Promise<void> {
    await Promise.all(
      actors.map(async (actor) => Object.assign(actor, await accountNumbers(this.client, actor.signer.address))),
    );
  }

  /**
   * Signs and sends, makes the one block that holds it all, and sees that every transaction succeeded.
   * @throws ClientError `rejected` with the chain's reason for the first one that did not
   */
  async act(parts: readonly ActorMessages[]): Promise<void> {
    const txs = await this.watch.during('signing', async () => {
      const signed: Uint8Array[] = [];
      for (const { actor, messages } of parts) {
        const { accountNumber, sequence } = actor;
        signed.push(
          await signTx(actor.signer, messages, { chainId: this.#chainId, accountNumber, sequence, gas: GAS }),
        );
        actor.sequence += 1n;
      }
      return signed;
    });
    const hashes = await this.watch.during('sending', () => broadcast(this.client, txs));
    await this.advance(1);
    const { txs_results: results } = await this.watch.during('reading', () => this.client.blockResults(this.height));
    hashes.forEach((hash, i) => {
      const result = results?.[i];
      if (!result) throw rejected({ code: 1, codespace: 'allokit', log: `not in block ${this.height}` }, hash);
      if (result.code !== 0) throw rejected(result, hash);
    });
    this.transactions += txs.length;
  }

  /** Makes blocks. */
  async advance(blocks: number): Promise<void> {
    const { height } = await this.watch.during('making blocks', () => advanceBlocks(this.#devnet, blocks));
    this.blocks += blocks;
    this.height = BigInt(height);
  }

  /** Makes blocks up to a height. */
  async advanceTo(height: bigint): Promise<void> {
    if (height > this.height) await this.advance(Number(height - this.height));
  }
}
