import type { Socket } from 'node:net';
import { lateness, type Weather } from './weather.ts';

/** Bytes that may wait in a pipe before its source is told to wait. */
const WAITING_LIMIT = 1 << 20;

interface Piece {
  readonly due: number;
  readonly bytes: Buffer;
}

/**
 * Carries what one socket says to another, in order, as late as the weather has it. Its end is the caller's affair: both
 * sockets are destroyed together.
 */
export function pipe(from: Socket, to: Socket, weather: () => Weather, random: () => number): void {
  const waiting: Piece[] = [];
  let held = 0;
  let last = 0;
  let timer: NodeJS.Timeout | undefined;

  const release = () => {
    timer = undefined;
    while (waiting.length > 0 && !to.destroyed) {
      const { due, bytes } = waiting[0] as Piece;
      const now = performance.now();
      if (due > now) {
        timer = setTimeout(release, due - now);
        return;
      }
      waiting.shift();
      held -= bytes.length;
      to.write(bytes);
    }
    if (held < WAITING_LIMIT && !to.writableNeedDrain) from.resume();
  };

  from.on('data', (bytes: Buffer) => {
    const { delayMs, loss } = weather();
    if (waiting.length === 0 && delayMs === 0 && loss === 0) {
      if (!to.write(bytes)) from.pause();
      return;
    }
    last = Math.max(last, performance.now() + lateness({ delayMs, loss }, random));
    waiting.push({ due: last, bytes });
    held += bytes.length;
    if (held >= WAITING_LIMIT) from.pause();
    if (timer === undefined) release();
  });
  to.on('drain', () => {
    if (held < WAITING_LIMIT) from.resume();
  });
  from.on('close', () => clearTimeout(timer));
  to.on('close', () => clearTimeout(timer));
}
