import { AlloraClient } from '../../client/client.ts';
import { type Signer, signerFromKey } from '../../client/signer.ts';
import { devnetKey } from '../accounts.ts';
import { advanceBlocks, advanceEpochs, advanceTime, advanceTo, type Control } from '../advance.ts';
import { DevnetError } from '../errors.ts';
import type { DevnetAccount, Endpoints } from '../types.ts';

/** What a devnet is made of, wherever it runs. */
export interface Running {
  readonly name: string;
  readonly chainId: string;
  readonly endpoints: Endpoints;
  readonly rpcs: readonly string[];
  readonly accounts: readonly DevnetAccount[];
  readonly seed: string | null;
  readonly control: Control;
  stop(): Promise<void>;
}

/** Where the chain stands. */
export interface Position {
  readonly height: bigint;
  /** RFC 3339 with nanoseconds: time of its latest block. */
  readonly time: string;
}

/**
 * A running network with its accounts, clock and memory. It is disposable: `await using devnet = await start()` stops it
 * at the end of the block, also where something fails in between.
 */
export class Devnet implements AsyncDisposable {
  readonly name: string;
  readonly chainId: string;
  /** Addresses of everything that it serves. */
  readonly endpoints: Endpoints;
  /** Its test accounts, `alice` first, the faucet last: known to everybody, worth nothing elsewhere. */
  readonly accounts: readonly DevnetAccount[];
  /** Reads it, and sends to it. */
  readonly client: AlloraClient;
  readonly #running: Running;
  readonly #movable: { control: Control; rpcs: string[] };
  #snapshots = 0;
  #stopped: Promise<void> | undefined;

  constructor(running: Running) {
    this.name = running.name;
    this.chainId = running.chainId;
    this.endpoints = running.endpoints;
    this.accounts = running.accounts;
    this.client = new AlloraClient(running.rpcs, { chainId: running.chainId });
    this.#running = running;
    this.#movable = { control: running.control, rpcs: [...running.rpcs] };
  }

  /** A test account as one that signs. @throws DevnetError `bad-request` for a name that it does not have */
  async signer(name: string): Promise<Signer> {
    if (!this.accounts.some((account) => account.name === name)) {
      throw new DevnetError('bad-request', `The devnet has no account "${name}".`);
    }
    return { ...signerFromKey(await devnetKey(this.#running.seed, name)), testOf: this.chainId };
  }

  /** Where the chain stands. */
  async position(): Promise<Position> {
    return position(await this.#running.control('status', {}));
  }

  /** Makes so many blocks, one second of block time apart. */
  async mine(blocks = 1): Promise<Position> {
    return position(await advanceBlocks(this.#movable, blocks));
  }

  /** Makes blocks up to a height. */
  async advanceTo(height: bigint): Promise<Position> {
    return position(await advanceTo(this.#movable, height));
  }

  /**
   * Moves the block time forward by so many seconds, in one block.
   * @throws DevnetError `bad-request` where that is no time above 0
   */
  async advanceTime(seconds: number): Promise<Position> {
    if (!Number.isFinite(seconds)) throw new DevnetError('bad-request', `${seconds} is no number of seconds above 0.`);
    return position(await advanceTime(this.#movable, BigInt(Math.round(seconds * 1e9))));
  }

  /**
   * Makes blocks up to the topic's next epoch, and so many epochs on: the last block made opens that epoch's worker nonce.
   * @throws ClientError `not-found` where there is no such topic; DevnetError `bad-request` where it is no whole number above 0
   */
  async advanceEpochs(topicId: bigint, epochs = 1): Promise<Position> {
    if (!Number.isSafeInteger(epochs) || epochs < 1) {
      throw new DevnetError('bad-request', `${epochs} is no number of epochs above 0.`);
    }
    return position(await advanceEpochs(this.#movable, topicId, epochs));
  }

  /** Sends uallo from the faucet's account. */
  async fund(address: string, uallo: bigint): Promise<void> {
    await this.#running.control('faucet', { address, amount: uallo.toString() });
  }

  /**
   * Keeps the chain as it stands, and returns the name that `revert` takes.
   * @throws DevnetError `snapshot-exists`, `unsupported` on engines other than the embedded one
   */
  async snapshot(name?: string): Promise<string> {
    this.#snapshots += 1;
    const saved = await this.#running.control('saveSnapshot', { name: name ?? `library-${this.#snapshots}` });
    return saved.name;
  }

  /** Puts the chain back to a snapshot, which stays: it can be gone back to again. @throws DevnetError `no-snapshot` */
  async revert(snapshot: string): Promise<Position> {
    return position(await this.#running.control('restoreSnapshot', { name: snapshot }));
  }

  /** Ends it; a second call waits for the first one. */
  stop(): Promise<void> {
    this.#stopped ??= this.#running.stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

const position = ({ height, time }: { height: number; time: string }): Position => ({ height: BigInt(height), time });
