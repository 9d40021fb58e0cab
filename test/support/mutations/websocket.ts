import { oddText } from './odd.ts';
import { oneOf, type Pick, several } from './random.ts';

const KEY = Buffer.alloc(16, 3).toString('base64');

/** What asks for a websocket. */
export const upgrade = (path = '/websocket', more = ''): Buffer =>
  Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n${more}\r\n`,
    'latin1',
  );

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const FIN = 0x80;

interface FrameOptions {
  /** Without it clients break the protocol. */
  readonly masked?: boolean;
  /** The length that it says it has. */
  readonly claimed?: number;
  readonly first?: number;
}

/** RFC 6455 §5.2, with a mask of zeros unless another one is asked for. */
export function wsFrame(opcode: number, payload: Uint8Array, options: FrameOptions = {}): Buffer {
  const { masked = true, claimed = payload.length, first = FIN } = options;
  const long = claimed > 65_535 ? 8 : claimed > 125 ? 2 : 0;
  const head = Buffer.alloc(2 + long);
  head.writeUInt8(first | opcode, 0);
  head.writeUInt8((masked ? 0x80 : 0) | (long === 0 ? claimed : long === 2 ? 126 : 127), 1);
  if (long === 2) head.writeUInt16BE(claimed, 2);
  else if (long === 8) head.writeBigUInt64BE(BigInt(claimed), 2);
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

export const wsText = (text: string): Buffer => wsFrame(TEXT, Buffer.from(text));
export const wsPing = (bytes: number): Buffer => wsFrame(PING, Buffer.alloc(bytes, 0x61));

const QUERIES = [
  "tm.event='NewBlock'",
  "tm.event='Tx'",
  "tm.event = 'NewBlockEvents' AND block.height > 1",
  "tm.event='X'",
];

/** Subscribing and its end, right or not. */
export function subscription(pick: Pick): string {
  const query = pick(2) === 0 ? oneOf(pick, QUERIES) : `${oneOf(pick, QUERIES)} AND ${oddText(pick)}`;
  const method = oneOf(pick, ['subscribe', 'subscribe', 'unsubscribe', 'unsubscribe_all']);
  const params = oneOf(pick, [{ query }, [query], { query: oddText(pick) }, {}, []]);
  return JSON.stringify({ jsonrpc: '2.0', id: pick(9), method, params });
}

/** A message in other frames than one, with others between them: all of that is allowed. */
export function fragmented(text: string, pick: Pick): Buffer {
  const bytes = Buffer.from(text);
  const cut = pick(bytes.length + 1);
  return Buffer.concat([
    wsFrame(pick(4) === 0 ? BINARY : TEXT, bytes.subarray(0, cut), { first: 0 }),
    ...several(pick(3), () => wsPing(pick(126))),
    wsFrame(0, Buffer.alloc(0), { first: 0 }),
    wsFrame(0, bytes.subarray(cut)),
  ]);
}

/** What ends a connection, or should. */
export function broken(pick: Pick): Buffer {
  const some = Buffer.from(several(1 + pick(40), () => pick(256)));
  return oneOf(pick, [
    () => wsFrame(TEXT, some, { masked: false }),
    () => wsFrame(TEXT, some, { claimed: oneOf(pick, [2_000_000, 2 ** 40, 2 ** 53 - 1]) }),
    () => wsFrame(oneOf(pick, [3, 7, 11, 15]), some),
    () => wsFrame(TEXT, some, { first: FIN | oneOf(pick, [0x10, 0x20, 0x40, 0x70]) }),
    () => wsFrame(TEXT, Buffer.from([0xff, 0xfe, 0xc0, 0x80])),
    () => wsFrame(0, some),
    () => wsFrame(PING, Buffer.alloc(126)),
    () => wsFrame(PING, some, { first: 0 }),
    () => wsFrame(CLOSE, Buffer.from([oneOf(pick, [0, 3, 255]), pick(256), ...some])),
    () => wsFrame(CLOSE, Buffer.from([3])),
    () => wsFrame(PONG, some),
    () => several(300, () => wsPing(125)).reduce((all, one) => Buffer.concat([all, one])),
    () => some,
  ])();
}
