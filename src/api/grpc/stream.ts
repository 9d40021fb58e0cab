import { constants, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { HEIGHT } from '../height.ts';
import type { Budget } from '../limits.ts';
import { ApiError, asApiError } from '../status.ts';
import { frame } from './frames.ts';

const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 0.001, n: 0.000_001 };

/** What a timer takes at most: 24 days. */
const MOST_MS = 2 ** 31 - 1;

/** The time that a caller gives a call, in milliseconds; undefined where it gives none. @throws ApiError */
export function timeoutOf(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['grpc-timeout'];
  if (text === undefined) return undefined;
  const [, digits = '', unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(String(text)) ?? [];
  if (digits === '') throw new ApiError('InvalidArgument', 'grpc-timeout is not a time');
  return Math.min(MOST_MS, Number(digits) * (UNITS[unit] as number));
}

/** The answering side of one call. */
export class Answering {
  readonly #stream: ServerHttp2Stream;
  readonly #budget: Budget;
  readonly #status: { code: number; message: string } = { code: 0, message: '' };

  constructor(stream: ServerHttp2Stream, budget: Budget) {
    this.#stream = stream;
    this.#budget = budget;
    stream.on('wantTrailers', () => {
      if (stream.destroyed) return;
      stream.sendTrailers(statusHeaders(this.#status.code, this.#status.message));
      this.#readNoMore();
    });
  }

  /** Headers, where they were not sent yet. */
  begin(height?: bigint): void {
    if (this.#stream.headersSent || this.#stream.destroyed) return;
    this.#stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-accept-encoding': 'identity,gzip',
        ...(height !== undefined && { [HEIGHT]: String(height) }),
      },
      { waitForTrailers: true },
    );
  }

  /** One message of the answer; resolves when the next one may follow. @throws ApiError `ResourceExhausted` */
  async send(message: Uint8Array): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed) return;
    const session = stream.session as ServerHttp2Session;
    this.#budget.lend(session, stream, message.length);
    // What was handed on is not held any more: a stream may live long.
    const handedOn = () => this.#budget.giveBack(session, stream, message.length);
    if (stream.write(frame(message), handedOn)) return;
    await new Promise<void>((resolve) => {
      const on = () => {
        stream.off('drain', on).off('close', on);
        resolve();
      };
      stream.on('drain', on).on('close', on);
    });
  }

  /** The end of an answer that was given. */
  end(): void {
    if (this.#stream.destroyed) return;
    this.begin();
    this.#stream.end();
  }

  /** The end of a call that is not answered. */
  fail(error: unknown): void {
    if (this.#stream.destroyed) return;
    const { code, message } = asApiError(error);
    if (this.#stream.headersSent) {
      Object.assign(this.#status, { code, message });
      this.#stream.end();
      return;
    }
    const headers = { ':status': 200, 'content-type': 'application/grpc', ...statusHeaders(code, message) };
    this.#stream.respond(headers, { endStream: true });
    this.#readNoMore();
  }

  /** Who is still sending is told that nobody reads, once the status is on its way. */
  #readNoMore(): void {
    const stream = this.#stream;
    setImmediate(() => {
      if (!stream.destroyed && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
    });
  }
}

function statusHeaders(code: number, message: string): Record<string, string> {
  return { 'grpc-status': String(code), ...(message !== '' && { 'grpc-message': percentEncoded(message) }) };
}

const MOST_TEXT = 4_096;

/** Texts in headers: printable ASCII stays, the rest of their UTF-8 is escaped. */
function percentEncoded(text: string): string {
  const bytes = Buffer.from(text.slice(0, MOST_TEXT), 'utf8');
  return Array.from(bytes, (byte) => {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    return plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
