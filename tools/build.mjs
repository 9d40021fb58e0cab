/**
 * Builds what is shipped: `dist/` from `src/` (tsc), the processes of a devnet as one file each (esbuild), and the command
 * manifest (oclif).
 * With `--if-stale` it does nothing when the last build is newer than every source.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');

/** Latest modification time below a path, in milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

function isFresh() {
  if (!existsSync(stamp) || !existsSync(join(root, 'oclif.manifest.json'))) return false;
  const built = statSync(stamp).mtimeMs;
  return ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'tools/build.mjs'].every(
    (path) => newest(join(root, path)) <= built,
  );
}

function run(script, args) {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, stdio: 'inherit' });
}

if (!(process.argv.includes('--if-stale') && isFresh())) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run('typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  await build({
    entryPoints: {
      daemon: join(root, 'src/devnet/daemon/main.ts'),
      application: join(root, 'src/node/application/main.ts'),
      relay: join(root, 'src/engine/relay/main.ts'),
      container: join(root, 'src/engine/docker/container.ts'),
    },
    outdir: join(root, 'dist'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    sourcemap: true,
    // Native modules cannot be bundled; cosmjs and dockerode are large, and seldom needed.
    external: ['secp256k1', 'lmdb', '@cosmjs/*', 'dockerode'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  run('oclif/bin/run.js', ['manifest']);
  writeFileSync(stamp, '');
}
