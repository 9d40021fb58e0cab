import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the C library loads by itself to find names; newer ones have it built in. */
const LOADED_LATER = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'];

/**
 * The shared libraries that programs and native modules of this machine need, their loader included, by the paths that
 * they are looked for at.
 */
export async function librariesOf(files: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const file of files) {
    for (const path of await needed(file)) found.add(path);
  }
  const libc = [...found].find((path) => /\/libc\.so\.\d+$/.test(path));
  if (libc) {
    for (const name of LOADED_LATER) {
      const path = join(dirname(libc), name);
      if (existsSync(path)) found.add(path);
    }
  }
  return [...found].sort();
}

async function needed(file: string): Promise<string[]> {
  try {
    const { stdout } = await run('ldd', [file]);
    return stdout.split('\n').flatMap((line) => {
      // `name => /path (address)`, or `/path (address)` for the loader.
      const path = /=> (\/\S+) \(/.exec(line)?.[1] ?? /^\s*(\/\S+) \(/.exec(line)?.[1];
      return path ? [path] : [];
    });
  } catch (error) {
    // A program that needs none: ldd says so and fails.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    if (/not a dynamic executable|statically linked/.test(stdout + stderr)) return [];
    throw error;
  }
}
