import type { AlloraClient } from '../client/client.ts';
import { devnetKey } from './accounts.ts';
import type { ControlFaucet } from './control/protocol.ts';
import { DevnetError } from './errors.ts';

export interface FaucetOptions {
  /** RPC addresses of the network's nodes. */
  rpcs: readonly string[];
  seed: string | null;
  /** Makes a block where nothing else does (`manual` mode). */
  makeBlock: (() => Promise<unknown>) | null;
}

/** Sends from the devnet's faucet account, one request after the other, so that its sequence never clashes. */
export class Faucet {
  readonly #options: FaucetOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: FaucetOptions) {
    this.#options = options;
  }

  /**
   * Sends uallo and resolves when a block holds the transaction.
   * @throws DevnetError `bad-request` for what is no amount or address, `rejected` with the chain's reason.
   */
  send(address: string, amount: string): Promise<ControlFaucet> {
    const sent = this.#last.then(() => this.#send(address, amount));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  async #send(address: string, amount: string): Promise<ControlFaucet> {
    if (!/^[1-9]\d{0,30}$/.test(amount)) throw new DevnetError('bad-request', `"${amount}" is not an amount of uallo.`);
    const [{ AlloraClient }, { send }, { waitForTx }, { signerFromKey }, { sendTokens }] = await Promise.all([
      import('../client/client.ts'),
      import('../client/send.ts'),
      import('../client/broadcast.ts'),
      import('../client/signer.ts'),
      import('../client/actions/send-tokens.ts'),
    ]);
    const client: AlloraClient = new AlloraClient(this.#options.rpcs);
    const signer = signerFromKey(await devnetKey(this.#options.seed, 'faucet'));
    try {
      const { hash } = await send(client, signer, [sendTokens(signer.address, address, BigInt(amount))], {
        noWait: true,
      });
      await this.#options.makeBlock?.();
      const { height } = await waitForTx(client, hash);
      return { hash, height: Number(height) };
    } catch (error) {
      throw new DevnetError('rejected', error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
}
