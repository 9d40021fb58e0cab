import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/chain/store/store-error.ts';
import { callDevnet } from '../../../src/devnet/control/client.ts';
import { type ControlHandlers, type ControlServer, serveControl } from '../../../src/devnet/control/server.ts';
import { DevnetError } from '../../../src/devnet/errors.ts';
import { EngineError } from '../../../src/engine/engine.ts';

let directory: string;
let path: string;
let server: ControlServer | null = null;

const handlers: ControlHandlers = {
  status: async () => ({ height: 7, time: '', appHash: '', waitingTxs: 0, validators: [], halted: null }),
  advance: async (params, { progress, signal }) => {
    progress(1, 8);
    if ('blocks' in params) return { blocks: params.blocks, height: 7 + params.blocks, time: '' };
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    aborted.resolve();
    return { blocks: 0, height: 7, time: '' };
  },
  faucet: async () => {
    throw new DevnetError('rejected', 'no coins');
  },
  rewind: async ({ height }) => {
    throw new EngineError('invalid-height', `height ${height} is not kept: 3 to 7 are`, { lowest: 3n, highest: 7n });
  },
  reset: async () => {
    throw new StoreError('full', '/home/data/chain.mdb', 'the store /home/data/chain.mdb has no room left on its disk');
  },
  saveSnapshot: async ({ name }) => ({ name, ...position, bytes: 1, savedAt: '' }),
  restoreSnapshot: async () => position,
  exportGenesis: async (_, { send }) => {
    send(LONG);
    return { height: 7 };
  },
  writeRecord: async () => ({ from: 1, to: 7, bytes: 1 }),
  fault: async () => ({ faults: [] }),
  faults: async () => ({ faults: [] }),
  stop: async () => ({ stopping: true }),
};
const position = { height: 7, time: '', appHash: '' };
/** Longer than any line may be, with characters that JSON escapes. */
const LONG = '"\u0001é😀'.repeat(400_000);
let aborted = Promise.withResolvers<void>();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'allokit-control-'));
  path = join(directory, 'control.sock');
  aborted = Promise.withResolvers();
});

afterEach(async () => {
  await server?.close();
  server = null;
  rmSync(directory, { recursive: true });
});

describe('the control socket', () => {
  it("is its owner's only, answers, and tells progress", async () => {
    server = await serveControl(path, handlers);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await callDevnet(path, 'status', {})).height).toBe(7);
    const seen: number[] = [];
    const { height } = await callDevnet(path, 'advance', { blocks: 3 }, { onProgress: (_, at) => seen.push(at) });
    expect([height, seen]).toEqual([10, [8]]);
  });

  it('passes errors on with their kind', async () => {
    server = await serveControl(path, handlers);
    await expect(callDevnet(path, 'faucet', { address: 'x', amount: '1' })).rejects.toMatchObject({ kind: 'rejected' });
    await expect(callDevnet(path, 'fly' as 'stop', {})).rejects.toMatchObject({ kind: 'bad-request' });
  });

  it('says what the engine and its store refuse', async () => {
    server = await serveControl(path, handlers);
    await expect(callDevnet(path, 'rewind', { height: 9 })).rejects.toMatchObject({
      kind: 'height',
      message: 'Height 9 is not kept: 3 to 7 are.',
    });
    await expect(callDevnet(path, 'reset', {})).rejects.toMatchObject({ kind: 'full' });
  });

  it('sends a long text in parts', async () => {
    server = await serveControl(path, handlers);
    const parts: string[] = [];
    const exported = await callDevnet(path, 'exportGenesis', {}, { onPart: (part) => parts.push(part) });
    expect([exported.height, parts.length > 1, parts.join('') === LONG]).toEqual([7, true, true]);
  });

  it('survives what is no request', async () => {
    server = await serveControl(path, handlers);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(path, () => socket.write('{broken\n[1]\nnull\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
        if (text.split('\n').length > 3) socket.destroy();
      });
      socket.on('close', () => resolve(text));
    });
    expect(
      answer
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).error.kind),
    ).toEqual(Array(3).fill('bad-request'));
    expect((await callDevnet(path, 'status', {})).height).toBe(7);
  });

  it('tells a handler that its caller went away', async () => {
    server = await serveControl(path, handlers);
    const gone = new AbortController();
    const call = callDevnet(path, 'advance', { timeNs: '1' }, { signal: gone.signal, onProgress: () => gone.abort() });
    await expect(call).rejects.toMatchObject({ kind: 'interrupted' });
    await aborted.promise;
  });

  it('keeps a second daemon out, and takes over what a dead one left', async () => {
    writeFileSync(path, '');
    server = await serveControl(path, handlers);
    await expect(serveControl(path, handlers)).rejects.toMatchObject({ kind: 'runs' });
    expect((await callDevnet(path, 'status', {})).height).toBe(7);
  });

  it('is gone when closed', async () => {
    server = await serveControl(path, handlers);
    await server.close();
    server = null;
    await expect(callDevnet(path, 'status', {})).rejects.toMatchObject({ kind: 'none' });
  });
});
