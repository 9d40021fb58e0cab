import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { type Run, root, sandbox } from './allo.ts';

const box = sandbox();
const PASSPHRASE = 'a passphrase of this test';
/** From the BIP-39 test vectors: known to everybody, but to no devnet. */
const MNEMONIC = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const PUBLISHED = 'test test test test test test test test test test test junk';
const passphraseFile = join(box.directory, 'passphrase');
const unlock = ['--passphrase-file', passphraseFile];

/** Runs the binary with something on standard input, and with more descriptors and variables where they are given. */
function typed(args: string[], input: string, more: { fd3?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
      env: { ...box.env, ...more.env },
      cwd: box.directory,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    const [stdin, , , third] = child.stdio;
    for (const [pipe, text] of [[stdin, input] as const, [third, more.fd3 ?? ''] as const]) {
      const end = pipe as NodeJS.WritableStream;
      // A command may end before it has read anything.
      end.on('error', () => undefined);
      end.end(text);
    }
  });
}

async function failure(...args: string[]) {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const { code: exit, stdout } = await box.allo(...own, '--json', ...args.slice(own.length));
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
  return { exit, ...error };
}

beforeAll(() => {
  writeFileSync(passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 });
});
afterAll(() => box.close());

describe('the keyring', () => {
  it('makes a key, shows it, exports it after confirmation, and takes it back', async () => {
    const made = await box.json<{ address: string }>('keys', 'add', 'first', ...unlock);
    expect(made).toMatchObject({ name: 'first', test: false, address: expect.stringMatching(/^allo1/) });
    const file = join(box.directory, 'data/keys/first.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(box.directory, 'data/keys')).mode & 0o777).toBe(0o700);
    expect(await box.json('keys', 'show', 'first')).toEqual({ ...made, file });
    expect(await failure('keys', 'export', 'first', ...unlock)).toMatchObject({ exit: 2, code: 'ALLO2008' });
    const told = await box.json<{ mnemonic: string }>('keys', 'export', 'first', '--yes', ...unlock);
    expect(told.mnemonic.split(' ')).toHaveLength(24);
    const hex = await box.json<{ privateKey: string }>('keys', 'export', 'first', '--hex', '--yes', ...unlock);
    for (const [name, secret] of [
      ['again', told.mnemonic],
      ['as-hex', hex.privateKey],
    ] as const) {
      const { stdout } = await typed(['keys', 'import', name, ...unlock, '--json'], `${secret}\n`);
      expect(JSON.parse(stdout).result).toMatchObject({ name, address: made.address });
    }
    const { keys } = await box.json<{ keys: { name: string }[] }>('keys', 'list');
    expect(keys.map(({ name }) => name)).toEqual(['again', 'as-hex', 'first']);
    for (const name of ['again', 'as-hex', 'first']) await box.json('keys', 'delete', name, '--yes');
    expect(await box.json('keys', 'list')).toMatchObject({ keys: [] });
  });

  it.each([
    ['a file', [], PASSPHRASE, undefined],
    ['standard input', ['--passphrase-file', '-'], `${PASSPHRASE}\n${MNEMONIC}\n`, undefined],
    ['a descriptor', ['--passphrase-fd', '3'], MNEMONIC, `${PASSPHRASE}\n`],
  ])('takes the passphrase from %s', async (how, flags, input, fd3) => {
    const given = flags.length === 0 ? unlock : flags;
    const secret = flags.length === 0 ? MNEMONIC : input;
    const imported = await typed(['keys', 'import', 'taken', ...given], secret, { ...(fd3 && { fd3 }) });
    expect(imported, how).toMatchObject({ code: 0, stderr: '' });
    expect(imported.stdout).toContain('allo1');
    const exported = await box.json('keys', 'export', 'taken', '--yes', ...unlock);
    expect(exported).toMatchObject({ mnemonic: MNEMONIC, path: "m/44'/118'/0'/0/0", privateKey: null });
    await box.json('keys', 'delete', 'taken', '--yes');
  });

  it('takes other keys of a mnemonic by their number', async () => {
    const at = async (index: string) => {
      const { stdout } = await typed(
        ['keys', 'import', `at-${index}`, '--index', index, ...unlock, '--json'],
        MNEMONIC,
      );
      return JSON.parse(stdout).result.address as string;
    };
    expect(await at('0')).not.toBe(await at('7'));
    expect(await box.json('keys', 'export', 'at-7', '--yes', ...unlock)).toMatchObject({ path: "m/44'/118'/0'/0/7" });
  });

  it('says what is wrong without a word of the secret', async () => {
    const wrong = async (secret: string, ...flags: string[]) => {
      const run = await typed(['keys', 'import', 'x', ...unlock, ...flags], secret, { env: { ALLO_DEBUG: '1' } });
      expect(run.code).toBe(2);
      for (const word of secret.split(/\s+/).filter((one) => one.length > 5)) expect(run.stderr).not.toContain(word);
      return run.stderr;
    };
    expect(await wrong('')).toContain('ALLO2008');
    expect(await wrong('abandonee'.repeat(3))).toContain('ALLO2028');
    expect(await wrong(MNEMONIC.replace('sausage', 'sausagery'))).toContain('Word 6');
    expect(await wrong(MNEMONIC.replace('yellow', 'winner'))).toContain('checksum');
    expect(await wrong('f'.repeat(64))).toContain('not a secp256k1 private key');
    expect(await wrong('0'.repeat(64))).toContain('not a secp256k1 private key');
    expect(await wrong('a'.repeat(64), '--index', '2')).toContain('--index');
    expect(await wrong('x'.repeat(9_000))).toContain('more than a secret');
    const short = await typed(['keys', 'add', 'x', '--passphrase-file', '-'], 'short\n');
    expect([short.code, short.stderr]).toEqual([2, expect.stringContaining('fewer than 8')]);
    for (const name of ['alice', 'faucet', '../x', 'allo1x', '-', '']) {
      expect(await failure('keys', 'add', ...unlock, '--', name)).toMatchObject({ exit: 2 });
    }
  });

  it('notices a wrong passphrase and every change of the file', async () => {
    await typed(['keys', 'import', 'whole', ...unlock], MNEMONIC);
    const path = join(box.directory, 'data/keys/whole.json');
    const text = readFileSync(path, 'utf8');
    const other = join(box.directory, 'other');
    writeFileSync(other, 'another passphrase\n', { mode: 0o600 });
    const open = (file = passphraseFile) => failure('keys', 'export', 'whole', '--yes', '--passphrase-file', file);
    expect(await open(other)).toMatchObject({ exit: 2, code: 'ALLO2029' });
    const document = JSON.parse(text) as { sealed: string; kdf: object; address: string };
    const changes: readonly (readonly [string, object, string])[] = [
      ['an address', { address: 'allo15yk64u7zc9g9k2yr2wmzeva5qgwxps6ygp4vw8' }, 'ALLO2029'],
      ['the mark', { test: true }, 'ALLO2029'],
      [
        'the secret',
        { sealed: `A${document.sealed.slice(1)}`, cipher: { name: 'aes-256-gcm', nonce: 'AAAAAAAAAAAAAAAA' } },
        'ALLO2029',
      ],
      ['the name', { name: 'other' }, 'ALLO3008'],
      ['a cost that nobody can pay', { kdf: { ...document.kdf, n: 2 ** 30 } }, 'ALLO3008'],
      ['a weak one', { kdf: { ...document.kdf, n: 2 } }, 'ALLO3008'],
      ['a later version', { version: 2 }, 'ALLO3008'],
      ['another format', { format: 'x' }, 'ALLO3008'],
    ];
    for (const [what, change, code] of changes) {
      writeFileSync(path, JSON.stringify({ ...document, ...change }));
      expect(await open(), what).toMatchObject({ code });
    }
    writeFileSync(path, text.slice(0, 200));
    expect(await open()).toMatchObject({ exit: 3, code: 'ALLO3008' });
    writeFileSync(path, text);
    expect(await box.json('keys', 'export', 'whole', '--yes', ...unlock)).toMatchObject({ mnemonic: MNEMONIC });
  });

  it('warns of a passphrase that others may read', async () => {
    const open = join(box.directory, 'open');
    writeFileSync(open, `${PASSPHRASE}\n`);
    chmodSync(open, 0o644);
    const { stderr } = await box.allo('keys', 'add', 'warned', '--passphrase-file', open);
    expect(stderr).toContain(`Others may read ${open}`);
  });
});

describe('signing with a key', () => {
  const own = ['--network', 'likeTestnet', '--yes'];

  beforeAll(async () => {
    await box.json('devnet', 'up', '--rpc-port', '0', '--validators', '1', '--chain-id', 'allora-testnet-1');
    const { endpoints } = await box.json<DevnetStatus>('devnet', 'status');
    const networks = { likeTestnet: { chainId: 'allora-testnet-1', rpc: endpoints.rpc } };
    writeFileSync(join(box.directory, 'allo.config.json'), JSON.stringify({ networks }));
    await box.json(
      'devnet',
      'up',
      '--name',
      'seeded',
      '--rpc-port',
      '0',
      '--validators',
      '1',
      '--seed',
      'a secret seed',
    );
    await typed(['keys', 'import', 'published', '--index', '30', ...unlock], PUBLISHED);
    await typed(['keys', 'import', 'mine', '--index', '3', ...unlock], MNEMONIC);
    await box.json('devnet', 'faucet', 'mine');
  });

  it('works on a devnet and, with --yes, on a network of a public chain', async () => {
    await box.json('topic', 'create', '--from', 'mine', ...unlock);
    const created = await box.json<{ topicId: string }>('topic', 'create', '--from', 'mine', ...unlock, ...own);
    const topic = await box.json<{ topic: { creator: string } }>('query', 'emissions', 'GetTopic', '{"topic_id":2}');
    const { address } = await box.json<{ address: string }>('keys', 'show', 'mine');
    expect([created.topicId, topic.topic.creator]).toEqual(['2', address]);
    expect(await failure('topic', 'create', '--from', 'mine')).toMatchObject({ exit: 2, code: 'ALLO2008' });
  });

  it('is refused there for keys that others know', async () => {
    const { testMnemonic } = await box.json<{ testMnemonic: string }>(
      'devnet',
      'accounts',
      '--name',
      'seeded',
      '--show-keys',
    );
    const { stdout } = await typed(['keys', 'import', 'of-seed', ...unlock, '--json'], testMnemonic);
    expect(JSON.parse(stdout).result).toMatchObject({ test: true });
    expect(await box.json('keys', 'show', 'published')).toMatchObject({ test: true });
    for (const name of ['alice', 'published', 'of-seed']) {
      const refused = await failure('topic', 'create', '--from', name, ...unlock, ...own);
      expect(refused).toMatchObject({ exit: 2, code: 'ALLO2025' });
      expect(refused.message).toContain('likeTestnet (allora-testnet-1)');
    }
    expect(await failure('topic', 'create', ...own)).toMatchObject({ exit: 2, code: 'ALLO2025' });
    expect(await failure('topic', 'create', '--from', 'nobody', ...own)).toMatchObject({ exit: 2, code: 'ALLO2024' });
  });

  it('is known by its name', async () => {
    const { stdout } = await box.allo('topic', 'whitelist', 'show', '--account', 'mine');
    expect(stdout).toContain('mine');
    expect(await box.json('wait', 'balance', 'mine', '--at-least', '1allo', '--timeout', '20s')).toMatchObject({
      address: expect.stringMatching(/^allo1/),
    });
  });
});

describe('secrets stay where they are', () => {
  const privateKey = '1f'.repeat(32);
  const secrets = [PASSPHRASE, MNEMONIC, privateKey, 'sausage worth'];

  const leaks = (text: string) => secrets.filter((secret) => text.includes(secret));

  /** Command lines and environments of all processes of this user. */
  function processes(): string {
    const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== `${process.pid}`);
    const read = (path: string) => {
      try {
        return readFileSync(path, 'latin1');
      } catch {
        return '';
      }
    };
    return ids.map((id) => `${read(`/proc/${id}/cmdline`)}\n${read(`/proc/${id}/environ`)}`).join('\n');
  }

  function everyFile(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  it('while commands run, in what they write, in logs, in crash reports', async () => {
    const reports = join(box.directory, 'reports');
    mkdirSync(reports);
    const env = {
      ALLO_DEBUG: '1',
      NODE_OPTIONS: `--report-on-signal --report-uncaught-exception --report-on-fatalerror --report-directory=${reports}`,
    };
    let seen = 0;
    const found = new Set<string>();
    const look = () => {
      const listed = processes();
      if (listed.includes('keys\0import') || listed.includes('topic\0create')) seen += 1;
      for (const leak of leaks(listed)) found.add(leak);
    };
    const watching = setInterval(look, 20);
    const runs = [
      await typed(['keys', 'import', 'quiet', ...unlock], MNEMONIC, { env }),
      await typed(['keys', 'import', 'hex', '--passphrase-fd', '3'], privateKey, { env, fd3: `${PASSPHRASE}\n` }),
      await typed(['keys', 'import', 'both', '--passphrase-file', '-'], `${PASSPHRASE}\n${MNEMONIC}\n`, { env }),
      await typed(['devnet', 'faucet', 'quiet'], '', { env }),
      await typed(['topic', 'create', '--from', 'quiet', ...unlock], '', { env }),
      await typed(['topic', 'create', '--from', 'hex', ...unlock], '', { env }),
      await typed(['topic', 'create', '--from', 'quiet', '--passphrase-file', '-', '--p-norm', 'x'], PASSPHRASE, {
        env,
      }),
      await typed(['keys', 'export', 'quiet', '--passphrase-file', '-'], PASSPHRASE, { env }),
    ];
    clearInterval(watching);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 5, 5, 2]);
    expect(seen).toBeGreaterThan(0);
    expect([...found]).toEqual([]);
    for (const { stdout, stderr } of runs) expect(leaks(stdout + stderr)).toEqual([]);

    // One that holds an unlocked key, and is asked for a report of itself.
    await box.json('devnet', 'down', '--name', 'seeded');
    await box.json('devnet', 'up', '--name', 'seeded', '--block-time', 'manual', '--rpc-port', '0');
    const { endpoints } = await box.json<DevnetStatus>('devnet', 'status', '--name', 'seeded');
    const networks = { still: { chainId: 'localnet', rpc: endpoints.rpc } };
    writeFileSync(join(box.directory, 'allo.config.json'), JSON.stringify({ networks }));
    const { address } = await box.json<{ address: string }>('keys', 'show', 'quiet');
    await box.json('devnet', 'faucet', address, '--name', 'seeded');
    const waiting = spawn(
      process.execPath,
      [join(root, 'bin/run.js'), 'topic', 'create', '--from', 'quiet', ...unlock, '--network', 'still', '--yes'],
      { env: { ...box.env, ...env }, cwd: box.directory, stdio: 'ignore' },
    );
    const rpc = endpoints.rpc ?? '';
    const waits = async () => {
      const answer = await fetch(`${rpc}/num_unconfirmed_txs`);
      return ((await answer.json()) as { result: { total: string } }).result.total !== '0';
    };
    await expect.poll(waits, { timeout: 60_000 }).toBe(true);
    waiting.kill('SIGUSR2');
    await expect.poll(() => readdirSync(reports).length, { timeout: 60_000 }).toBeGreaterThan(0);
    const ended = new Promise((resolve) => waiting.once('exit', resolve));
    waiting.kill('SIGKILL');
    await ended;
    const files = everyFile(box.directory).filter((path) => path !== passphraseFile && !path.endsWith('/open'));
    expect(files.some((path) => path.includes('reports'))).toBe(true);
    for (const path of files) expect(leaks(readFileSync(path, 'latin1')), path).toEqual([]);
  });
});
