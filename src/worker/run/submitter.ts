import type { Message } from '@bufbuild/protobuf';
import type { Clock } from './clock.ts';
import { ActorFault, isNetworkFault } from './fault.ts';

/** A transaction that was signed and handed to a mempool. */
export interface SignedTx {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** What sending needs of a network. */
export interface TxPort {
  height(): Promise<bigint>;
  /** Signs with the next sequence and hands it to the mempools. @throws ClientError `rejected` and those of the network */
  send(message: Message): Promise<SignedTx>;
  /** The block that holds it; undefined while none does. @throws ClientError `rejected` where it failed there */
  find(hash: string): Promise<bigint | undefined>;
  /** Hands the same bytes to the mempools again. False where its sequence is used up, so that it can be in no block any more. */
  again(tx: SignedTx): Promise<boolean>;
}

/** What to do while a submission is under way. */
export interface Submitting {
  /** Last block that may hold it; no limit where absent. */
  readonly end?: bigint | undefined;
  /** Keeps what was not sent yet from being sent. What was sent is waited for, half a minute more at most. */
  readonly signal?: AbortSignal | undefined;
  /** Told of a network that does not answer; it is asked again. */
  readonly onTrouble?: (error: Error) => void;
}

export interface Submitted {
  readonly hash: string;
  readonly height: bigint;
}

/** Blocks after which a transaction that none of them holds is sent again: the node that took it may be gone. */
const RESEND_AFTER = 3n;
/** Blocks after its end in which a transaction of the last block may still be found: nodes index a little later. */
const FOUND_LATER = 2n;
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 500;
/** How long a stop waits for what was sent: some blocks of a slow network. One that is gone would be waited for without end. */
const STOP_MS = 30_000;

/** Sends what one account has to send, one after the other, so that every transaction has its sequence. */
export class Submitter {
  readonly #port: TxPort;
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();

  constructor(port: TxPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /**
   * Sends a message and waits for the block that holds it, through whatever the network does meanwhile.
   * @throws ClientError `rejected`; ActorFault `over` where it was not in a block in time
   */
  submit(message: Message, submitting: Submitting = {}): Promise<Submitted> {
    const turn = this.#last.then(() => this.#submit(message, submitting));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #submit(message: Message, { end, signal, onTrouble }: Submitting): Promise<Submitted> {
    let tx: SignedTx | undefined;
    let sentAt = 0n;
    let usedUpAt: bigint | undefined;
    let stoppedAt: number | undefined;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const height = await this.#port.height();
        if (!tx) {
          if (signal?.aborted) throw new ActorFault('over', 'stopped before the submission was sent');
          if (end !== undefined && height >= end) throw new ActorFault('over', 'the window closed before it was sent');
          tx = await this.#port.send(message);
          [sentAt, usedUpAt, pause] = [height, undefined, FIRST_PAUSE];
        }
        const held = await this.#port.find(tx.hash);
        if (held !== undefined) return { hash: tx.hash, height: held };
        if (end !== undefined && height > end + FOUND_LATER) {
          throw new ActorFault('over', `transaction ${tx.hash} was in no block up to ${end}`);
        }
        if (usedUpAt !== undefined && height > usedUpAt + FOUND_LATER) tx = undefined;
        else if (usedUpAt === undefined && height >= sentAt + RESEND_AFTER) {
          if (!(await this.#port.again(tx))) usedUpAt = height;
          sentAt = height;
        }
      } catch (error) {
        if (!isNetworkFault(error)) throw error;
        onTrouble?.(error);
        if (!tx && signal?.aborted) throw new ActorFault('over', 'stopped while the network did not answer', error);
      }
      if (tx && signal?.aborted) {
        stoppedAt ??= this.#clock.now();
        if (this.#clock.now() - stoppedAt >= STOP_MS) {
          throw new ActorFault('over', `stopped before transaction ${tx.hash} was seen in a block`);
        }
      }
      await this.#clock.pause(pause, tx ? undefined : signal);
    }
  }
}
