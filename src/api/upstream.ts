import { Agent, request } from 'node:http';
import { ApiError } from './status.ts';

/** CometBFT's JSON-RPC of the node that an API is served for: all that the API needs. */
export interface Upstream {
  /**
   * One call. Params as JSON has them: 64-bit integers as text, bytes in base64, `data` of abci_query in hex.
   * @throws ApiError `Unavailable`, `DeadlineExceeded`, or RpcRefusal where the node refuses
   */
  call<T>(method: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

/** A node's own refusal, in its words. */
export class RpcRefusal extends Error {
  override readonly name = 'RpcRefusal';
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly data?: string };
}

const LIMITS = { sockets: 32, waiting: 2_000, answerMs: 30_000, answerBytes: 64 << 20 };

/** The result in an answer of JSON-RPC. @throws RpcRefusal, ApiError */
function resultOf<T>(answer: Answer): T {
  if (answer.error) throw new RpcRefusal(answer.error.data || answer.error.message);
  if (answer.result === undefined) throw new ApiError('Unavailable', 'the node gave no answer');
  return answer.result as T;
}

/** An upstream in the same process. */
export function localUpstream(
  answer: (method: string, params: Readonly<Record<string, unknown>>) => Promise<object>,
): Upstream {
  return {
    call: async <T>(method: string, params = {}) => resultOf<T>(await answer(method, params)),
    close: () => undefined,
  };
}

/** An upstream behind an address, asked over a bounded number of connections that are kept. */
export function httpUpstream(url: string): Upstream {
  const agent = new Agent({ keepAlive: true, maxSockets: LIMITS.sockets, timeout: LIMITS.answerMs });
  let open = 0;
  return {
    async call<T>(method: string, params = {}, signal?: AbortSignal) {
      if (open >= LIMITS.waiting) throw new ApiError('ResourceExhausted', 'too many calls wait for the node');
      open += 1;
      try {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
        const limit = AbortSignal.timeout(LIMITS.answerMs);
        const text = await post(url, agent, body, signal ? AbortSignal.any([signal, limit]) : limit);
        return resultOf<T>(parse(text));
      } finally {
        open -= 1;
      }
    },
    close: () => agent.destroy(),
  };
}

function parse(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch (cause) {
    throw new ApiError('Unavailable', 'the node did not answer as a CometBFT RPC does', cause);
  }
}

function post(url: string, agent: Agent, body: string, signal: AbortSignal, again = true): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) => {
      // The node closed a kept connection in the moment in which it was used again.
      if (again && sent.reusedSocket && cause.code === 'ECONNRESET') {
        resolve(post(url, agent, body, signal, false));
      } else reject(unavailable(cause, signal));
    };
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= LIMITS.answerBytes) chunks.push(chunk);
        else response.destroy(new Error(`more than ${LIMITS.answerBytes} bytes`));
      });
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', fail);
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

function unavailable(cause: NodeJS.ErrnoException, signal: AbortSignal): ApiError {
  if (!signal.aborted)
    return new ApiError('Unavailable', `the node's RPC does not answer: ${cause.code ?? cause.message}`);
  const late = (signal.reason as Error | undefined)?.name === 'TimeoutError';
  return late
    ? new ApiError('DeadlineExceeded', 'the node did not answer in time')
    : new ApiError('Canceled', 'the call was given up');
}
