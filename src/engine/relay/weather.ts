/** What a link does to the bytes that pass: all zero means nothing. */
export interface Weather {
  /** Milliseconds that every byte takes longer, each way. */
  readonly delayMs: number;
  /** Share of the pieces that are lost at first, 0 to 1, and come with TCP's next attempt. */
  readonly loss: number;
}

export const FAIR: Weather = { delayMs: 0, loss: 0 };

/** How long TCP waits before it sends a lost piece again, at first; doubled with every further loss of the same piece. */
const RETRANSMISSION_MS = 200;
const LONGEST_RETRANSMISSION_MS = 3_200;

/**
 * How much later a piece arrives in that weather. A stream cannot lose bytes: what is lost below comes later, and holds up
 * what follows it.
 * @param random 0 (inclusive) to 1, once for every attempt.
 */
export function lateness({ delayMs, loss }: Weather, random: () => number): number {
  let late = delayMs;
  for (let wait = RETRANSMISSION_MS; loss > 0 && random() < loss; wait *= 2) {
    late += Math.min(wait, LONGEST_RETRANSMISSION_MS);
    if (wait > LONGEST_RETRANSMISSION_MS) break;
  }
  return late;
}

/** Two faults at once add up: delays one after the other, losses independent of each other. */
export function together(weathers: readonly Weather[]): Weather {
  return {
    delayMs: weathers.reduce((sum, { delayMs }) => sum + delayMs, 0),
    loss: 1 - weathers.reduce((kept, { loss }) => kept * (1 - loss), 1),
  };
}
