import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { type Budget, LIMITS } from '../limits.ts';
import { ApiError } from '../status.ts';
import { Frames } from './frames.ts';

/** The messages of a request as they come in; what they hold counts until the call is over. */
export async function* messagesOf(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  const encoding = String(headers['grpc-encoding'] ?? 'identity');
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new ApiError('Unimplemented', 'messages may be compressed with gzip only');
  }
  const session = stream.session as ServerHttp2Session;
  const frames = new Frames(LIMITS.requestBytes, encoding);
  // Leaving the loop must not destroy the stream: the caller is told why first.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    budget.lend(session, stream, (chunk as Buffer).length);
    for (const message of frames.take(chunk as Buffer)) {
      // Unpacked it is another, and a larger, one.
      if (encoding === 'gzip') budget.lend(session, stream, message.length);
      yield message;
    }
  }
  if (frames.held > 0) throw new ApiError('InvalidArgument', 'the request ends within a message');
}

/** The one message of a unary request. */
export async function onlyMessage(messages: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let only: Uint8Array | undefined;
  for await (const message of messages) {
    if (only) throw new ApiError('Unimplemented', 'this method takes one message');
    only = message;
  }
  if (!only) throw new ApiError('Unimplemented', 'this method takes one message, and there is none');
  return only;
}
