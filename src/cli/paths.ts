import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** A directory of the XDG base directory specification, or its default; relative values are ignored, as it says. */
function xdg(variable: string, ...fallback: string[]): string {
  const value = process.env[variable];
  return join(value && isAbsolute(value) ? value : join(homedir(), ...fallback), 'allokit');
}

/** Where devnets and other data live: `ALLO_HOME`, else `$XDG_DATA_HOME/allokit`. */
export function dataDirectory(): string {
  const own = process.env.ALLO_HOME;
  return own ? resolve(own) : xdg('XDG_DATA_HOME', '.local', 'share');
}

/** Where the user's own `allo.config.*` lies: `$XDG_CONFIG_HOME/allokit`. */
export function configDirectory(): string {
  return xdg('XDG_CONFIG_HOME', '.config');
}

/** A short directory for sockets whose own home has too long a path: `$XDG_RUNTIME_DIR/allokit`, else under the temporary one. */
export function runtimeDirectory(): string {
  const runtime = process.env.XDG_RUNTIME_DIR;
  if (runtime && isAbsolute(runtime)) return join(runtime, 'allokit');
  return join(tmpdir(), `allokit-${process.getuid?.() ?? 'user'}`);
}

/** The home of the devnet of that name. */
export function devnetHome(name: string): string {
  return join(dataDirectory(), 'devnets', name);
}
