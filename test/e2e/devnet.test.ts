import { existsSync, readdirSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { processStart } from '../../src/node/processes.ts';
import { sandbox } from './allo.ts';

const box = sandbox();
let up: DevnetStatus;

beforeAll(async () => {
  up = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0');
});
afterAll(() => box.close());

async function rpc<T>(url: string, method: string, params: object = {}): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', body });
  return ((await response.json()) as { result: T }).result;
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a devnet that came up', () => {
  it('says everything that scripts read, and null for what does not exist yet', async () => {
    const status = await box.json<DevnetStatus>('devnet', 'status');
    expect(Object.keys(status)).toEqual([
      'name',
      'engine',
      'chainId',
      'height',
      'time',
      'blockTime',
      'validators',
      'endpoints',
      'accounts',
      'pid',
      'home',
    ]);
    expect(status).toMatchObject({
      name: 'default',
      engine: 'embedded',
      chainId: 'localnet',
      blockTime: 'instant',
      pid: up.pid,
    });
    expect(status.endpoints).toEqual({
      rpc: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      ws: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/websocket$/),
      grpc: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      rest: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      consumer: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      faucet: status.endpoints.consumer,
    });
    expect(status.validators).toHaveLength(4);
    for (const validator of status.validators) {
      expect(validator).toEqual({
        moniker: expect.any(String),
        address: expect.stringMatching(/^[0-9A-F]{40}$/),
        power: expect.any(Number),
        height: expect.any(Number),
      });
    }
    expect(status.accounts[0]).toEqual({ name: 'alice', address: expect.stringMatching(/^allo1/) });
    expect(up.height).toBeGreaterThanOrEqual(1);
    expect(status.height).toBeGreaterThanOrEqual(up.height);
  });

  it('answers at its RPC and its websocket', async () => {
    const status = await rpc<{ node_info: { network: string } }>(up.endpoints.rpc ?? '', 'status');
    expect(status.node_info.network).toBe('localnet');
    const opened = await new Promise<boolean>((resolve) => {
      const socket = new WebSocket(up.endpoints.ws ?? '');
      socket.onopen = () => {
        socket.close();
        resolve(true);
      };
      socket.onerror = () => resolve(false);
    });
    expect(opened).toBe(true);
  });

  it('shows its home, socket and state to their owner only', () => {
    expect(mode(up.home)).toBe('700');
    expect(mode(join(up.home, 'control.sock'))).toBe('600');
    expect(mode(join(up.home, 'devnet.json'))).toBe('600');
  });

  it('is not started twice', async () => {
    const { code, stdout } = await box.allo('devnet', 'up', '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([2, 'ALLO2011']);
    expect((await box.json<DevnetStatus>('devnet', 'up', '--if-not-running')).pid).toBe(up.pid);
  });

  it('makes blocks and moves its time when told to', async () => {
    const before = await box.json<DevnetStatus>('devnet', 'status');
    const blocks = await box.json<{ blocks: number; height: number }>('devnet', 'advance', '--blocks', '20');
    expect(blocks.blocks).toBe(20);
    expect(blocks.height).toBeGreaterThanOrEqual(before.height + 20);
    const moved = await box.json<{ time: string }>('devnet', 'advance', '--time', '2h');
    expect(Date.parse(moved.time) - Date.parse(before.time)).toBeGreaterThanOrEqual(2 * 3_600_000);
  });

  it('gives coins to whoever asks', async () => {
    const address = up.accounts[1]?.address ?? '';
    const asked = await Promise.all([
      box.json<{ hash: string; amount: string; height: number }>('devnet', 'faucet', address, '--amount', '5allo'),
      box.json<{ hash: string; amount: string; height: number }>('devnet', 'faucet', 'bob', '--amount', '200uallo'),
    ]);
    expect(asked.map(({ amount }) => amount)).toEqual(['5000000000000000000', '200']);
    const { tx_result } = await rpc<{ tx_result: { code: number } }>(up.endpoints.rpc ?? '', 'tx', {
      hash: Buffer.from(asked[0]?.hash ?? '', 'hex').toString('base64'),
    });
    expect(tx_result.code).toBe(0);
    const wrong = await box.allo('devnet', 'faucet', 'allo1wrong', '--json');
    expect([wrong.code, JSON.parse(wrong.stdout).error.code]).toEqual([2, 'ALLO2007']);
  });

  it('has a log of one JSON document a line', async () => {
    const { stdout } = await box.allo('devnet', 'logs', '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; message: string });
    expect(lines.map(({ message }) => message)).toContain('devnet ready');
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('devnets side by side', () => {
  it('find another port, say so, and do not disturb each other', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as AddressInfo;
    const { stdout, stderr } = await box.allo(
      'devnet',
      'up',
      '--name',
      'second',
      '--validators',
      '1',
      '--rpc-port',
      `${port}`,
      '--json',
    );
    await new Promise((done) => taken.close(done));
    expect(stderr).toContain(`Port ${port} is in use`);
    const { result } = JSON.parse(stdout) as { result: DevnetStatus };
    expect(result.endpoints.rpc).not.toBe(`http://127.0.0.1:${port}`);
    expect(result.validators).toHaveLength(1);
    const { devnets } = await box.json<{ devnets: { name: string }[] }>('devnet', 'list');
    expect(devnets.map(({ name }) => name)).toEqual(['default', 'second']);
    await box.json('devnet', 'down', '--name', 'second');
    expect((await box.json<DevnetStatus>('devnet', 'status')).pid).toBe(up.pid);
  });

  it('one that was killed no longer runs, and can be started again', async () => {
    const first = await box.json<DevnetStatus>(
      'devnet',
      'up',
      '--name',
      'killed',
      '--validators',
      '1',
      '--rpc-port',
      '0',
    );
    process.kill(first.pid, 'SIGKILL');
    const { code, stdout } = await box.allo('devnet', 'status', '--name', 'killed', '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([4, 'ALLO4001']);
    const second = await box.json<DevnetStatus>(
      'devnet',
      'up',
      '--name',
      'killed',
      '--validators',
      '1',
      '--rpc-port',
      '0',
    );
    expect(second.pid).not.toBe(first.pid);
    await box.json('devnet', 'down', '--name', 'killed');
  });
});

describe('the same script', () => {
  const script = async (name: string) => {
    const own = sandbox();
    try {
      const flags = [
        '--block-time',
        'manual',
        '--genesis-time',
        '2026-01-01T00:00:00Z',
        '--seed',
        'demo',
        '--rpc-port',
        '0',
      ];
      const { endpoints } = await own.json<DevnetStatus>('devnet', 'up', '--name', name, ...flags);
      await own.json('devnet', 'faucet', 'bob', '--amount', '3allo', '--name', name);
      const { height } = await own.json<{ height: number }>('devnet', 'advance', '--blocks', '5', '--name', name);
      const hashes: string[] = [];
      for (let at = 1; at <= height; at++) {
        const { block } = await rpc<{ block: { header: { app_hash: string } } }>(endpoints.rpc ?? '', 'block', {
          height: `${at}`,
        });
        hashes.push(block.header.app_hash);
      }
      return hashes;
    } finally {
      await own.close();
    }
  };

  it('gives the same app hash at every height', async () => {
    const [one, two] = await Promise.all([script('one'), script('two')]);
    expect(one.length).toBeGreaterThan(5);
    expect(one).toEqual(two);
    expect(new Set(one).size).toBeGreaterThan(1);
  });
});

describe('what is stopped', () => {
  it('leaves its home and nothing else, with --purge nothing at all', async () => {
    const { pid, home, endpoints } = await box.json<DevnetStatus>('devnet', 'up', '--name', 'gone', '--rpc-port', '0');
    const { stdout, stderr } = await box.allo('devnet', 'down', '--name', 'gone', '--json');
    expect(JSON.parse(stdout).result.stopped).toEqual([{ name: 'gone', ending: 'asked', home, purged: false }]);
    expect(stderr).toContain('chain is kept');
    expect(processStart(pid)).toBeNull();
    await expect(fetch(endpoints.rpc ?? '')).rejects.toThrow();
    expect(readdirSync(home).sort()).toEqual(['chain.json', 'daemon.log', 'data', 'genesis.json']);
    await box.json('devnet', 'down', '--name', 'gone', '--purge');
    expect(existsSync(home)).toBe(false);
  });

  it.each(['/proc/nowhere', '/dev/null/home'])('nothing is started where no home can be made (%s)', async (home) => {
    const own = sandbox({ ALLO_HOME: home });
    const { code, stdout } = await own.allo('devnet', 'up', '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([3, 'ALLO3003']);
    await own.close();
  });

  it('works where the home has too long a path for a socket', async () => {
    const long = sandbox();
    const own = sandbox({
      ALLO_HOME: join(long.directory, 'long'.repeat(25)),
      XDG_RUNTIME_DIR: join(long.directory, 'run'),
    });
    await own.json('devnet', 'up', '--validators', '1', '--rpc-port', '0');
    await own.json('devnet', 'advance', '--blocks', '1');
    await own.json('devnet', 'down', '--purge');
    expect(existsSync(join(long.directory, 'run')) ? readdirSync(join(long.directory, 'run')) : []).toEqual([]);
    await own.close();
    await long.close();
  });
});
