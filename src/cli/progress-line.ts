/** How often a line of progress is written again. */
const INTERVAL_MS = 100;

/** One line of progress on stderr, written over itself; nothing where output is plain. */
export class ProgressLine {
  readonly #plain: boolean;
  #shownAt = 0;

  constructor(plain: boolean) {
    this.#plain = plain;
  }

  show(text: string): void {
    const now = performance.now();
    if (this.#plain || now - this.#shownAt < INTERVAL_MS) return;
    this.#shownAt = now;
    process.stderr.write(`\r${text}\u001B[K`);
  }

  clear(): void {
    if (this.#shownAt > 0) process.stderr.write('\r\u001B[K');
  }
}
