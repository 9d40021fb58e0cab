import type { Message } from '@bufbuild/protobuf';
import { accountNumbers } from '../client/account.ts';
import { broadcast, rejected, resend } from '../client/broadcast.ts';
import type { AlloraClient } from '../client/client.ts';
import { ClientError } from '../client/errors.ts';
import { signTx } from '../client/sign.ts';
import type { Actor } from './actors.ts';
import type { Pace } from './pace.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Gas limit of every transaction; the devnet's price is 0, so it costs nothing. */
const GAS = 2_000_000n;
/** Longest that a transaction may take until a block holds it. */
const PATIENCE_MS = 60_000;
/** How often blocks are asked for what was sent. */
const ASK_EVERY_MS = 15;

export interface ActorMessages {
  readonly actor: Actor;
  readonly messages: readonly Message[];
}

/**
 * The devnet that the story plays on: what is sent is seen to succeed before the story goes on. Counts blocks and
 * transactions.
 */
export class Stage {
  readonly client: AlloraClient;
  readonly #pace: Pace;
  readonly #chainId: string;
  readonly watch: Stopwatch;
  /** The latest block that the story knows of. */
  height: bigint;
  blocks = 0;
  transactions = 0;

  constructor(client: AlloraClient, pace: Pace, chainId: string, height: bigint, watch: Stopwatch) {
    this.client = client;
    this.#pace = pace;
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

  /** Signs; what is signed is to be sent, in the order in which it was signed. */
  sign(parts: readonly ActorMessages[]): Promise<Uint8Array[]> {
    return this.watch.during('signing', async () => {
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
  }

  /**
   * Sends, waits for the blocks that hold it all (the one block, where blocks are made by hand), and sees that every
   * transaction succeeded.
   * @throws ClientError `rejected` with the chain's reason for the first one that did not
   */
  async send(txs: readonly Uint8Array[]): Promise<void> {
    const hashes = await this.watch.during('sending', () => broadcast(this.client, txs));
    if (this.#pace.byHand) await this.#nextBlock(hashes);
    else await this.watch.during(this.#pace.name, () => this.#anyBlock(hashes, txs));
    this.transactions += txs.length;
  }

  /** Signs and sends. */
  async act(parts: readonly ActorMessages[]): Promise<void> {
    await this.send(await this.sign(parts));
  }

  /** Makes blocks, or waits for them, up to a height. */
  async advanceTo(height: bigint): Promise<void> {
    const { name } = this.#pace;
    if (height > this.height) this.#reached(await this.watch.during(name, () => this.#pace.reach(height)));
  }

  #reached(height: bigint): void {
    if (height <= this.height) return;
    this.blocks += Number(height - this.height);
    this.height = height;
  }

  /** Makes the one block that holds everything. */
  async #nextBlock(hashes: readonly string[]): Promise<void> {
    await this.advanceTo(this.height + 1n);
    const { txs_results: results } = await this.watch.during('reading', () => this.client.blockResults(this.height));
    hashes.forEach((hash, i) => {
      const result = results?.[i];
      if (!result) throw rejected({ code: 1, codespace: 'allokit', log: `not in block ${this.height}` }, hash);
      if (result.code !== 0) throw rejected(result, hash);
    });
  }

  /** Waits for the blocks that hold everything; what no block holds after three is sent again. */
  async #anyBlock(hashes: readonly string[], txs: readonly Uint8Array[]): Promise<void> {
    const held = new Set<string>();
    const deadline = performance.now() + PATIENCE_MS;
    for (let sentAt = this.height; ; ) {
      const missing = hashes.filter((hash) => !held.has(hash));
      for (const { hash, height, tx_result: result } of await this.client.txs(missing)) {
        if (result.code !== 0) throw rejected(result, hash);
        this.#reached(BigInt(height));
        held.add(hash);
      }
      if (held.size === hashes.length) return;
      if (performance.now() > deadline) {
        throw new ClientError(
          'timeout',
          `${missing.length} transactions were in no block after ${PATIENCE_MS / 1000} s`,
        );
      }
      await new Promise((again) => setTimeout(again, ASK_EVERY_MS));
      sentAt = await resend(
        this.client,
        txs.filter((_, i) => !held.has(hashes[i] as string)),
        sentAt,
      );
    }
  }
}
