import { cpSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/chain/store/database.ts';
import type { DoctorResult } from '../../src/commands/devnet/doctor.ts';
import { dataFolder } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { heightKey } from '../../src/engine/embedded/store/disk-log.ts';
import { sandbox } from './allo.ts';
import { refusal } from './control.ts';

const box = sandbox();
const whole = join(box.directory, 'whole');
let home: string;
let height: number;

const doctor = async () => refusal(await box.allo('devnet', 'doctor', '--json'));

/** Changes values in the stopped devnet's store behind its checksums. */
function spoil(table: string, keys: (all: Uint8Array[]) => Uint8Array[]): void {
  const path = join(dataFolder(home), 'chain.mdb');
  const bytes = readFileSync(path);
  const values = stored(path, table, keys);
  for (const value of values) {
    const at = bytes.indexOf(value);
    expect(at).toBeGreaterThan(0);
    for (let found = at; found >= 0; found = bytes.indexOf(value, found + 1)) {
      const file = openSync(path, 'r+');
      writeSync(file, Buffer.from([(bytes[found + value.length - 1] ?? 0) ^ 0xff]), 0, 1, found + value.length - 1);
    }
  }
}

function stored(path: string, table: string, keys: (all: Uint8Array[]) => Uint8Array[]): Buffer[] {
  const database = Database.open({ path, readOnly: true });
  const all = [...database.table(table).keys()].map((key) => Uint8Array.from(key));
  const values = keys(all).map((key) => Buffer.from(database.table(table).get(key) ?? []));
  void database.close();
  return values;
}

beforeAll(async () => {
  const up = await box.json<DevnetStatus>(
    'devnet',
    'up',
    '--validators',
    '2',
    '--block-time',
    'manual',
    '--rpc-port',
    '0',
  );
  home = up.home;
  await box.json('devnet', 'advance', '--blocks', '10');
  await box.json('devnet', 'faucet', 'bob');
  await box.json('devnet', 'snapshot', 'save', 'good');
  await box.json('devnet', 'faucet', 'carol');
  height = (await box.json<{ height: number }>('devnet', 'advance', '--blocks', '10')).height;
  const running = await box.json<DoctorResult>('devnet', 'doctor');
  expect(running).toMatchObject({ running: true, height, wholeHeight: height });
  await box.json('devnet', 'down');
  cpSync(dataFolder(home), whole, { recursive: true });
});
beforeEach(() => {
  rmSync(dataFolder(home), { recursive: true });
  cpSync(whole, dataFolder(home), { recursive: true });
});
afterAll(() => box.close());

describe('a doctor', () => {
  it('finds a healthy store whole and changes nothing', async () => {
    const files = () =>
      readdirSync(dataFolder(home)).map((name) => `${name} ${statSync(join(dataFolder(home), name)).mtimeMs}`);
    const before = files().filter((line) => !line.includes('-lock'));
    const found = await box.json<DoctorResult>('devnet', 'doctor');
    expect(found).toMatchObject({
      running: false,
      chainId: 'localnet',
      height,
      wholeHeight: height,
      lowestBlock: 1,
      lowestState: 1,
      snapshots: ['good'],
      appHash: expect.stringMatching(/^[0-9A-F]{64}$/),
    });
    expect(found.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(files().filter((line) => !line.includes('-lock'))).toEqual(before);
  });

  it('names the height that is whole where the latest is damaged, and the devnet is rewound to it', async () => {
    spoil('blocks', (keys) => keys.slice(-3));
    expect(refusal(await box.allo('devnet', 'up', '--json'))).toMatchObject({ exit: 7, code: 'ALLO7001' });
    const found = await doctor();
    expect(found).toMatchObject({ exit: 7, code: 'ALLO7001' });
    expect(found.message).toContain(`height ${height - 3} is whole`);
    expect(found.hint).toContain(`allo devnet rewind --height ${height - 3}`);
    expect(found.hint).toContain('allo devnet snapshot restore good');
    expect(refusal(await box.allo('devnet', 'rewind', '--height', `${height - 1}`, '--json')).code).toBe('ALLO2016');
    expect(await box.json('devnet', 'rewind', '--height', `${height - 3}`)).toMatchObject({ height: height - 3 });
    expect((await box.json<DoctorResult>('devnet', 'doctor')).wholeHeight).toBe(height - 3);
    expect((await box.json<DevnetStatus>('devnet', 'up')).height).toBe(height - 3);
    await box.json('devnet', 'advance', '--blocks', '3');
    await box.json('devnet', 'down');
  });

  it('says that the devnet goes on where only an old block is damaged', async () => {
    spoil('blocks', () => [heightKey(5n)]);
    const found = await doctor();
    expect(found).toMatchObject({ exit: 7, code: 'ALLO7001' });
    expect(found.message).toMatch(/blocks: 1 to \d+, but 1 of them damaged: 5\./);
    expect(found.hint).toContain(`goes on from height ${height}`);
    expect((await box.json<DevnetStatus>('devnet', 'up')).height).toBe(height);
    await box.json('devnet', 'down');
  });

  it('leaves a snapshot or the genesis where nothing is whole', async () => {
    const file = openSync(join(dataFolder(home), 'chain.mdb'), 'r+');
    const size = statSync(join(dataFolder(home), 'chain.mdb')).size;
    for (let at = 8_192; at < size; at += 64) writeSync(file, Buffer.alloc(16, 0xff), 0, 16, at);
    expect(refusal(await box.allo('devnet', 'up', '--json'))).toMatchObject({ exit: 7, code: 'ALLO7001' });
    const found = await doctor();
    expect([found.exit, found.code]).toEqual([7, 'ALLO7001']);
    expect(found.hint).toContain('allo devnet snapshot restore good');
    expect(found.hint).toContain('allo devnet reset');
    expect(await box.json('devnet', 'snapshot', 'restore', 'good')).toMatchObject({ height: 12 });
    expect(readdirSync(home)).toContain('data.damaged');
    expect((await box.json<DoctorResult>('devnet', 'doctor')).wholeHeight).toBe(12);
  });

  it('knows a store of a newer version', async () => {
    const database = Database.open({ path: join(dataFolder(home), 'chain.mdb') });
    database.write(() => database.table('meta').put(Buffer.from('format'), Uint8Array.of(250)));
    await database.close();
    for (const command of ['doctor', 'up']) {
      const refused = refusal(await box.allo('devnet', command, '--json'));
      expect(refused).toMatchObject({ exit: 8, code: 'ALLO8003' });
      expect(refused.message).toContain('format 250');
    }
  });

  it('does not mind a search index that is missing or damaged', async () => {
    const index = join(dataFolder(home), 'search.sqlite');
    const file = openSync(index, 'r+');
    writeSync(file, Buffer.alloc(200, 0x55), 0, 200, 0);
    expect(
      (await box.json<DoctorResult>('devnet', 'doctor')).checks.find(({ check }) => check === 'search index'),
    ).toMatchObject({
      ok: true,
      detail: expect.stringContaining('built anew'),
    });
    rmSync(index);
    expect((await box.json<DoctorResult>('devnet', 'doctor')).wholeHeight).toBe(height);
  });
});
