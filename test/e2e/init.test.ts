import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { InitialisedProject } from '../../src/commands/init.ts';
import { sandbox } from './allo.ts';

const box = sandbox();
afterAll(() => box.close());

const OWN = ['--network', 'my-net', '--rpc', 'http://127.0.0.1:9', '--chain-id', 'mine-1'];

describe('a project', () => {
  it.each(['json', 'yaml', 'ts', 'js'])('as %s says what the commands in its directory are about', async (format) => {
    const directory = join(box.directory, `as-${format}`);
    const project = await box.json<InitialisedProject>(
      ...['init', directory, '--format', format, ...OWN, '--from', 'bob', '--topic', '7', '--name', 'second'],
    );
    expect(project).toEqual({
      file: join(directory, `allo.config.${format}`),
      ...{ network: 'my-net', name: 'second', from: 'bob', topic: 7 },
    });
    const explained = await box.in(directory, 'config', 'explain', '--json');
    const { values, networks } = JSON.parse(explained.stdout).result;
    const found = Object.fromEntries(values.map(({ key, value }: { key: string; value: unknown }) => [key, value]));
    expect(found).toMatchObject({ network: 'my-net', name: 'second', from: 'bob', topic: 7 });
    expect(networks['my-net']).toEqual({ chainId: 'mine-1', rpc: 'http://127.0.0.1:9' });
    // The topic comes from there: nothing is missing, only the network does not answer.
    const shown = await box.in(directory, 'topic', 'show', '--json');
    expect(JSON.parse(shown.stdout).error.code).toBe('ALLO4000');
  });

  it('is a devnet where nothing is said', async () => {
    const project = await box.json<InitialisedProject>('init', 'plain');
    expect(project).toMatchObject({ network: 'devnet', from: 'alice', topic: null });
    expect(JSON.parse(readFileSync(project.file, 'utf8'))).toEqual({ network: 'devnet', from: 'alice' });
  });

  it('is not written over without being asked to', async () => {
    await box.json('init', 'twice', '--topic', '1');
    const { code, stdout } = await box.allo('init', 'twice', '--topic', '2', '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([2, 'ALLO2035']);
    await box.json('init', 'twice', '--topic', '3', '--force');
    const file = join(box.directory, 'twice', 'allo.config.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).topic).toBe(3);
  });

  it.each([
    [['--network', 'nowhere'], 3, 'ALLO3002'],
    [['--rpc', 'http://127.0.0.1:9'], 2, 'ALLO2004'],
    [['--topic', 'one'], 2, 'ALLO2004'],
    [['--network', 'mine', '--rpc', 'not an address', '--chain-id', 'c'], 3, 'ALLO3000'],
    [['--format', 'toml'], 2, 'ALLO2004'],
  ])('with %j is refused with %i, and nothing is written', async (args, exit, error) => {
    const { code, stdout } = await box.allo('init', 'refused', ...args, '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([exit, error]);
    expect(existsSync(join(box.directory, 'refused'))).toBe(false);
  });
});
