import { oddText } from './odd.ts';
import { oneOf, type Pick } from './random.ts';

/** A request over HTTP/1.1 as it is written; its length follows from its body. */
export interface HttpRequest {
  readonly verb: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export const request = (verb: string, target: string, body: string | Uint8Array = '', type?: string): HttpRequest => ({
  verb,
  target,
  headers: type === undefined ? {} : { 'Content-Type': type },
  body: Buffer.from(body as string),
});

export function written({ verb, target, headers, body }: HttpRequest): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${verb} ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** What may stand in a target or a header without ending it. */
const escaped = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^\x21-\x7e]/g, (char) => encodeURIComponent(char.charAt(0)));

const HEADERS: readonly (readonly [string, (pick: Pick) => string])[] = [
  ['x-cosmos-block-height', oddText],
  [
    'Content-Type',
    (pick) => oneOf(pick, ['text/plain', 'application/json; charset=utf-16', 'application/grpc', 'a', '/']),
  ],
  ['Accept-Encoding', (pick) => oneOf(pick, ['gzip', '*;q=0', 'br, deflate'])],
  ['Content-Encoding', (pick) => oneOf(pick, ['gzip', 'br', 'identity'])],
  ['Origin', oddText],
  ['Range', () => 'bytes=0-0,1-99999999999'],
  ['If-None-Match', oddText],
  ['X-Forwarded-For', oddText],
  ['x-api-key', oddText],
  ['Expect', (pick) => oneOf(pick, ['100-continue', 'miracles'])],
  ['X-Long', (pick) => 'y'.repeat(pick(9_000))],
];

function mutatedPath(target: string, pick: Pick): string {
  const [path = '', query] = target.split('?', 2);
  const segments = path.split('/');
  // Mostly what a route's last variables take.
  const at = pick(4) > 0 ? segments.length - 1 - pick(2) : 1 + pick(segments.length);
  const odd = pick(2) === 0 ? encodeURIComponent(wellFormed(oddText(pick))) : escaped(oddText(pick));
  const changed = oneOf(pick, [
    () => segments.toSpliced(at, 1, odd),
    () => segments.toSpliced(at, 1),
    () => segments.toSpliced(at, 0, odd),
    () => [...segments, odd],
  ])().join('/');
  const mutated = changed.startsWith('/') ? changed : `/${changed}`;
  return query === undefined ? mutated : `${mutated}?${query}`;
}

/** Names of parameters that routes have, and some that none has. */
const NAMES = [
  'pagination.limit',
  'pagination.offset',
  'pagination.key',
  'pagination.reverse',
  'pagination',
  'query',
  'height',
];
const MORE_NAMES = [
  'events',
  'order_by',
  'page',
  'per_page',
  'allora_topic_id',
  'data',
  'path',
  'tx',
  'hash',
  '__proto__',
];

function mutatedQuery(target: string, pick: Pick): string {
  const name = pick(5) === 0 ? escaped(oddText(pick)) : oneOf(pick, [...NAMES, ...MORE_NAMES]);
  const value = pick(2) === 0 ? encodeURIComponent(wellFormed(oddText(pick))) : escaped(oddText(pick));
  const parameter = `${name}${pick(4) === 0 ? '' : '='}${pick(3) === 0 ? `%22${value}%22` : value}`;
  return `${target}${target.includes('?') ? '&' : '?'}${parameter}`;
}

const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** The same request with another target, verb or header; where it ends can still be told. */
export function mutatedHead(original: HttpRequest, pick: Pick): HttpRequest {
  let { verb, target } = original;
  const headers: Record<string, string> = { ...original.headers };
  for (let left = 1 + pick(3); left > 0; left -= 1) {
    switch (pick(7)) {
      case 0:
        verb = oneOf(pick, ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']);
        break;
      case 1:
      case 2:
      case 3:
        target = mutatedPath(target, pick);
        break;
      case 4:
      case 5:
        target = mutatedQuery(target, pick);
        break;
      default: {
        const [name, value] = oneOf(pick, HEADERS);
        headers[name] = escaped(value(pick));
      }
    }
  }
  return { ...original, verb, target: target.slice(0, 12_000), headers };
}
