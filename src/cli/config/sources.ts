import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AlloError } from '../errors.ts';

const NAMES = ['allo.config.ts', 'allo.config.js', 'allo.config.json', 'allo.config.yaml'];

/** The `allo.config.*` of a directory itself. */
export function projectFileIn(directory: string): string | null {
  for (const name of NAMES) {
    const path = join(directory, name);
    if (existsSync(path)) return path;
  }
  return null;
}

/** The nearest `allo.config.*` from `start` upwards. */
export function projectFile(start = process.cwd()): string | null {
  for (let directory = start; ; directory = dirname(directory)) {
    const found = projectFileIn(directory);
    if (found) return found;
    if (dirname(directory) === directory) return null;
  }
}

/** The user's own `allo.config.*` in `$XDG_CONFIG_HOME/allokit`. */
export function userFile(): string | null {
  const configuration = process.env.XDG_CONFIG_HOME;
  const base = configuration && isAbsolute(configuration) ? configuration : join(homedir(), '.config');
  return projectFileIn(join(base, 'allokit'));
}

/**
 * Reads one configuration file by its kind.
 * @throws AlloError badConfiguration, naming the file.
 */
export async function loadFile(path: string): Promise<unknown> {
  const { cosmiconfig } = await import('cosmiconfig');
  const explorer = cosmiconfig('allo', {
    // Node reads TypeScript by itself; the library's own loader wants a compiler.
    loaders: { '.ts': async (file) => ((await import(pathToFileURL(file).href)) as { default?: unknown }).default },
  });
  try {
    const found = await explorer.load(path);
    return found?.isEmpty ? {} : found?.config;
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n').map((line) => line.trim());
    throw new AlloError('badConfiguration', `${path} cannot be read: ${reason.filter(Boolean).slice(0, 2).join(' ')}`, {
      cause,
    });
  }
}
