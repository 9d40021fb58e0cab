import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { controlSocket, devnetHome, stateFile } from '../../../src/devnet/paths.ts';
import { homes, listDevnets, readDevnet } from '../../../src/devnet/registry.ts';
import { writeState } from '../../../src/devnet/state-file.ts';
import type { DevnetState } from '../../../src/devnet/types.ts';
import { processStart } from '../../../src/node/processes.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'allokit-registry-'));
  vi.stubEnv('ALLO_HOME', directory);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function state(name: string, identity: Pick<DevnetState, 'pid' | 'processStart'>): DevnetState {
  const home = devnetHome(name);
  mkdirSync(home, { recursive: true });
  const endpoints = { rpc: 'http://127.0.0.1:1', ws: null, grpc: null, rest: null, consumer: null, faucet: null };
  const rest = {
    engine: 'embedded',
    chainId: 'localnet',
    blockTime: 'instant',
    seed: null,
    accounts: [],
    endpoints,
    rpcs: [],
    grpcs: [],
    rests: [],
  };
  return { version: 1, name, control: controlSocket(home), home, ...rest, ...identity };
}

const self = () => ({ pid: process.pid, processStart: processStart(process.pid) ?? '' });

describe('the registry', () => {
  it('lists what runs and keeps its state to its owner', async () => {
    writeState(state('one', self()));
    expect((await listDevnets()).map(({ name }) => name)).toEqual(['one']);
    expect(statSync(stateFile(devnetHome('one'))).mode & 0o777).toBe(0o600);
  });

  it('clears away what a dead devnet, or one whose process id was given away, left', async () => {
    writeState(state('dead', { pid: 2 ** 22 + 1, processStart: '1' }));
    const reused = state('reused', { pid: process.pid, processStart: 'another time' });
    writeState(reused);
    writeFileSync(reused.control, '');
    expect(await listDevnets()).toEqual([]);
    expect(await readDevnet('dead')).toBeNull();
    expect(existsSync(stateFile(reused.home)) || existsSync(reused.control)).toBe(false);
    expect(homes()).toEqual(['dead', 'reused']);
  });

  it('takes a broken state file for none', async () => {
    mkdirSync(devnetHome('broken'), { recursive: true });
    writeFileSync(stateFile(devnetHome('broken')), '{"version":');
    expect(await readDevnet('broken')).toBeNull();
  });
});

it('a control socket moves where its path would be too long', () => {
  expect(controlSocket('/home/me/x')).toBe('/home/me/x/control.sock');
  const long = controlSocket(`/${'long/'.repeat(30)}`);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(103);
  expect(long).not.toBe(controlSocket(`/${'lang/'.repeat(30)}`));
});
