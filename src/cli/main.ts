import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlloError } from './errors.ts';
import { report } from './report.ts';
import { flushed, settleColours, tolerateClosedPipes, wantsJson, watchInterrupts } from './terminal.ts';

/**
 * Runs one command line from beginning to end and ends the process with the exit code that `allo help exit-codes` explains.
 * @param root directory of the package: where `package.json`, `dist` and the manifest of the commands lie.
 */
export async function main(root: string, argv: string[] = process.argv.slice(2)): Promise<void> {
  tolerateClosedPipes();
  settleColours(argv);
  let ending = false;
  const end = async (code: () => number) => {
    // An interrupted command may fail because of it: only the first outcome is told.
    if (ending) return;
    ending = true;
    const exitCode = code();
    await flushed();
    process.exit(exitCode);
  };
  watchInterrupts(() => end(() => report(new AlloError('interrupted', 'Interrupted.'), argv)));
  try {
    if (argv.length === 1 && argv[0] === '--version') printVersion(root);
    else await dispatch(root, argv);
    await end(() => Number(process.exitCode ?? 0));
  } catch (error) {
    await end(() => report(error, argv));
  }
}

function printVersion(root: string): void {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
}

async function dispatch(root: string, given: string[]): Promise<void> {
  const [{ Config }, { settings }] = await Promise.all([import('@oclif/core/config'), import('@oclif/core/settings')]);
  // Only what was built runs, whatever NODE_ENV says.
  settings.enableAutoTranspile = false;
  const config = await Config.load({ root });
  const argv = withHelpAndVersion(given);
  const { normalizeArgv } = await import('@oclif/core/help');
  const [id = '', ...rest] = normalizeArgv(config, [...argv]);
  const command = config.findCommand(id);
  if (command) {
    await config.runCommand(id, rest, command);
    return;
  }
  const { explainUnknown, isTopic } = await import('./unknown.ts');
  if (isTopic(config, id) && !wantsJson(argv)) await config.runCommand('help', [id]);
  else throw explainUnknown(config, id);
}

/** `--help` anywhere, nothing at all, and `--version` are the commands of these names. */
function withHelpAndVersion(argv: string[]): string[] {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  const json = wantsJson(argv) ? ['--json'] : [];
  if (own[0] === '--version') return ['version', ...json];
  const asked = own.some((word) => word === '--help' || word === '-h');
  if (!asked && own.some((word) => word !== '--json')) return argv;
  const firstFlag = own.findIndex((word) => word.startsWith('-'));
  const words = firstFlag === -1 ? own : own.slice(0, firstFlag);
  return words[0] === 'help' ? [...words, ...json] : ['help', ...words, ...json];
}
