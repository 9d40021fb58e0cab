import { connect } from 'node:net';
import type { Tally } from './judge.ts';
import { upgrade, wsText } from './websocket.ts';

const MARK = 'the last one';

/** The payloads of a server's frames, none of them masked; what is not whole yet is left. */
function payloads(bytes: Buffer): { texts: string[]; rest: Buffer } {
  const texts: string[] = [];
  let at = 0;
  while (bytes.length >= at + 2) {
    const short = bytes.readUInt8(at + 1) & 0x7f;
    const long = short === 127 ? 8 : short === 126 ? 2 : 0;
    if (bytes.length < at + 2 + long) break;
    const length = long === 8 ? Number(bytes.readBigUInt64BE(at + 2)) : long === 2 ? bytes.readUInt16BE(at + 2) : short;
    const from = at + 2 + long;
    if (bytes.length < from + length) break;
    texts.push(bytes.toString('utf8', from, from + length));
    at = from + length;
  }
  return { texts, rest: bytes.subarray(at) };
}

const SILENCE_MS = 200;

/** Sends frames over one websocket, waits until those before the last are answered, and breaks it with the last. */
export function websocket(port: number, frames: readonly Buffer[], last: Buffer, tally: Tally): Promise<void> {
  const mark = wsText(JSON.stringify({ jsonrpc: '2.0', id: MARK, method: 'health', params: {} }));
  const socket = connect({ port, host: '127.0.0.1' });
  tally.sent += frames.length + 1;
  return new Promise((resolve) => {
    let rest = Buffer.alloc(0);
    let open = false;
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      const head = open ? -1 : rest.indexOf('\r\n\r\n');
      if (head > 0) {
        open = true;
        rest = rest.subarray(head + 4);
      }
      if (!open) return;
      const read = payloads(rest);
      rest = Buffer.from(read.rest);
      for (const text of read.texts) {
        tally.judge(`websocket ${Buffer.concat(frames).toString('latin1')}`, text);
        if (text.includes(MARK)) socket.end(last);
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    // A connection whose end the server waits for, too.
    socket.setTimeout(10 * SILENCE_MS, () => (socket.writableEnded ? socket.destroy() : socket.end(last)));
    socket.write(Buffer.concat([upgrade(), ...frames, mark]));
  });
}
