import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root, sandbox } from './allo.ts';

const box = sandbox();
afterAll(() => box.close());

async function failure(...args: string[]) {
  const { code, stdout, stderr } = await box.allo(...args, '--json');
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(1);
  const document = JSON.parse(lines[0] ?? '') as {
    ok: boolean;
    error: { code: string; message: string; hint: string };
  };
  expect(Object.keys(document)).toEqual(['ok', 'error']);
  expect(Object.keys(document.error)).toEqual(['code', 'message', 'hint']);
  return { exit: code, ...document.error };
}

describe('a wrong command line is one JSON document and exit code 2', () => {
  it.each([
    [['devnet', 'upp'], 'ALLO2001', 'devnet up'],
    [['nonsense'], 'ALLO2001', ''],
    [['devnet'], 'ALLO2001', ''],
    [['devnet', 'up', '--nonsense'], 'ALLO2002', ''],
    [['devnet', 'up', 'extra'], 'ALLO2000', ''],
    [['devnet', 'faucet'], 'ALLO2003', ''],
    [['devnet', 'advance'], 'ALLO2003', ''],
    [['devnet', 'up', '--validators', 'x'], 'ALLO2004', ''],
    [['devnet', 'up', '--name', '../x'], 'ALLO2004', ''],
    [['devnet', 'up', '--genesis-time', 'tomorrow'], 'ALLO2004', ''],
    [['devnet', 'up', '--block-time', 'soon'], 'ALLO2006', 'instant'],
    [['devnet', 'up', '--engine', 'dokcer'], 'ALLO2004', ''],
    [['devnet', 'faucet', 'alice', '--amount', '5'], 'ALLO2005', '5allo'],
    [['devnet', 'advance', '--blocks', '1', '--time', '1s'], 'ALLO2004', ''],
  ])('%j', async (args, code, hint) => {
    const error = await failure(...args);
    expect(error).toMatchObject({ exit: 2, code });
    expect(error.hint).toContain(hint);
  });
});

it('nothing to talk to is exit code 4', async () => {
  expect(await failure('devnet', 'status')).toMatchObject({ exit: 4, code: 'ALLO4001' });
  expect(await failure('devnet', 'down', '--name', 'other')).toMatchObject({ exit: 4, code: 'ALLO4001' });
});

it.each([
  ['cometbft', { ALLO_COMETBFT: '/nowhere/cometbft', PATH: '/nowhere' }, 'ALLO8004', 'CometBFT', 'allo doctor --fix'],
  ['docker', { DOCKER_HOST: 'unix:///nowhere/docker.sock' }, 'ALLO8000', 'Docker', 'Install'],
])('an engine that the machine has not got is exit code 8: %s', async (engine, env, code, message, hint) => {
  const other = sandbox(env);
  const { code: exit, stdout } = await other.allo('devnet', 'up', '--engine', engine, '--json');
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
  expect([exit, error.code]).toEqual([8, code]);
  expect(error.message).toContain(message);
  expect(error.hint).toContain(hint);
  expect((await other.json<{ devnets: unknown[] }>('devnet', 'list')).devnets).toEqual([]);
  await other.close();
});

it('a broken configuration is exit code 3 and names file and key', async () => {
  const other = sandbox({ ALLO_DEVNET_CHAIN_ID: '' });
  writeFileSync(join(other.directory, 'allo.config.json'), '{"devnet":{"validators":"four"}}');
  const { code, stdout } = await other.allo('devnet', 'status', '--json');
  expect([code, stdout]).toEqual([3, expect.stringMatching(/allo\.config\.json: devnet\.validators/)]);
  await other.close();
});

it('errors are for people without --json: two lines on stderr, no stack trace, no colours', async () => {
  const { code, stdout, stderr } = await box.allo('devnet', 'status');
  expect([code, stdout]).toEqual([4, '']);
  expect(stderr).toBe('error ALLO4001: No devnet "default" runs.\n  Start it with `allo devnet up`.\n');
});

