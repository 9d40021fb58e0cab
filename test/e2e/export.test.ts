import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportedFile } from '../../src/commands/devnet/export.ts';
import { callDevnet } from '../../src/devnet/control/client.ts';
import { controlSocket } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import type { GenesisDoc } from '../../src/engine/genesis-doc.ts';
import { sandbox } from './allo.ts';
import { type TopicScript, topicScript } from './topic-script.ts';

const box = sandbox();
const file = join(box.directory, 'exported.json');
let first: TopicScript;
let home: string;
let exported: ExportedFile;

const MANUAL = ['--block-time', 'manual', '--rpc-port', '0'];

/** The genesis that goes on after a height, asked as the command asks for it. */
async function stateAt(of: string, height: number): Promise<GenesisDoc> {
  let text = '';
  await callDevnet(controlSocket(of), 'exportGenesis', { height }, { onPart: (part) => (text += part) });
  return JSON.parse(text) as GenesisDoc;
}

beforeAll(async () => {
  const up = await box.json<DevnetStatus>(
    'devnet',
    'up',
    '--name',
    'first',
    '--seed',
    'export',
    '--chain-id',
    'exported-1',
    '--validators',
    '3',
    '--genesis-time',
    '2026-01-01T00:00:00Z',
    ...MANUAL,
  );
  home = up.home;
  first = topicScript(up, 'export');
  await first.openTopic();
  for (let epoch = 1; epoch <= 3; epoch++) await first.playEpoch(epoch);
  exported = await box.json<ExportedFile>('devnet', 'export', '--name', 'first', '--output', file);
});
afterAll(() => box.close());

describe('an exported genesis', () => {
  it('goes on after the latest height, is private, and is the same on standard output', async () => {
    const doc = JSON.parse(readFileSync(file, 'utf8')) as GenesisDoc;
    expect([doc.chain_id, doc.initial_height]).toEqual(['exported-1', `${exported.height + 1}`]);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    const { stdout } = await box.allo('devnet', 'export', '--name', 'first');
    expect(JSON.parse(stdout)).toEqual(doc);
    const earlier = await box.json<GenesisDoc>('devnet', 'export', '--name', 'first', '--height', '5');
    expect(earlier.initial_height).toBe('6');
  });

  it('refuses a height that is not kept', async () => {
    const { code, stdout } = await box.allo('devnet', 'export', '--name', 'first', '--height', '100000', '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([2, 'ALLO2016']);
  });

  it('needs the seed that its validators come from, and contradicts no other flag', async () => {
    const up = ['devnet', 'up', '--name', 'second', '--genesis', file, '--json'];
    const refused = async (...flags: string[]) => {
      const { code, stdout } = await box.allo(...up, ...flags);
      return [code, JSON.parse(stdout).error.code];
    };
    expect(await refused()).toEqual([2, 'ALLO2019']);
    expect(await refused('--seed', 'export', '--chain-id', 'another')).toEqual([2, 'ALLO2015']);
    expect(await refused('--seed', 'export', '--validators', '4')).toEqual([2, 'ALLO2015']);
    const { code, stdout } = await box.allo('devnet', 'up', '--name', 'third', '--genesis', __filename, '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([2, 'ALLO2019']);
  });

  it('begins a chain that under the same blocks has the same state at every later height', async () => {
    const up = await box.json<DevnetStatus>(
      'devnet',
      'up',
      '--name',
      'second',
      '--genesis',
      file,
      '--seed',
      'export',
      ...MANUAL,
    );
    expect(up).toMatchObject({ chainId: 'exported-1', height: exported.height + 1 });
    expect(up.validators).toHaveLength(3);
    const second = topicScript(up, 'export');
    // The first block of the new chain is made by itself.
    await first.advance();
    for (const script of [first, second]) {
      for (let epoch = 4; epoch <= 6; epoch++) await script.playEpoch(epoch);
      await box.json('devnet', 'faucet', 'heidi', '--name', script === first ? 'first' : 'second');
    }
    const height = await first.advance(30);
    expect(await second.advance(30)).toBe(height);
    for (let at = exported.height + 1; at <= height; at++) {
      expect(await stateAt(up.home, at), `height ${at}`).toEqual(await stateAt(home, at));
    }
    const epochs = async (name: string) => box.json('synthesis', 'explain', '1', '--name', name);
    expect(await epochs('second')).toEqual(await epochs('first'));
  });

  it('is refused where the devnet has a chain', async () => {
    await box.json('devnet', 'down', '--name', 'second');
    const { code, stdout } = await box.allo('devnet', 'up', '--name', 'second', '--genesis', file, '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([2, 'ALLO2014']);
    // A chain that was imported goes on like any other.
    const again = await box.json<DevnetStatus>('devnet', 'up', '--name', 'second');
    expect(again).toMatchObject({ chainId: 'exported-1', blockTime: 'manual' });
  });
});
