import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, line, root, run, show } from './measure.ts';

const RUNS = 15;

/** A bare oclif command with its manifest: the peer that `allo --version` is held against. */
function makeHello(): string {
  const folder = mkdtempSync(join(tmpdir(), 'allokit-hello-'));
  const manifest = { name: 'hello', version: '1.0.0', type: 'module', files: ['commands', 'oclif.manifest.json'] };
  const oclif = { bin: 'hello', commands: { strategy: 'pattern', target: './commands' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, oclif }));
  writeFileSync(
    join(folder, 'run.js'),
    "import { enableCompileCache } from 'node:module'; enableCompileCache();\n" +
      "const { execute } = await import('@oclif/core'); await execute({ dir: import.meta.url });\n",
  );
  mkdirSync(join(folder, 'commands'));
  writeFileSync(
    join(folder, 'commands/hello.js'),
    "import { Command } from '@oclif/core'; export default class Hello extends Command { async run() { this.log('hello'); } }\n",
  );
  const command = {
    aliases: [],
    args: {},
    flags: {},
    id: 'hello',
    pluginName: 'hello',
    relativePath: ['commands', 'hello.js'],
  };
  writeFileSync(
    join(folder, 'oclif.manifest.json'),
    JSON.stringify({ commands: { hello: command }, version: '1.0.0' }),
  );
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** `allo --version` against a bare oclif hello, in turns. Budget: 1.3 times. */
export async function benchStartup(): Promise<void> {
  const hello = makeHello();
  try {
    const ours = [join(root, 'bin/run.js'), '--version'];
    const peer = [join(hello, 'run.js'), 'hello'];
    const ratios: number[] = [];
    const times: number[] = [];
    const peers: number[] = [];
    for (let i = -2; i < RUNS; i += 1) {
      const a = (await run(ours)).milliseconds;
      const b = (await run(peer)).milliseconds;
      if (i < 0) continue;
      times.push(a);
      peers.push(b);
      ratios.push(a / b);
    }
    line('allo --version, ms', show(figure(times), 0));
    line('bare oclif hello, ms', show(figure(peers), 0));
    line('ratio', show(figure(ratios)), 'budget 1.3');
  } finally {
    rmSync(hello, { recursive: true, force: true });
  }
}
