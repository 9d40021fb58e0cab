import { AlloError } from './errors.ts';

/**
 * Asks on a terminal whether something shall be done.
 * @param yes it was confirmed already
 * @param plain nothing can be asked
 * @throws AlloError notInteractive where nothing can be asked, interrupted where the answer is no.
 */
export async function confirm(question: string, yes: boolean, plain: boolean): Promise<void> {
  if (yes) return;
  if (plain || !process.stdin.isTTY) {
    throw new AlloError('notInteractive', `${question} Confirm it with --yes.`, { hint: 'Add --yes.' });
  }
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const interrupted = new AbortController();
  // The prompt holds the terminal, so Ctrl-C comes to it.
  lines.once('SIGINT', () => interrupted.abort());
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: interrupted.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch {
    process.stderr.write('\n');
  } finally {
    lines.close();
  }
  throw new AlloError('interrupted', 'Nothing was changed.', { hint: '' });
}
