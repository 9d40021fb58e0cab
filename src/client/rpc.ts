import { ClientError } from './errors.ts';
import { misshapen } from './rpc-shapes.ts';

export interface RpcCall {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { code: number; message: string; data?: string };
}

/** Calls in one request: more are refused by CometBFT as it is set by default. */
const BATCH = 10;
/** How long a node may take to answer one request. */
const ANSWER_TIMEOUT_MS = 30_000;
/** The same where others can be asked instead: short the first time round, for one may only have stopped. */
const PATIENCE_MS = [500, 3_000, 10_000];

/**
 * CometBFT's JSON-RPC over HTTP POST, single calls and batches. Knows any number of nodes of one network: it stays with
 * one for as long as that answers, and goes on with the next one where it does not. Every call may be made twice.
 */
export class RpcClient {
  readonly #urls: readonly string[];
  #patience: readonly number[];
  #at = 0;
  #nextId = 1;
  #signal: AbortSignal | undefined;

  /** @param urls `http(s)://host:port`, the RPC addresses of nodes of one network, in the order in which they are tried. */
  constructor(urls: string | readonly string[], { timeoutMs }: { timeoutMs?: number | undefined } = {}) {
    this.#urls = [urls].flat().map((url) => url.replace(/^tcp:/, 'http:').replace(/\/+$/, ''));
    const single = this.#urls.length > 1 ? PATIENCE_MS : [ANSWER_TIMEOUT_MS];
    this.#patience = timeoutMs === undefined ? single : [timeoutMs];
  }

  /** The same nodes, with calls that end when `signal` does: then they throw its reason. */
  within(signal: AbortSignal): RpcClient {
    const limited = new RpcClient(this.#urls);
    limited.#patience = this.#patience;
    limited.#at = this.#at;
    limited.#signal = signal;
    return limited;
  }

  /** The node that is asked now. */
  get url(): string {
    return this.#urls[this.#at] ?? '';
  }

  /** How many nodes are known. */
  get nodes(): number {
    return this.#urls.length;
  }

  /** Goes on with the next node: this one is not up to date. */
  next(): void {
    this.#at = (this.#at + 1) % this.#urls.length;
  }

  /** @throws ClientError `unreachable`, `bad-answer`, `timeout`, or `rpc` with the node's reason. */
  async call<T>(method: string, params: RpcCall['params'] = {}): Promise<T> {
    const id = this.#nextId++;
    const answer = (await this.#post({ jsonrpc: '2.0', id, method, params })) as RpcAnswer;
    return this.#result<T>(method, answer);
  }

  /** The same calls on every node at once, as `each`: one promise for each node. */
  onEveryNode<T>(calls: readonly RpcCall[]): Promise<(T | ClientError)[]>[] {
    const timeoutMs = this.#patience[1] ?? (this.#patience[0] as number);
    return this.#urls.map((url) => new RpcClient(url, { timeoutMs }).each<T>(calls));
  }

  /** Sends many calls in as few requests as nodes allow; the results are in the order of the calls. A single failing call fails the batch. */
  async batch<T>(calls: readonly RpcCall[]): Promise<T[]> {
    return (await this.each<T>(calls)).map((answer) => {
      if (answer instanceof ClientError) throw answer;
      return answer;
    });
  }

  /** As `batch`, but what the node refuses is an answer too. */
  async each<T>(calls: readonly RpcCall[]): Promise<(T | ClientError)[]> {
    const answers: (T | ClientError)[] = [];
    for (let start = 0; start < calls.length; start += BATCH) {
      answers.push(...(await this.#together<T>(calls.slice(start, start + BATCH))));
    }
    return answers;
  }

  async #together<T>(calls: readonly RpcCall[]): Promise<(T | ClientError)[]> {
    const first = this.#nextId;
    this.#nextId += calls.length;
    const body = calls.map((call, i) => ({
      jsonrpc: '2.0',
      id: first + i,
      method: call.method,
      params: call.params ?? {},
    }));
    // CometBFT answers a batch of one as a single call.
    const posted = await this.#post(body);
    const answers = calls.length === 1 ? [posted].flat() : posted;
    if (!Array.isArray(answers)) throw new ClientError('bad-answer', `${this.url} did not answer a batch with a list`);
    const byId = new Map((answers as (RpcAnswer | null)[]).map((answer) => [answer?.id, answer]));
    return calls.map((call, i) => {
      const answer = byId.get(first + i);
      if (!answer) throw new ClientError('bad-answer', `${this.url} left ${call.method} unanswered`);
      try {
        return this.#result<T>(call.method, answer);
      } catch (error) {
        return error as ClientError;
      }
    });
  }

  #result<T>(method: string, answer: RpcAnswer): T {
    if (answer.error) {
      const { message, data } = answer.error;
      throw new ClientError('rpc', `${method}: ${data || message}`, { code: answer.error.code });
    }
    if (answer.result === undefined)
      throw new ClientError('bad-answer', `${this.url} answered ${method} without a result`);
    const wrong = misshapen(method, answer.result);
    if (wrong !== undefined) {
      throw new ClientError('bad-answer', `${this.url} answered ${method} as no CometBFT RPC does: ${wrong} is wrong`);
    }
    return answer.result as T;
  }

  /** Every request may be sent twice: a transaction that is known already is not taken again. */
  async #fetch(body: string, timeoutMs: number, again = true): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(this.#signal ? [this.#signal] : [])]),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      if (again && closedMeanwhile(error)) return this.#fetch(body, timeoutMs, false);
      throw error;
    }
  }

