import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { librariesOf } from '../../../src/engine/docker/libraries.ts';
import { packageFiles } from '../../../src/engine/docker/packages.ts';
import { tar } from '../../../src/engine/docker/tar.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allokit-image-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

describe('an archive', () => {
  it('is one that tar unpacks: files from the disk and from text, long paths, rights', async () => {
    const long = `${'deep/'.repeat(28)}file.txt`;
    const large = 'y'.repeat(1_500_000);
    const bytes = await buffer(
      tar(
        [
          { path: 'a', from: { text: 'alpha' }, program: true },
          { path: long, from: { file: put('beta', 'beta') } },
          { path: 'large', from: { file: put('large', large) } },
        ],
        ['tmp'],
      ),
    );
    const out = join(folder, 'out');
    mkdirSync(out);
    execFileSync('tar', ['-xf', '-', '-C', out], { input: bytes });
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('alpha');
    expect(readFileSync(join(out, long), 'utf8')).toBe('beta');
    expect(readFileSync(join(out, 'large'), 'utf8')).toBe(large);
    const listed = execFileSync('tar', ['-tvf', '-'], { input: bytes, encoding: 'utf8' });
    expect(listed).toMatch(/^-rwxr-xr-x .* a$/m);
    expect(listed).toMatch(/^drwxrwxrwt .* tmp\/$/m);
  });

  it('fails with the file that is missing', async () => {
    await expect(buffer(tar([{ path: 'a', from: { file: join(folder, 'none') } }]))).rejects.toThrow('none');
  });
});

describe('packages', () => {
  it('come with all that they depend on, once, where Node finds it', () => {
    put('node_modules/a/package.json', '{"dependencies":{"b":"1"},"optionalDependencies":{"o":"1","not-here":"1"}}');
    put('node_modules/a/index.js', '');
    put('node_modules/a/index.d.ts', '');
    put('node_modules/a/node_modules/b/package.json', '{"dependencies":{"c":"1"}}');
    put('node_modules/b/package.json', '{}');
    put('node_modules/c/package.json', '{"dependencies":{"a":"1"}}');
    put('node_modules/o/package.json', '{}');
    const paths = packageFiles(['a'], join(folder, 'dist')).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      'node_modules/a/index.js',
      'node_modules/a/node_modules/b/package.json',
      'node_modules/a/package.json',
      'node_modules/c/package.json',
      'node_modules/o/package.json',
    ]);
  });

  it('are missed by name', () => {
    expect(() => packageFiles(['nobody'], folder)).toThrow('nobody');
  });
});

describe.runIf(process.platform === 'linux')('libraries', () => {
  it('are those of the program and its loader', async () => {
    const libraries = await librariesOf([process.execPath]);
    expect(libraries.some((path) => /\/libc\.so/.test(path))).toBe(true);
    expect(libraries.some((path) => /\/ld-/.test(path))).toBe(true);
  });
});
