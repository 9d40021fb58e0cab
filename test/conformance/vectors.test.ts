import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { math } from './math.ts';
import { mint } from './mint.ts';
import { newer } from './newer.ts';
import type { Registry } from './registry.ts';
import { rewards } from './rewards.ts';
import { readSuperseded, type Superseded } from './superseded.ts';
import { synthesis } from './synthesis.ts';
import { findVectors, readVectors, runVectors, type VectorPath } from './vectors.ts';

const OWN_FOLDER = resolve(import.meta.dirname, '../vectors');
const folder = resolve(process.env.ALLOKIT_VECTORS || OWN_FOLDER);
const registries: { readonly [set: string]: Registry } = { math, synthesis, rewards, mint, newer };
const entries = readSuperseded(join(OWN_FOLDER, 'superseded.json'));

const lines: string[] = [];
const pending: string[] = [];
const covered = new Map<Superseded, number>();

function runFile(path: string, set: string): void {
  const file = readVectors(path);
  const adapter = registries[set]?.[file.function];
  const name = `${set}/${file.function} (${file.version})`;
  if (adapter === undefined) {
    pending.push(`${name}: ${file.cases.length} cases`);
    test.todo(`${name}: pending, there is no function for it yet`);
    return;
  }
  test(`${name}: ${adapter.agreement.name}`, () => {
    const { agreed, failures, superseded } = runVectors(set, file, adapter, entries);
    let replaced = 0;
    for (const [entry, count] of superseded) {
      covered.set(entry, (covered.get(entry) ?? 0) + count);
      replaced += count;
    }
    lines.push(
      `  ${name}: ${agreed} of ${file.cases.length} agree${replaced > 0 ? `, ${replaced} superseded` : ''} (${adapter.agreement.name})`,
    );
    expect(failures.slice(0, 10), `${failures.length} of ${file.cases.length} cases in ${path}`).toEqual([]);
  });
}

function collect(files: readonly VectorPath[]): void {
  for (const set of new Set(files.map((file) => file.set))) {
    describe(set, () => {
      for (const { path } of files.filter((file) => file.set === set)) {
        try {
          runFile(path, set);
        } catch (error) {
          test(path, () => {
            throw error;
          });
        }
      }
    });
  }
}

describe(`vectors of ${folder}`, () => {
  let files: readonly VectorPath[] = [];
  try {
    files = findVectors(folder);
  } catch (error) {
    test('the folder holds vectors', () => {
      throw error;
    });
  }
  collect(files);

  if (folder === OWN_FOLDER) {
    test('every entry of superseded.json covers a case that still differs', () => {
      expect(entries.filter((entry) => !covered.has(entry))).toEqual([]);
    });
  }

  afterAll(() => {
    const supersededLines = [...covered].map(
      ([entry, count]) => `  ${entry.set}/${entry.function}: ${count} cases: ${entry.reason}`,
    );
    const report = [
      `Vectors of ${folder}`,
      ...Object.keys(registries)
        .filter((set) => !files.some((file) => file.set === set))
        .map((set) => `  ${set}: no files of this set`),
      ...lines,
      'Superseded by a later rule:',
      ...(supersededLines.length > 0 ? supersededLines : ['  none']),
      'PENDING (no function yet; not counted as passed):',
      ...(pending.length > 0 ? pending.map((line) => `  ${line}`) : ['  none']),
    ];
    process.stdout.write(`${report.join('\n')}\n`);
  });
});
