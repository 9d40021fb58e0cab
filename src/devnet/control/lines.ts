import type { Socket } from 'node:net';
import { MAX_LINE } from './protocol.ts';

/** Calls `take` with every whole line that arrives; a line beyond the limit ends the connection. */
export function eachLine(socket: Socket, take: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) {
      socket.destroy();
      return;
    }
    for (const line of lines) if (line !== '') take(line);
  });
}
