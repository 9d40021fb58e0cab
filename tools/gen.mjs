// Generates src/wire/gen from proto/ with buf and protoc-gen-es, both local. `--check` fails when what is committed is not
// what would be generated.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const target = join('src', 'wire', 'gen');

function generate(output) {
  const run = spawnSync(join(bin, 'buf'), ['generate', '--output', output], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: bin + delimiter + dirname(process.execPath) + delimiter + process.env.PATH },
    shell: process.platform === 'win32',
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
}

function contents(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

function check() {
  const folder = mkdtempSync(join(tmpdir(), 'allokit-gen-'));
  try {
    generate(folder);
    const [committed, fresh] = [contents(join(root, target)), contents(join(folder, target))];
    const names = [...new Set([...committed.keys(), ...fresh.keys()])];
    const stale = names.filter((name) => committed.get(name) !== fresh.get(name));
    if (stale.length === 0) return;
    process.stderr.write(`${target} is not what proto/ generates; run "npm run gen". Different: ${stale.join(', ')}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes('--check')) check();
else generate('.');
