/** Holds the imports to the one direction that docs/architecture.md draws. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');

const shared = ['client', 'wire', 'protocol'];
const above = ['engine', 'node', 'chain', ...shared];

/** What a room may import beside itself. A room that is not listed here is an error: decide where it stands. */
const allowed = {
  protocol: [],
  wire: ['protocol/decimal'],
  chain: ['wire', 'protocol'],
  client: ['wire', 'protocol'],
  node: ['chain', ...shared],
  engine: ['node', 'chain', ...shared],
  devnet: above,
  worker: above,
  workbench: above,
  scaffold: above,
  cli: ['devnet', 'workbench', ...above],
  quickstart: ['devnet', 'worker', 'workbench', ...above],
  ui: ['quickstart', 'workbench', 'cli', ...shared],
  commands: ['ui', 'cli', 'quickstart', 'devnet', 'scaffold', 'workbench', 'worker', ...above],
};

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

const faults = [];
for (const file of sources(root)) {
  const room = relative(root, file).split(sep)[0];
  const rooms = allowed[room];
  if (!rooms) {
    faults.push(`src/${relative(root, file)}: the room '${room}' has no place in tools/check-imports.mjs`);
    continue;
  }
  const text = readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)) {
    const target = relative(root, resolve(dirname(file), specifier))
      .split(sep)
      .join('/');
    if (target.startsWith(`${room}/`)) continue;
    if (rooms.some((allowedRoom) => target.startsWith(`${allowedRoom}/`))) continue;
    faults.push(
      `src/${relative(root, file)} imports src/${target}\n    ${room} may import: ${rooms.join(', ') || 'nothing of ours'}.` +
        ' Move the shared piece down, or hand it in as an argument.',
    );
  }
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stderr.write(faults.length ? `${faults.length} imports against the direction\n` : 'imports: one direction\n');
process.exitCode = faults.length ? 1 : 0;
