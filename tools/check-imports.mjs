/** Holds the imports to the one direction that docs/architecture.md draws. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { modulesOf, parse, root, sources } from './lib/syntax.mjs';

const src = join(root, 'src');

const shared = ['client', 'wire', 'protocol'];
const above = ['engine', 'node', 'chain', 'api', ...shared];

/** What a room may import beside itself. A room that is not listed here is an error: decide where it stands. */
const allowed = {
  protocol: [],
  wire: ['protocol/decimal'],
  chain: ['wire', 'protocol'],
  client: ['wire', 'protocol'],
  api: ['wire', 'protocol'],
  node: ['chain', 'api', ...shared],
  engine: ['node', 'chain', 'api', ...shared],
  consumer: ['workbench', 'api', ...shared],
  devnet: ['consumer', ...above],
  worker: above,
  workbench: above,
  scaffold: above,
  cli: ['devnet', 'consumer', 'workbench', 'worker', ...above],
  quickstart: ['devnet', 'worker', 'workbench', ...above],
  ui: ['quickstart', 'workbench', 'worker', 'cli', ...shared],
  commands: ['ui', 'cli', 'quickstart', 'devnet', 'consumer', 'scaffold', 'workbench', 'worker', ...above],
};

/** The packages that the lower rooms may use; the others are free. `wire` knows protobuf and cryptography, `protocol` nothing. */
const packages = {
  protocol: /^$/,
  wire: /^(@bufbuild\/protobuf|@noble\/|@scure\/|@cosmjs\/proto-signing$|secp256k1|node:(crypto|module)$)/,
};

/** Rooms in which every import must be plain to read. The command line loads a user's own configuration. */
const named = new Set(['protocol', 'wire', 'chain', 'client', 'api', 'node', 'engine']);

/** The faults of one file, as text lines. @param file path of the source; @param text what it says */
export function importFaults(file, text) {
  const name = relative(src, file).split(sep).join('/');
  const room = name.split('/')[0];
  const rooms = allowed[room];
  if (!rooms) return [`src/${name}: the room '${room}' has no place in tools/check-imports.mjs`];
  const { program, line } = parse(file, text);
  const faults = [];
  for (const { specifier, offset } of modulesOf(program)) {
    const at = `src/${name}:${line(offset)}`;
    if (specifier === null) {
      if (named.has(room)) faults.push(`${at} imports something whose name is not a plain text`);
    } else if (specifier.startsWith('.')) {
      const target = relative(src, resolve(dirname(file), specifier))
        .split(sep)
        .join('/');
      if (target.startsWith(`${room}/`) || rooms.some((one) => target.startsWith(`${one}/`))) continue;
      faults.push(
        `${at} imports src/${target}\n    ${room} may import: ${rooms.join(', ') || 'nothing of ours'}.` +
          ' Move the shared piece down, or hand it in as an argument.',
      );
    } else if (packages[room] && !packages[room].test(specifier)) {
      faults.push(`${at} imports the package ${specifier}, which ${room} must do without`);
    }
  }
  return faults;
}

if (import.meta.main) {
  const faults = [...sources(src)].flatMap((file) => importFaults(file, readFileSync(file, 'utf8')));
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stderr.write(faults.length ? `${faults.length} imports against the direction\n` : 'imports: one direction\n');
  process.exitCode = faults.length ? 1 : 0;
}
