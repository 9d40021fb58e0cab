import { mutatedBytes } from './bytes.ts';
import type { GrpcRequest } from './grpc.ts';
import { oneOf, type Pick, several } from './random.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const DATA = 0;
const HEADERS = 1;
const PRIORITY = 2;
const RST_STREAM = 3;
const SETTINGS = 4;
const PUSH_PROMISE = 5;
const PING = 6;
const GOAWAY = 7;
const WINDOW_UPDATE = 8;
const CONTINUATION = 9;

const END_STREAM = 1;
const END_HEADERS = 4;

/** RFC 9113 §4.1. @param claimed the length that it says it has */
function h2Frame(type: number, flags: number, stream: number, payload: Uint8Array, claimed = payload.length): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(claimed % 2 ** 24, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream % 2 ** 32, 5);
  return Buffer.concat([head, payload]);
}

/** A text of HPACK without Huffman coding: RFC 7541 §5.2. */
function hpackText(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  const length: number[] = [];
  let rest = bytes.length;
  if (rest < 127) length.push(rest);
  else
    for (length.push(127), rest -= 127; ; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) break;
    }
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** Headers as literals that nobody remembers. */
const hpack = (headers: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [Buffer.from([0]), hpackText(name), hpackText(value)]),
  );

function rightFrames({ path, headers, body }: GrpcRequest, stream: number): Buffer[] {
  const own = { ':method': 'POST', ':scheme': 'http', ':path': path, ':authority': 'x' };
  const block = hpack({ ...own, 'content-type': 'application/grpc', te: 'trailers', ...headers });
  return [h2Frame(HEADERS, END_HEADERS, stream, block), h2Frame(DATA, END_STREAM, stream, body)];
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Frames that stand where they should not, or say what they should not. */
function oddFrames(stream: number, pick: Pick): Buffer[] {
  const some = Buffer.from(several(pick(24), () => pick(256)));
  const odd: readonly (() => Buffer[])[] = [
    () => [h2Frame(PING, pick(2), 0, Buffer.alloc(8, 1))],
    () => several(1 + pick(200), () => h2Frame(PING, 0, 0, Buffer.alloc(8, 2))),
    () => several(1 + pick(200), () => h2Frame(SETTINGS, 0, 0, Buffer.alloc(0))),
    () => [
      h2Frame(SETTINGS, 0, 0, Buffer.concat([Buffer.from([0, 4]), uint32(oneOf(pick, [0, 2 ** 31, 2 ** 32 - 1]))])),
    ],
    () => [h2Frame(SETTINGS, pick(2), pick(2), some)],
    () => [h2Frame(WINDOW_UPDATE, 0, oneOf(pick, [0, stream]), uint32(oneOf(pick, [0, 1, 2 ** 31 - 1])))],
    () => [h2Frame(PRIORITY, 0, stream, Buffer.concat([uint32(stream), Buffer.from([255])]))],
    () => [h2Frame(RST_STREAM, 0, oneOf(pick, [0, stream, stream + 100]), uint32(8))],
    () => [h2Frame(PUSH_PROMISE, END_HEADERS, stream, some)],
    () => [h2Frame(GOAWAY, 0, 0, Buffer.concat([uint32(0), uint32(pick(20)), some]))],
    () => several(1 + pick(60), () => h2Frame(CONTINUATION, 0, stream, some)),
    () => [h2Frame(HEADERS, 0, stream + 2, hpack({ ':method': 'POST' })), h2Frame(DATA, 0, stream + 2, some)],
    () => [h2Frame(HEADERS, END_HEADERS | 8, stream + 2, Buffer.from([255, 1, 2]))],
    () => [h2Frame(HEADERS, END_HEADERS, oneOf(pick, [0, 2, 2 ** 31 + 1]), hpack({ ':path': '/' }))],
    () => [h2Frame(DATA, pick(256), oneOf(pick, [0, stream, stream + 50]), some, pick(2 ** 24))],
    () => [h2Frame(10 + pick(246), pick(256), stream, some)],
    () => [
      h2Frame(HEADERS, END_HEADERS, stream + 2, Buffer.concat([Buffer.from([0x3f, 255, 255, 255, 255, 15]), some])),
    ],
  ];
  return oneOf(pick, odd)();
}

/** Streams that are given up as soon as they are begun. */
export function resets(request: GrpcRequest, count: number): Buffer {
  const frames = Array.from({ length: count }, (_, i) => {
    const [headers] = rightFrames(request, 2 * i + 1) as [Buffer];
    return Buffer.concat([headers, h2Frame(RST_STREAM, 0, 2 * i + 1, uint32(8))]);
  });
  return Buffer.concat([PREFACE, h2Frame(SETTINGS, 0, 0, Buffer.alloc(0)), ...frames]);
}

/** A caller that takes its leave in the middle of a call and then breaks the rules: Node reads no more, not even the end. */
export function wrongAfterLeaving(request: GrpcRequest): Buffer {
  const [headers] = rightFrames(request, 1) as [Buffer];
  const goaway = h2Frame(GOAWAY, 0, 0, Buffer.alloc(8));
  // RFC 7541 §6.3: a table larger than was agreed on.
  const tooLarge = h2Frame(HEADERS, END_HEADERS, 3, Buffer.from([0x3f, 255, 255, 255, 255, 15]));
  return Buffer.concat([PREFACE, h2Frame(SETTINGS, 0, 0, Buffer.alloc(0)), headers, goaway, tooLarge]);
}

/** All bytes of a connection over which these calls come, with something wrong between or within them. */
export function mutatedConnection(requests: readonly GrpcRequest[], pick: Pick): Buffer {
  const frames = [h2Frame(SETTINGS, 0, 0, Buffer.alloc(0))];
  const oddAt = pick(requests.length);
  for (const [i, request] of requests.entries()) {
    frames.push(...rightFrames(request, 2 * i + 1));
    if (i === oddAt || pick(8) === 0) frames.push(...oddFrames(2 * i + 1, pick));
  }
  const bytes = Buffer.concat([PREFACE, ...frames]);
  return pick(3) === 0 ? Buffer.from(mutatedBytes(bytes, [bytes], pick)) : bytes;
}
