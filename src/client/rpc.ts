import { ClientError } from './errors.ts';

export interface RpcCall {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { code: number; message: string; data?: string };
}

/** How long a node may take to answer one request. */
const ANSWER_TIMEOUT_MS = 30_000;

/** CometBFT's JSON-RPC over HTTP POST, single calls and batches. */
export class RpcClient {
  readonly url: string;
  #nextId = 1;

  /** @param url `http(s)://host:port`, the RPC address of a node. */
  constructor(url: string) {
    this.url = url.replace(/^tcp:/, 'http:').replace(/\/+$/, '');
  }

  /** @throws ClientError `unreachable`, `bad-answer`, `timeout`, or `rpc` with the node's reason. */
  async call<T>(method: string, params: RpcCall['params'] = {}): Promise<T> {
    const id = this.#nextId++;
    const answer = (await this.#post({ jsonrpc: '2.0', id, method, params })) as RpcAnswer;
    return this.#result<T>(method, answer);
  }

  /**
   * Sends many calls in one request; the results are in the order of the calls. A single failing call fails the batch,
   * unless `instead` has a result for its error.
   */
  async batch<T>(calls: readonly RpcCall[], instead?: (error: ClientError, i: number) => T | undefined): Promise<T[]> {
    if (calls.length === 0) return [];
    const first = this.#nextId;
    this.#nextId += calls.length;
    const body = calls.map((call, i) => ({
      jsonrpc: '2.0',
      id: first + i,
      method: call.method,
      params: call.params ?? {},
    }));
    const answers = await this.#post(body);
    if (!Array.isArray(answers)) throw new ClientError('bad-answer', `${this.url} did not answer a batch with a list`);
    const byId = new Map((answers as RpcAnswer[]).map((answer) => [answer.id, answer]));
    return calls.map((call, i) => {
      const answer = byId.get(first + i);
      if (!answer) throw new ClientError('bad-answer', `${this.url} left ${call.method} unanswered`);
      try {
        return this.#result<T>(call.method, answer);
      } catch (error) {
        const other = error instanceof ClientError ? instead?.(error, i) : undefined;
        if (other === undefined) throw error;
        return other;
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
    return answer.result as T;
  }

  /** Every request may be sent twice: a transaction that is known already is not taken again. */
  async #fetch(body: string, again = true): Promise<Response> {
    try {
      return await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
    } catch (error) {
      if (again && closedMeanwhile(error)) return this.#fetch(body, false);
      throw error;
    }
  }

  async #post(body: unknown): Promise<unknown> {
    let response: Response;
    try {
      response = await this.#fetch(JSON.stringify(body));
    } catch (cause) {
      if ((cause as Error).name === 'TimeoutError') {
        throw new ClientError('timeout', `${this.url} did not answer within ${ANSWER_TIMEOUT_MS / 1000} s`, { cause });
      }
      throw new ClientError('unreachable', `cannot reach ${this.url}: ${reason(cause)}`, { cause });
    }
    const text = await response.text();
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null) return parsed;
    } catch {
      // Not JSON: said below.
    }
    throw new ClientError(
      'bad-answer',
      `${this.url} is not a CometBFT RPC (HTTP ${response.status}: ${text.slice(0, 80)})`,
    );
  }
}

/** The node closed a kept connection in the same moment as a request was put on it. */
const closedMeanwhile = (error: unknown): boolean => ['UND_ERR_SOCKET', 'ECONNRESET'].includes(reason(error));

/** The reason at the bottom of a failed fetch, such as ECONNREFUSED or a certificate's fault. */
function reason(error: unknown): string {
  let deepest = error as Error & { code?: string; errors?: Error[] };
  while (deepest.cause instanceof Error) deepest = deepest.cause as typeof deepest;
  const inner = deepest.errors?.[0] as (Error & { code?: string }) | undefined;
  return inner?.code ?? deepest.code ?? deepest.message;
}