  /** Asks one node after the other, more patiently every time round, until one answers; the error is that of the first one. */
  async #post(body: unknown): Promise<unknown> {
    let first: unknown;
    for (const patience of this.#patience) {
      let waited = false;
      for (let asked = 0; asked < this.#urls.length; asked += 1) {
        try {
          return await this.#ask(body, patience);
        } catch (error) {
          this.#signal?.throwIfAborted();
          first ??= error;
          waited ||= (error as ClientError).kind === 'timeout';
          if (this.#urls.length > 1) this.next();
        }
      }
      // Whoever refuses a connection will not be more willing for more patience.
      if (!waited) break;
    }
    throw first;
  }

  async #ask(body: unknown, timeoutMs: number): Promise<unknown> {
    let answer: { status: number; text: string };
    try {
      answer = await this.#fetch(JSON.stringify(body), timeoutMs);
    } catch (cause) {
      this.#signal?.throwIfAborted();
      if ((cause as Error).name === 'TimeoutError') {
        throw new ClientError('timeout', `${this.url} did not answer within ${timeoutMs / 1000} s`, { cause });
      }
      const distrust = certificateFault(reason(cause));
      if (distrust) throw new ClientError('certificate', `${this.url} is not trusted: ${distrust}`, { cause });
      const why =
        reason(cause) === REFUSED_PORT
          ? 'its port is one that HTTP clients refuse, because it belongs to another protocol; let the node listen at another'
          : reason(cause);
      throw new ClientError('unreachable', `cannot reach ${this.url}: ${why}`, { cause });
    }
    const { status, text } = answer;
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null) return parsed;
    } catch {
      // Not JSON: said below.
    }
    throw new ClientError('bad-answer', `${this.url} is not a CometBFT RPC (HTTP ${status}: ${text.slice(0, 80)})`);
  }
}

/** The node closed a kept connection in the same moment as a request was put on it. */
const closedMeanwhile = (error: unknown): boolean => ['UND_ERR_SOCKET', 'ECONNRESET'].includes(reason(error));

/** Certificates that do not hold, by OpenSSL's names; what each comes to. */
const CERTIFICATES: readonly (readonly [name: RegExp, fault: string])[] = [
  [/SELF_SIGNED_CERT/, 'its certificate is signed by itself'],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another name'],
  [/^CERT_|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF|GET_CRL)|^INVALID_CA$/, 'its certificate cannot be verified'],
];

function certificateFault(code: string): string | undefined {
  const fault = CERTIFICATES.find(([name]) => name.test(code))?.[1];
  return fault && `${fault} (${code})`;
}

/** Ports that the fetch standard keeps clients from, because other protocols use them. */
const REFUSED_PORT = 'bad port';

/** The reason at the bottom of a failed fetch, such as ECONNREFUSED or a certificate's fault. */
function reason(error: unknown): string {
  let deepest = error as Error & { code?: string; errors?: Error[] };
  while (deepest.cause instanceof Error) deepest = deepest.cause as typeof deepest;
  const inner = deepest.errors?.[0] as (Error & { code?: string }) | undefined;
  return inner?.code ?? deepest.code ?? deepest.message;
}
