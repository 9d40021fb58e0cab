import type { Finding } from '../workbench/doctor/findings.ts';
import { AlloError } from './errors.ts';
import { table, wrapped } from './output.ts';

const MARKS = { ok: 'ok', warning: 'look', wrong: 'WRONG' } as const;

/** What a doctor found, for people: a table, and the command that goes on from each finding. @param width of the terminal */
export function findingsText(findings: readonly Finding[], width = process.stdout.columns || 0): string {
  const before = Math.max(...findings.map(({ check }) => check.length)) + MARKS.wrong.length + 4;
  const rows = findings.flatMap((finding) =>
    wrapped(finding.detail, width - before).map((line, i) => ({
      ...{ check: i === 0 ? finding.check : '', mark: i === 0 ? MARKS[finding.level] : '', line },
    })),
  );
  const found = table(rows, [
    { head: 'CHECK', value: ({ check }) => check },
    { head: '', value: ({ mark }) => mark },
    { head: 'FOUND', value: ({ line }) => line },
  ]);
  const next = [...new Set(findings.flatMap(({ next }) => (next === null ? [] : [next])))];
  return next.length === 0 ? found : `${found}\n\nNext:\n${next.map((command) => `  ${command}`).join('\n')}`;
}

/**
 * The error that a doctor ends with, by its first cause; undefined where nothing is wrong.
 * @param details the command's result, which the JSON form carries
 */
export function findingsError(findings: readonly Finding[], details: unknown): AlloError | undefined {
  const wrong = findings.filter(({ level }) => level === 'wrong');
  const [first] = wrong;
  if (!first?.cause) return undefined;
  const message = wrong.map(({ check, detail }) => `${check}: ${detail}`).join('; ');
  return new AlloError(first.cause, `${message}.`, {
    ...(first.next === null ? {} : { hint: `Next: \`${first.next}\`.` }),
    details,
  });
}
