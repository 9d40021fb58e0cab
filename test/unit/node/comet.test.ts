import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tar } from '../../../src/engine/docker/tar.ts';
import { COMETBFT_VERSION, cometCache, findCometBft, lookForCometBft } from '../../../src/node/comet/find.ts';
import { ensureCometBft, installCometBft } from '../../../src/node/comet/install.ts';
import { archiveName } from '../../../src/node/comet/release.ts';
import { fileInTar } from '../../../src/node/comet/tar.ts';
import { Folders } from './node-app.ts';

const folders = new Folders();
/** What the local server answers, by path. */
const published = new Map<string, Buffer>();
let server: Server;
let releases: string;

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const found = published.get(url);
    response.writeHead(found ? 200 : 404).end(found);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  releases = `http://127.0.0.1:${(server.address() as { port: number }).port}/download`;
});

afterAll(async () => {
  await new Promise((done) => server.close(done));
  folders.cleanUp();
});

const speaks = (cometbft: string, abci = '2.0.0', block = 11) =>
  JSON.stringify({ cometbft, abci, block_protocol: block, p2p_protocol: 8 });

const script = (said: string) => `#!/bin/sh\necho '${said}'\n`;

/** A program of that name that says this. */
function program(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text, { mode: 0o755 });
  return join(folder, name);
}

/** An environment with nothing on PATH but these folders, and a cache of its own. */
const environment = (...path: string[]): NodeJS.ProcessEnv => ({
  PATH: path.join(':'),
  XDG_CACHE_HOME: join(folders.make(), 'cache'),
  ALLO_COMETBFT_RELEASES: releases,
});

test('it is found on PATH, in the cache, and where ALLO_COMETBFT names it', async () => {
  const bin = folders.make();
  const onPath = program(bin, 'cometbft', script(speaks('0.38.17')));
  const env = environment(bin);
  expect(await findCometBft(env)).toEqual({ path: onPath, version: '0.38.17', from: 'path' });
  const cached = program(dirname(cometCache(env)), 'cometbft', script(speaks(COMETBFT_VERSION)));
  expect(await findCometBft({ ...env, PATH: '' })).toEqual({ path: cached, version: COMETBFT_VERSION, from: 'cache' });
  expect(await findCometBft({ ...env, PATH: '', ALLO_COMETBFT: onPath })).toMatchObject({ from: 'environment' });
});

test.each([
  ['another line', speaks('1.0.1', '2.2.0'), 'it is version 1.0.1'],
  ['an older line', speaks('0.37.9', '1.0.0'), 'it is version 0.37.9'],
  ['another protocol', speaks('0.38.26', '1.0.0'), 'it speaks ABCI 1.0.0'],
  ['another block', speaks('0.38.26', '2.0.0', 12), 'block protocol 12'],
  ['no CometBFT', 'hello', 'does not tell its version'],
])('one that does not speak the protocol is passed over: %s', async (_, said, why) => {
  const bin = folders.make();
  const path = program(bin, 'cometbft', script(said));
  const env = environment(bin);
  const { found, unsuitable } = await lookForCometBft(env);
  expect(found).toBeNull();
  expect(unsuitable).toEqual([{ path, why: expect.stringContaining(why) }]);
  await expect(findCometBft(env)).rejects.toMatchObject({ code: 'cometbft-missing' });
  // A suitable one further on is taken.
  program(dirname(cometCache(env)), 'cometbft', script(speaks(COMETBFT_VERSION)));
  expect(await findCometBft(env)).toMatchObject({ from: 'cache' });
});

test('one that is named must be suitable: no other is taken in its place', async () => {
  const bin = folders.make();
  program(bin, 'cometbft', script(speaks(COMETBFT_VERSION)));
  const env = { ...environment(bin), ALLO_COMETBFT: join(bin, 'nothing') };
  await expect(findCometBft(env)).rejects.toMatchObject({ message: expect.stringContaining('does not run') });
});

/** Files in a tar archive. */
const archiveOf = (files: Record<string, string>): Promise<Buffer> =>
  buffer(tar(Object.entries(files).map(([path, text]) => ({ path, from: { text }, program: true }))));

async function publish(content: string, sum?: string): Promise<void> {
  const archive = gzipSync(await archiveOf({ LICENSE: 'text', cometbft: content }));
  const folder = `/download/v${COMETBFT_VERSION}`;
  const hash = sum ?? createHash('sha256').update(archive).digest('hex');
  published.set(`${folder}/${archiveName()}`, archive);
  published.set(
    `${folder}/SHA256SUMS-${COMETBFT_VERSION}.txt`,
    Buffer.from(`${'0'.repeat(64)}  cometbft_other.tar.gz\n${hash}  ${archiveName()}\n`),
  );
}

