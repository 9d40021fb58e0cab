import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Budget, LIMITS } from '../limits.ts';
import { ApiError } from '../status.ts';

/** Reads a body up to the limit; what it holds counts until the answer is over. @throws ApiError */
export async function readBody(request: IncomingMessage, response: ServerResponse, budget: Budget): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  if (Number(request.headers['content-length'] ?? 0) > LIMITS.requestBytes) throw tooLarge();
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > LIMITS.requestBytes) throw tooLarge();
    budget.lend(request.socket, response, bytes.length);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (): ApiError => new ApiError('ResourceExhausted', `a body may have ${LIMITS.requestBytes} bytes`);
