import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { root } from './allo.ts';

/** The packed package, and a fresh user's home to install it in. */
export interface PackedPackage {
  readonly home: string;
  readonly tarball: string;
  /** The machine's own settings (proxies, certificates), but nothing of the checkout on the path; the shipped program runs on this Node. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs npm; what it says where it fails is the error. */
  npm(args: string[], cwd: string): Promise<void>;
  close(): void;
}

export async function packedPackage(): Promise<PackedPackage> {
  const home = mkdtempSync(join(tmpdir(), 'allokit-pack-'));
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$|^ALLO_|^VITEST/.test(name));
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const machine = { ...Object.fromEntries(inherited), PATH: path.join(':'), HOME: home };
  const npm = async (args: string[], cwd: string) => {
    const settings = { cwd, env: machine, extendEnv: false, all: true, timeout: 240_000, reject: false } as const;
    const done = await execa('npm', args, settings);
    if (done.failed)
      throw new Error(`npm ${args[0]} in ${cwd} ${done.timedOut ? 'took over four minutes' : 'failed'}:\n${done.all}`);
  };
  await npm(['pack', '--ignore-scripts', '--pack-destination', home], root);
  return {
    home,
    tarball: join(home, readdirSync(home).find((name) => name.endsWith('.tgz'))!),
    env: { ...machine, PATH: `${dirname(process.execPath)}:${machine.PATH}` },
    npm,
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}
