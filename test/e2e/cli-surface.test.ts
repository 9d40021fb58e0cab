import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './allo.ts';

interface Manifest {
  commands: Record<
    string,
    {
      aliases: string[];
      flags: Record<string, { char?: string; type: string; required?: boolean; options?: string[]; default?: unknown }>;
      args: Record<string, { required?: boolean; options?: string[] }>;
      examples?: unknown[];
      summary?: string;
    }
  >;
}

const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as Manifest;

/** What others build on: ids, aliases, arguments, flags. Change the snapshot on purpose only (`npx vitest run test/e2e/cli-surface.test.ts -u`). */
it('the surface of the command line is the committed one', async () => {
  const surface = Object.entries(commands)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { aliases, flags, args }]) =>
      [
        [
          'allo',
          ...id.split(':'),
          ...Object.entries(args).map(([name, arg]) => (arg.required ? `<${name}>` : `[${name}]`)),
        ],
        ...aliases.map((alias) => ['  also', 'allo', ...alias.split(':')]).sort(),
        ...Object.entries(flags)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, flag]) => ['  ', describeFlag(name, flag)]),
      ]
        .map((words) => words.join(' '))
        .join('\n'),
    );
  await expect(`${surface.join('\n\n')}\n`).toMatchFileSnapshot('cli-surface.txt');
});

function describeFlag(
  name: string,
  { char, type, required, options }: Manifest['commands'][string]['flags'][string],
): string {
  const value = type === 'boolean' ? '' : ` ${options ? options.join('|') : '<value>'}`;
  return `${char ? `-${char}, ` : ''}--${name}${value}${required ? ' (required)' : ''}`;
}

it.each(Object.entries(commands))('%s has a summary, an example and --json', (_, command) => {
  expect(command.summary).toMatch(/\S/);
  expect(command.examples?.length).toBeGreaterThan(0);
  expect(command.flags).toHaveProperty('json');
});
