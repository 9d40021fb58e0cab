import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sandbox } from './allo.ts';

// Nothing is on this path but Node: neither CometBFT nor Go.
const box = sandbox({ PATH: dirname(process.execPath), DOCKER_HOST: 'unix:///nowhere/docker.sock' });
afterAll(() => box.close());

interface Doctor {
  checks: { check: string; ok: boolean }[];
}

test('the doctor says what is there, and that the embedded engine needs no more', async () => {
  const { checks } = await box.json<Doctor>('doctor', '--engine', 'embedded');
  const found = Object.fromEntries(checks.map(({ check, ok }) => [check, ok]));
  expect(found).toMatchObject({ Node: true, CometBFT: false, Docker: false, disk: true });
});

test('what is missing ends with exit code 8, and says how to get it', async () => {
  const { code, stdout } = await box.allo('doctor', '--json');
  expect(code).toBe(8);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    error: {
      code: 'ALLO8000',
      message: expect.stringContaining('CometBFT: there is none'),
      hint: expect.stringContaining('--fix'),
    },
  });
  const home = join(box.directory, 'node');
  expect((await box.allo('node', 'init', '--home', home)).code).toBe(0);
  const start = await box.allo('node', 'start', '--home', home);
  expect(start.code).toBe(8);
  expect(start.stderr).toContain('allo doctor --fix');
});

test('a Docker that cannot be asked is told as what it is; the engine needs CometBFT for its image too', async () => {
  for (const named of ['ssh://somebody@elsewhere', 'bogus']) {
    const other = sandbox({ PATH: dirname(process.execPath), DOCKER_HOST: named });
    try {
      const { code, stdout } = await other.allo('doctor', '--engine', 'docker', '--json');
      const { message, hint } = JSON.parse(stdout).error;
      expect(code).toBe(8);
      expect(message).toContain(`DOCKER_HOST is ${named}; unix:///<path> and tcp://<host>:<port> work`);
      if (process.platform === 'linux') {
        expect(message).toContain('CometBFT: there is none');
        expect(hint).toContain('--image-from registry');
      }
      const up = await other.allo('devnet', 'up', '--engine', 'docker');
      expect([up.code, up.stderr]).toEqual([8, expect.stringContaining(`DOCKER_HOST is ${named}`)]);
    } finally {
      await other.close();
    }
  }
});

test('a home that is none, and a network that does not answer, are told as such', async () => {
  const nowhere = join(box.directory, 'nowhere');
  expect((await box.allo('node', 'start', '--home', nowhere)).code).toBe(3);
  expect((await box.allo('node', 'join', '--home', nowhere, '--rpc', 'http://127.0.0.1:1')).code).toBe(4);
});

test('the doctor gets CometBFT by Go, and finds it from then on', async () => {
  const bin = join(box.directory, 'bin');
  const said = '{"cometbft":"0.38.26","abci":"2.0.0","block_protocol":11,"p2p_protocol":8}';
  mkdirSync(bin);
  writeFileSync(join(bin, 'made'), `#!/bin/sh\necho '${said}'\n`, { mode: 0o755 });
  writeFileSync(join(bin, 'go'), `#!/bin/sh\ncp ${bin}/made "$GOBIN/cometbft"\n`, { mode: 0o755 });
  const withGo = sandbox({ PATH: `${dirname(process.execPath)}:${bin}:/usr/bin:/bin` });
  try {
    expect((await withGo.allo('doctor', '--engine', 'cometbft')).code).toBe(8);
    const { checks } = await withGo.json<Doctor>('doctor', '--engine', 'cometbft', '--fix');
    expect(checks.find(({ check }) => check === 'CometBFT')).toMatchObject({ ok: true });
    expect((await withGo.allo('doctor', '--engine', 'cometbft')).code).toBe(0);
  } finally {
    await withGo.close();
  }
});
