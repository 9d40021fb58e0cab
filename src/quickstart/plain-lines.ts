import { LiveLosses } from './live.ts';
import type { StoryEvent } from './story.ts';

/** Epochs between two lines. */
const EVERY = 10;

/** Tells a story in plain lines, for a pipe, a log or CI. */
export class PlainLines {
  readonly #live: LiveLosses;

  /** @param floor smallest raw loss */
  constructor(floor: number) {
    this.#live = new LiveLosses(floor);
  }

  /** The lines that an event is worth. */
  take(event: StoryEvent): string[] {
    this.#live.take(event);
    if (event.kind === 'opened') return [`Topic ${event.topicId} is open; nobody knows yet which model is best.`];
    if (event.kind === 'joined') return [`Someone better joins: ${event.name} (${event.about}).`];
    const { epochs, of, blocks, blocksPerSecond } = event.progress;
    if (epochs % EVERY !== 0 && epochs !== of) return [];
    const heaviest = this.#live.lines
      .flatMap(({ name, share }) => (share === undefined ? [] : [{ name, share }]))
      .sort((a, b) => b.share - a.share)
      .slice(0, 3)
      .map(({ name, share }) => `${name} ${(100 * share).toFixed(0)} %`);
    const loss = (kind: 'network' | 'average'): string =>
      this.#live.lines
        .find((line) => line.kind === kind)
        ?.losses.at(-1)
        ?.toFixed(2) ?? '-';
    return [
      `epoch ${String(epochs).padStart(3)} of ${of}: loss of the network ${loss('network')}, of the plain average ${loss('average')}; ` +
        `heaviest: ${heaviest.join(', ') || 'nobody yet'}; ${blocks} blocks, ${blocksPerSecond.toFixed(0)} a second`,
    ];
  }
}
