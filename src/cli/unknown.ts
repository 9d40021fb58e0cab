import type { Config } from '@oclif/core/config';
import { AlloError } from './errors.ts';

/** True where `id` is the first part of commands without being one. */
export function isTopic(config: Config, id: string): boolean {
  return config.commandIDs.some((known) => known.startsWith(`${id}:`));
}

/** The error for a command line that names no command: the nearest one, or the verbs of the topic. */
export function explainUnknown(config: Config, id: string): AlloError {
  const words = (text: string) => text.replaceAll(':', ' ');
  const ids = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  const parts = id.split(':');
  const parent = parts.slice(0, -1).join(':');
  if (parent !== '' && ids.includes(parent)) {
    return new AlloError('usage', `Unexpected argument: ${parts.at(-1)}`, {
      hint: `See \`allo ${words(parent)} --help\`.`,
    });
  }
  if (isTopic(config, id)) {
    const verbs = ids.filter((known) => known.startsWith(`${id}:`)).map((known) => words(known.slice(id.length + 1)));
    return new AlloError('unknownCommand', `"${words(id)}" needs one of: ${verbs.sort().join(', ')}.`);
  }
  const nearest = ids
    .map((known) => ({ known, distance: editDistance(id, known) }))
    .sort((a, b) => a.distance - b.distance || (a.known < b.known ? -1 : 1))[0];
  const near = nearest && nearest.distance <= Math.max(2, Math.floor(id.length / 3));
  return new AlloError('unknownCommand', `There is no command "${words(id)}".`, {
    hint: near ? `Did you mean \`allo ${words(nearest.known)}\`?` : 'See `allo --help` for the commands.',
  });
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
