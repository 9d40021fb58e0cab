import { createInterface } from 'node:readline/promises';

/** Asks a question on the terminal, on stderr. Undefined where it was interrupted: the prompt holds the terminal, so Ctrl-C comes to it. */
export async function ask(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const interrupted = new AbortController();
  lines.once('SIGINT', () => interrupted.abort());
  try {
    return (await lines.question(question, { signal: interrupted.signal })).trim();
  } catch {
    process.stderr.write('\n');
    return undefined;
  } finally {
    lines.close();
  }
}
