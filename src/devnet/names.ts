import { readFileSync } from 'node:fs';
import { namesFile } from './paths.ts';
import { writePrivate } from './state-file.ts';

/** Notes how people call addresses of a devnet beside its own accounts, by address. Only shown; nothing is signed by these names. */
export function writeNames(home: string, names: ReadonlyMap<string, string>): void {
  writePrivate(namesFile(home), `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`);
}

/** The names noted for addresses of a devnet; none where nothing was noted. */
export function readNames(home: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(namesFile(home), 'utf8')) as Record<string, string>));
  } catch {
    return new Map();
  }
}
