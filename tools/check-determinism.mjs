/**
 * Refuses, in `src/chain` and `src/protocol`, what could make two machines disagree: clock, randomness, environment, locale,
 * floating arithmetic, timers, I/O. Block time is the only time there is. What keeps the store on the disk is left out: it
 * decides where bytes lie, never what they are.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const disk = /^src\/chain\/store\/(database\.ts|disk\/)/;

const rules = [
  [/\bDate\b(?!\w)/, 'the clock or Date; use context.time'],
  [
    /\bMath\.(?!imul\b|clz32\b|trunc\b|min\b|max\b|abs\b|floor\b|ceil\b)\w+/,
    'floating or random Math; use Dec or bigint',
  ],
  [/\bperformance\b/, 'the clock'],
  [/\bprocess\./, 'the environment'],
  [/\bIntl\b|\.toLocale\w*\(|\.localeCompare\(/, 'the locale; compare with < and >'],
  [/\bparseFloat\b|\bNumber\.EPSILON\b|\btoFixed\(|\btoPrecision\(/, 'floating arithmetic; use Dec'],
  [/\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/, 'timers'],
  [/\brandomBytes\b|\brandomUUID\b|\bgetRandomValues\b/, 'randomness'],
  [/\bfetch\(|from 'node:(?!crypto|buffer|util|assert)/, 'input or output'],
  [/\basync\b|\bawait\b|\bPromise\b/, 'asynchronous code; the state machine is synchronous'],
  [/\bWeakRef\b|\bFinalizationRegistry\b/, 'the garbage collector'],
  [/\bfor\s*\([^)]*\bin\s+\w/, 'for..in; iterate sorted keys'],
];

/** Blanks comments and the insides of string literals, keeping line numbers and quotes. */
function code(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, (literal) => (literal.startsWith("'node:") ? literal : "''"));
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts')) yield path;
  }
}

let faults = 0;
for (const folder of ['src/chain', 'src/protocol']) {
  for (const file of sources(join(root, folder))) {
    if (disk.test(relative(root, file))) continue;
    code(readFileSync(file, 'utf8'))
      .split('\n')
      .forEach((line, index) => {
        for (const [pattern, what] of rules) {
          if (!pattern.test(line)) continue;
          faults += 1;
          process.stderr.write(
            `${relative(root, file)}:${index + 1}: not deterministic: ${what}\n    ${line.trim()}\n`,
          );
        }
      });
  }
}
process.stderr.write(faults ? `${faults} places that could differ between machines\n` : 'determinism: nothing found\n');
process.exitCode = faults ? 1 : 0;
