import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program can be started: a path to an executable file, or a name that is on the path. */
export function isProgram(file: string, path = process.env.PATH ?? ''): boolean {
  const candidates =
    file.includes('/') || file.includes('\\') ? [file] : path.split(delimiter).map((folder) => join(folder, file));
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  return candidates.some((candidate) => endings.some((ending) => isExecutable(candidate + ending)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
