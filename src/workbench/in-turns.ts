/** How many questions are under way at once: enough to keep a node busy, few enough for a public one. */
const AT_ONCE = 16;

/** As `Promise.all` over `ask`, with few questions at once. */
export async function inTurns<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = new Array<R>(items.length);
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      answers[at] = await ask(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return answers;
}
