import { connect } from 'node:net';
import { type HttpRequest, written } from './http-request.ts';
import type { Tally } from './judge.ts';

export interface HttpTarget {
  readonly port: number;
  /** Whose requests they are to the server; the loopback has many addresses on Linux. */
  readonly from?: string;
  /** Why a status must not be, such as a 500. */
  fault(status: number, body: string): string | undefined;
}

export interface ExchangeOptions {
  readonly from?: string | undefined;
  /** Where the server may wait for more than there is: no more bytes come after so much silence, then no connection. */
  readonly silenceMs?: number;
}

/** Writes bytes to a port and resolves with what came back when the connection is over. */
export async function exchange(port: number, bytes: Uint8Array, options: ExchangeOptions = {}): Promise<Buffer> {
  const { from, silenceMs = 0 } = options;
  const chunks: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1', ...(from && { localAddress: from }) });
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A server that hangs up in the middle of a request does well.
  socket.on('error', () => undefined);
  const over = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.write(bytes);
  socket.setTimeout(silenceMs, () => (socket.writableEnded ? socket.destroy() : socket.end()));
  await over;
  return Buffer.concat(chunks);
}

interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** The answers at the beginning of a stream of bytes, to requests of these verbs. */
function answersIn(bytes: Buffer, verbs: readonly string[]): HttpAnswer[] {
  const answers: HttpAnswer[] = [];
  for (let at = 0; answers.length < verbs.length; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) break;
    const head = bytes.toString('latin1', at, end);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    const length = verbs[answers.length] === 'HEAD' ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const text = bytes.toString('utf8', at, end + 4 + length);
    at = end + 4 + length;
    if (status >= 200) answers.push({ status, text });
  }
  return answers;
}

const LAST: HttpRequest = { verb: 'GET', target: '/', headers: { Connection: 'close' }, body: new Uint8Array() };

/** Sends requests over one connection, all at once; where the server ends it, the others go over another one. */
export async function pipeline(target: HttpTarget, requests: readonly HttpRequest[], tally: Tally): Promise<void> {
  let left = requests;
  tally.sent += requests.length;
  while (left.length > 0) {
    const sent = [...left, LAST];
    const bytes = await exchange(target.port, Buffer.concat(sent.map(written)), { from: target.from });
    const answers = answersIn(
      bytes,
      sent.map(({ verb }) => verb),
    );
    for (const [i, { status, text }] of answers.entries()) {
      const { verb, target: path, body } = sent[i] as HttpRequest;
      if (i < left.length) tally.judge(`${verb} ${path} ${Buffer.from(body)}`, text, target.fault(status, text));
    }
    // The one at which it ended is answered already, or is what ended it.
    left = left.slice(answers.length + (answers.at(-1)?.text.match(/\r\nconnection: close/i) ? 0 : 1));
  }
}

const SILENCE_MS = 200;

/** Sends a request of which not even the end may be there, over a connection of its own. */
export async function sendBroken(target: HttpTarget, bytes: Uint8Array, tally: Tally): Promise<void> {
  tally.sent += 1;
  const all = Buffer.concat([bytes, written(LAST)]);
  const answer = await exchange(target.port, all, { from: target.from, silenceMs: SILENCE_MS });
  tally.judge(Buffer.from(bytes).toString('latin1'), answer.toString('utf8'));
}
