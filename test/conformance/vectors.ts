import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { difference, errorCode, withinAbsolute } from './compare.ts';
import type { Adapter, Case, VectorFile } from './registry.ts';
import { applies, insteadDifference, type Result, type Superseded } from './superseded.ts';

/** Where a vector file lies, and which set it belongs to (the name of its folder). */
export interface VectorPath {
  readonly set: string;
  readonly path: string;
}

/**
 * All vector files (`<set>/*.json`) of a folder, in order of their names.
 * @throws Error when the folder is missing or holds none
 */
export function findVectors(folder: string): VectorPath[] {
  if (!existsSync(folder)) throw new Error(`ALLOKIT_VECTORS: there is no folder ${folder}`);
  const found = readdirSync(folder)
    .toSorted()
    .filter((set) => statSync(join(folder, set)).isDirectory())
    .flatMap((set) =>
      readdirSync(join(folder, set))
        .toSorted()
        .filter((file) => file.endsWith('.json'))
        .map((file) => ({ set, path: join(folder, set, file) })),
    );
  if (found.length === 0) throw new Error(`ALLOKIT_VECTORS: no vector files (<set>/<function>.json) in ${folder}`);
  return found;
}

/** Reads one vector file. @throws Error naming the file when it is not of the form that the README describes */
export function readVectors(path: string): VectorFile {
  let file: Partial<VectorFile>;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as Partial<VectorFile>;
  } catch (error) {
    throw new Error(`${path}: not JSON (${(error as Error).message})`);
  }
  if (typeof file.function !== 'string' || !Array.isArray(file.cases)) {
    throw new Error(`${path}: wants "function" and "cases"`);
  }
  return { version: file.version ?? basename(path), function: file.function, cases: file.cases };
}

/** What running one file found. */
export interface Outcome {
  agreed: number;
  failures: string[];
  /** Per entry of superseded.json: in how many cases we differ from the vector as it says. */
  superseded: Map<Superseded, number>;
}

function call(adapter: Adapter, vector: Case, file: VectorFile): Result {
  try {
    return { out: adapter.run(vector.in, vector, file) };
  } catch (error) {
    const err = errorCode(error);
    if (err === undefined) throw error;
    return { err };
  }
}

function vectorDifference(adapter: Adapter, result: Result, vector: Case): string | undefined {
  if (vector.err !== undefined) {
    const wanted = `${vector.err.codespace}/${vector.err.code}`;
    if ('err' in result) return result.err === wanted ? undefined : `error ${result.err} instead of ${wanted}`;
    return `a value instead of error ${wanted}`;
  }
  if ('err' in result) return `error ${result.err} instead of ${JSON.stringify(vector.out)?.slice(0, 200)}`;
  const agreement = vector.tolerance === undefined ? adapter.agreement : withinAbsolute(vector.tolerance);
  return difference(result.out, vector.out, agreement, vector.in);
}

/** Runs every case of a file. */
export function runVectors(set: string, file: VectorFile, adapter: Adapter, entries: readonly Superseded[]): Outcome {
  const outcome: Outcome = { agreed: 0, failures: [], superseded: new Map() };
  for (const [index, vector] of file.cases.entries()) {
    const entry = entries.find((candidate) => applies(candidate, set, file.function, vector));
    const result = call(adapter, vector, file);
    const found = vectorDifference(adapter, result, vector);
    const complain = (text: string) =>
      outcome.failures.push(`case ${index} ${JSON.stringify(vector.in).slice(0, 200)}: ${text}`);
    // A stated value or error must always differ from the vector; a bound speaks only of cases beyond the agreement.
    if (entry === undefined || (found === undefined && entry.instead.within !== undefined)) {
      if (found === undefined) outcome.agreed++;
      else complain(found);
      continue;
    }
    outcome.superseded.set(entry, (outcome.superseded.get(entry) ?? 0) + 1);
    if (found === undefined) complain(`superseded.json covers this case, but it agrees (${entry.reason})`);
    const other = insteadDifference(entry, result, vector);
    if (other !== undefined) complain(other);
  }
  return outcome;
}