/** A Go that fails, so that the release is what is left. */
function withoutGo(): NodeJS.ProcessEnv {
  const bin = folders.make();
  program(bin, 'go', '#!/bin/sh\necho "no network" >&2\nexit 1\n');
  return environment(bin, '/usr/bin', '/bin');
}

test('it is built by Go where there is one', async () => {
  const bin = folders.make();
  const made = script(speaks(COMETBFT_VERSION)).replaceAll("'", `'"'"'`);
  program(
    bin,
    'go',
    `#!/bin/sh\n[ "$1" = install ] || exit 1\necho "$2" > ${bin}/asked\nprintf '%s' '${made}' > "$GOBIN/cometbft"\nchmod +x "$GOBIN/cometbft"\n`,
  );
  const env = environment(bin, '/usr/bin', '/bin');
  const steps: string[] = [];
  const installed = await ensureCometBft({ env, onStep: (step) => steps.push(step) });
  expect(installed).toEqual({ path: cometCache(env), version: COMETBFT_VERSION, from: 'cache' });
  const asked = `github.com/cometbft/cometbft/cmd/cometbft@v${COMETBFT_VERSION}`;
  expect(readFileSync(join(bin, 'asked'), 'utf8').trim()).toBe(asked);
  expect(steps).toEqual([`go install ${asked}`]);
  // What is there is not installed again.
  expect(await ensureCometBft({ env })).toEqual(installed);
});

test('it comes out of the release archive with its checksum', async () => {
  await publish(script(speaks(COMETBFT_VERSION)));
  const env = withoutGo();
  expect(await installCometBft({ env })).toEqual({ path: cometCache(env), version: COMETBFT_VERSION, from: 'cache' });
  expect(await findCometBft(env)).toMatchObject({ from: 'cache' });
});

test.each([
  ['a wrong checksum', () => publish(script(speaks(COMETBFT_VERSION)), 'f'.repeat(64)), 'the release lists ffff'],
  ['another version', () => publish(script(speaks('1.0.0'))), 'it is version 1.0.0'],
  ['nothing for this machine', () => published.clear(), 'answers 404'],
])('nothing is installed of %s', async (_, prepare, why) => {
  await prepare();
  const env = withoutGo();
  const error = await installCometBft({ env }).catch((caught: Error) => caught);
  expect(error).toMatchObject({ code: 'cometbft-install', message: expect.stringContaining(why) });
  expect((error as Error).message).toContain('go install failed: no network');
  expect(existsSync(cometCache(env))).toBe(false);
  expect(readdirSync(dirname(cometCache(env)))).toEqual([]);
});

test('interrupted while it downloads, nothing is left of it', async () => {
  const asked = Promise.withResolvers<void>();
  // It begins to answer, and never ends.
  const slow = createServer((_, response) => {
    response.writeHead(200).write('a');
    asked.resolve();
  });
  await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done));
  const env = {
    ...withoutGo(),
    ALLO_COMETBFT_RELEASES: `http://127.0.0.1:${(slow.address() as { port: number }).port}`,
  };
  const interrupted = new AbortController();
  const installing = expect(installCometBft({ env, signal: interrupted.signal })).rejects.toThrow('aborted');
  await asked.promise;
  interrupted.abort();
  await installing;
  expect(readdirSync(dirname(cometCache(env)))).toEqual([]);
  slow.closeAllConnections();
  await new Promise((done) => slow.close(done));
});

test('the archive of every machine has its name', () => {
  expect(archiveName('linux', 'x64')).toBe(`cometbft_${COMETBFT_VERSION}_linux_amd64.tar.gz`);
  expect(archiveName('darwin', 'arm64')).toBe(`cometbft_${COMETBFT_VERSION}_darwin_arm64.tar.gz`);
  expect(() => archiveName('sunos', 'x64')).toThrow('sunos');
});

test('a file in a tar archive is found by its name, in whatever folder', async () => {
  const archive = await archiveOf({ 'a/b': '1', 'c/cometbft': '22' });
  expect((await fileInTar(archive, 'cometbft'))?.toString()).toBe('22');
  expect(await fileInTar(archive, 'other')).toBeUndefined();
});

test('what is no archive is told', async () => {
  await expect(fileInTar(Buffer.alloc(1024, 'no archive'), 'x')).rejects.toThrow();
});
