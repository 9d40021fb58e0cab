import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root, sandbox } from './allo.ts';

const box = sandbox();
afterAll(() => box.close());

const homes = join(box.directory, 'data', 'devnets');

/** The processes whose command line or environment names the sandbox: what would be left over. */
function leftovers(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(box.directory);
    } catch {
      return false;
    }
  });
}

it.runIf(process.platform === 'linux')('Ctrl-C while a devnet starts leaves nothing, exit code 130', async () => {
  const args = [join(root, 'bin', 'run.js'), 'devnet', 'up', '--rpc-port', '0', '--json'];
  const child = spawn(process.execPath, args, { env: box.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  // The log file is there from the moment at which the daemon is started.
  while (child.exitCode === null && !existsSync(join(homes, 'default', 'daemon.log')))
    await new Promise((resolve) => setTimeout(resolve, 1));
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, JSON.parse(stdout).error.code]).toEqual([130, 'ALLO9000']);
  expect(readdirSync(homes)).toEqual([]);
  expect(leftovers()).toEqual([]);
});

it('logs --follow tells what comes and ends with the devnet', async () => {
  await box.json('devnet', 'up', '--validators', '1', '--rpc-port', '0');
  const args = [join(root, 'bin', 'run.js'), 'devnet', 'logs', '--follow', '--lines', '0', '--json'];
  const child = spawn(process.execPath, args, { env: box.env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  // It follows from the end that the log has when it opens it: stop the devnet once it holds the file open.
  while (child.exitCode === null && !holdsOpen(child.pid ?? 0, 'daemon.log'))
    await new Promise((resolve) => setTimeout(resolve, 5));
  await box.json('devnet', 'down');
  expect(await ended).toBe(0);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message),
  ).toContain('devnet stops');
});

function holdsOpen(pid: number, name: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith(name);
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}
