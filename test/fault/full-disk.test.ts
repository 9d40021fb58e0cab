import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { root, sandbox } from '../e2e/allo.ts';
import { call } from './traffic.ts';

const box = sandbox();
afterAll(() => box.close());

/** Files that the devnet writes may grow to so many blocks of 512 bytes: what a full disk says then (EFBIG) comes sooner. */
const LIMIT = 4_000;

/** Brings the devnet up under the limit, which its process inherits. */
function upWithLittleRoom(): DevnetStatus {
  const args = [join(root, 'bin', 'run.js'), 'devnet', 'up', '--rpc-port', '0', '--block-time', 'manual', '--json'];
  const script = `ulimit -f ${LIMIT} && exec "$0" "$@"`;
  const { stdout } = spawnSync('sh', ['-c', script, process.execPath, ...args], { env: box.env, encoding: 'utf8' });
  return (JSON.parse(stdout) as { result: DevnetStatus }).result;
}

interface RpcStatus {
  readonly sync_info: { readonly latest_block_height: string };
  readonly halted?: string;
}

test.skipIf(process.platform === 'win32')(
  'a disk without room halts the chain cleanly, and costs nothing',
  async () => {
    const { endpoints } = upWithLittleRoom();
    const { code, stdout } = await box.allo('devnet', 'advance', '--blocks', '100000', '--json');
    expect(code).not.toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('no room left') },
    });

    const status = await call<RpcStatus>(endpoints.rpc!, 'status');
    expect(status.halted).toContain('no room left');
    const height = Number(status.sync_info.latest_block_height);
    expect(height).toBeGreaterThan(100);
    const { block } = await call<{ block: { header: { height: string } } }>(endpoints.rpc!, 'block');
    expect(block.header.height).toBe(String(height));
    expect((await box.json<DevnetStatus>('devnet', 'status')).height).toBe(height);
    await box.json('devnet', 'down');

    const again = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0');
    expect(again.height).toBe(height);
    const advanced = await box.json<{ height: number }>('devnet', 'advance', '--blocks', '10');
    expect(advanced.height).toBe(height + 10);
  },
);
