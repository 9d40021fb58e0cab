/** Adds up where the time goes, in milliseconds by name. */
export class Stopwatch {
  readonly spent = new Map<string, number>();
  readonly #start = performance.now();

  async during<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.spent.set(name, (this.spent.get(name) ?? 0) + performance.now() - start);
    }
  }

  /** Milliseconds since the watch was made. */
  get total(): number {
    return performance.now() - this.#start;
  }
}
