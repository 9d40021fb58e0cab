import { Refusal } from '../refusal.ts';
import { Turns } from '../turns.ts';
import { Buckets } from './buckets.ts';
import { checkRequest, faucetRequest } from './request.ts';

/** What the faucet gives: enough for any client, the Python SDK asks again below 100,000,000 uallo. */
export const FAUCET_AMOUNT = 50n * 10n ** 18n;

/** Five at once for one address: a client that is not answered in time asks again. */
const PER_ADDRESS = { burst: 5, everyMs: 60_000 };
/** From one place, enough for every worker of a test to begin at once. */
const PER_REMOTE = { burst: 100, everyMs: 1_000 };
/** Requests that wait for those before them. */
const MOST_WAITING = 200;

export interface FaucetOptions {
  readonly chainId: string;
  /** Milliseconds of the devnet's clock. */
  readonly now: () => number;
  /** Sends uallo and resolves when a block holds the transaction. @throws Refusal */
  readonly send: (address: string, amount: string) => Promise<{ hash: string; height: number }>;
}

/** What was sent. */
export interface FaucetGift {
  readonly address: string;
  readonly amount: string;
  readonly denom: 'uallo';
  readonly hash: string;
  readonly height: number;
}

/** Answers requests for coins, of everybody who asks: within limits for each address and each caller. */
export class FaucetDesk {
  readonly #options: FaucetOptions;
  readonly #addresses: Buckets;
  readonly #remotes: Buckets;
  readonly #turns = new Turns(1, MOST_WAITING);

  constructor(options: FaucetOptions) {
    this.#options = options;
    this.#addresses = new Buckets(PER_ADDRESS, options.now);
    this.#remotes = new Buckets(PER_REMOTE, options.now);
  }

  /** @param remote the caller's own address @throws Refusal 400, 413, 429, 503 */
  async answer(remote: string, contentType: string | undefined, body: Buffer): Promise<FaucetGift> {
    const { chainId, send } = this.#options;
    // Whoever asks wrongly has asked too.
    limited(this.#remotes.take(remote), 'from here');
    const request = faucetRequest(contentType, body);
    checkRequest(request, chainId);
    const { address } = request;
    limited(this.#addresses.take(address), 'for this address');
    const amount = FAUCET_AMOUNT.toString();
    try {
      const sent = await this.#turns.take(() => send(address, amount));
      return { address, amount, denom: 'uallo', ...sent };
    } catch (error) {
      this.#addresses.giveBack(address);
      throw error;
    }
  }
}

function limited(waitMs: number, whom: string): void {
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1_000);
  throw new Refusal(429, `too many requests ${whom}; ask again in ${seconds} s`, { 'Retry-After': String(seconds) });
}
