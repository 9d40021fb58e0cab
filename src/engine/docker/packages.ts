import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Entry } from './tar.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** What a package needs when it runs lies in these; sources of native parts and maps do not. */
const SKIPPED = /(^|\/)(node_modules|src|dependencies|test|tests|docs)$|\.(d\.ts|d\.cts|d\.mts|map|md|c|cc|cpp|h)$/;

/**
 * The files of packages and of all that they depend on, as they would lie below `node_modules` beside a program.
 * @param from a file or folder that they are found from, as Node finds them.
 */
export function packageFiles(names: readonly string[], from: string): Entry[] {
  const bases = basesAbove(from);
  const found = new Map<string, string>();
  const visit = (name: string, above: string, optional: boolean): void => {
    const folder = find(name, above);
    if (folder === null) {
      if (optional) return;
      throw new Error(`the package ${name}, which ${above} needs, is not installed`);
    }
    if (found.has(folder)) return;
    found.set(folder, placeOf(folder, bases));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const optionals = manifest.optionalDependencies ?? {};
    for (const needed of Object.keys(manifest.dependencies ?? {})) visit(needed, folder, needed in optionals);
    for (const wanted of Object.keys(optionals)) visit(wanted, folder, true);
  };
  for (const name of names) visit(name, from, false);
  return [...found].flatMap(([folder, place]) =>
    filesBelow(folder).map((path) => ({
      path: `${place}/${relative(folder, path).split(sep).join('/')}`,
      from: { file: path },
    })),
  );
}

/** The folders that Node looks into from there, the nearest first. */
function basesAbove(from: string): string[] {
  const bases: string[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    const base = join(folder, 'node_modules');
    if (existsSync(base)) bases.push(realpathSync(base));
    if (dirname(folder) === folder) return bases;
  }
}

/** Where a package lies when all that Node looks into is laid into one folder. */
function placeOf(folder: string, bases: readonly string[]): string {
  const base = bases.find((above) => folder.startsWith(above + sep)) ?? dirname(folder);
  return `node_modules/${relative(base, folder).split(sep).join('/')}`;
}

/** The folder of a package as Node finds it from another folder; null where it is not installed. */
function find(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return null;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (SKIPPED.test(entry.name)) return [];
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
}