it('config explain tells every value and its origin', async () => {
  const { values } = await box.json<{ values: { key: string; value: unknown; origin: string }[] }>(
    'config',
    'explain',
    '--name',
    'x',
  );
  expect(values).toContainEqual(expect.objectContaining({ key: 'name', value: 'x', origin: 'flag --name' }));
  expect(values).toContainEqual(expect.objectContaining({ key: 'devnet.validators', value: 4, origin: 'default' }));
});

describe('help', () => {
  it('shows commands, examples and exit codes', async () => {
    const { code, stdout } = await box.allo('devnet', 'up', '--help');
    expect([code, stdout]).toEqual([0, expect.stringContaining('$ allo devnet up --name second')]);
    expect((await box.allo('devnet', 'faucet', 'bob', '--help')).stdout).toContain('$ allo devnet faucet');
    expect((await box.allo('help', 'exit-codes')).stdout).toMatch(/130 {2}interrupted/);
    expect((await box.allo()).stdout).toContain('devnet');
  });

  it('is one JSON document with --json', async () => {
    const { subject, text } = await box.json<{ subject: string; text: string }>('devnet', 'up', '--help');
    expect([subject, text]).toEqual(['devnet up', expect.stringContaining('USAGE')]);
  });
});

it('version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect((await box.allo('--version')).stdout).toMatch(`allokit/${version} `);
  expect(await box.json('version')).toMatchObject({ name: 'allokit', version, node: process.versions.node });
});

it.each(['bash', 'zsh', 'fish'])('autocomplete knows the commands for %s', async (shell) => {
  expect((await box.allo('autocomplete', shell)).stdout).toMatch(/faucet/);
});

it('the script for bash completes words and flags', async () => {
  const { stdout: script } = await box.allo('autocomplete', 'bash');
  const ask = `${script}\nCOMP_WORDS=(allo devnet up --val); COMP_CWORD=3; _allo_complete; echo "\${COMPREPLY[*]}"\nCOMP_WORDS=(allo dev); COMP_CWORD=1; _allo_complete; echo "\${COMPREPLY[*]}"`;
  const answer = await new Promise<string>((resolve) => {
    const bash = spawn('bash', ['-c', ask]);
    let text = '';
    bash.stdout.on('data', (chunk) => {
      text += chunk;
    });
    bash.on('close', () => resolve(text));
  });
  expect(answer).toBe('--validators\ndevnet\n');
});

it('a reader that goes away is no error', async () => {
  const command = `"${process.execPath}" "${join(root, 'bin', 'run.js')}" autocomplete fish 2>err.txt | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const code = await new Promise<string>((resolve) => {
    const bash = spawn('bash', ['-c', command], { env: box.env, cwd: box.directory });
    let text = '';
    bash.stdout.on('data', (chunk) => {
      text += chunk;
    });
    bash.on('close', () => resolve(text.trim()));
  });
  expect([code, readFileSync(join(box.directory, 'err.txt'), 'utf8')]).toEqual(['0', '']);
});

it('a Node that is too old is told what to do in one line', async () => {
  // The guard is plain JavaScript: here it runs with the version that it would find.
  const fake = join(box.directory, 'old', 'bin');
  mkdirSync(fake, { recursive: true });
  writeFileSync(join(box.directory, 'old', 'package.json'), '{"type":"module"}');
  const guard = readFileSync(join(root, 'bin', 'run.js'), 'utf8').replace(
    'process.versions.node.split',
    "'20.19.0'.split",
  );
  writeFileSync(join(fake, 'run.js'), guard);
  const { code, text } = await new Promise<{ code: number | null; text: string }>((resolve) => {
    const child = spawn(process.execPath, [join(fake, 'run.js'), 'devnet', 'up']);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('close', (exit) => resolve({ code: exit, text: said }));
  });
  expect(code).toBe(8);
  expect(text).toMatch(/^error ALLO8001: [^\n]*Install Node 24[^\n]*\n$/);
});
