import { ask } from './ask.ts';
import { AlloError } from './errors.ts';
import { visible } from './visible.ts';

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
  if (/^y(es)?$/i.test((await ask(`${visible(question)} [y/N] `)) ?? '')) return;
  throw new AlloError('interrupted', 'Nothing was changed.', { hint: '' });
}
