/** Lets all who ask the same at the same time have one answer. */
export class Together<T> {
  readonly #asked = new Map<string, Promise<T>>();

  /** @param question what two who ask the same have in common */
  ask(question: string, answer: () => Promise<T>): Promise<T> {
    let answered = this.#asked.get(question);
    if (!answered) {
      answered = answer().finally(() => this.#asked.delete(question));
      this.#asked.set(question, answered);
    }
    return answered;
  }
}
