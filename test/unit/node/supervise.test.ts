import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { paths } from '../../../src/node/home/paths.ts';
import { metricsText, single } from '../../../src/node/metrics.ts';
import { processStart } from '../../../src/node/processes.ts';
import { Backoff } from '../../../src/node/supervise/backoff.ts';
import { faultsIn } from '../../../src/node/supervise/faults.ts';
import { ProcessFile } from '../../../src/node/supervise/process-file.ts';
import { RotatingLog } from '../../../src/node/supervise/rotating-log.ts';
import { Folders } from './node-app.ts';

const folders = new Folders();
afterAll(() => folders.cleanUp());

test('a log that has grown too large is set aside, and only so many are kept', () => {
  const path = join(folders.make(), 'logs', 'a.log');
  const log = new RotatingLog(path, 100);
  for (let i = 0; i < 60; i++) log.write(`line ${String(i).padStart(2, '0')} ${'.'.repeat(20)}\n`);
  log.close();
  const files = [path, ...[1, 2, 3, 4].map((n) => `${path}.${n}`)];
  const lines = files.map((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));
  expect(lines.map((of) => of.length)).toEqual([3, 3, 3, 3, 3]);
  expect(lines[0]!.at(-1)).toContain('line 59');
  expect(lines[4]![0]).toContain('line 45');
  expect(existsSync(`${path}.5`)).toBe(false);
  // It goes on where it ended, and remembers what it wrote itself.
  const again = new RotatingLog(path, 100);
  again.write('half');
  again.write(' a line\nmore\n');
  expect(again.lines).toEqual(['half a line', 'more']);
  again.close();
  expect(readFileSync(path, 'utf8')).toContain('half a line\nmore\n');
});

test('lines that tell of faults are found, once each; what is usual among peers is none', () => {
  const lines = [
    'I[2026] all is well module=main',
    '\u001b[31mE[2026] CONSENSUS FAILURE!!! module=consensus',
    'E[2026] Stopping peer for error module=p2p',
    'ERROR: error in config file',
    'ERROR: error in config file',
    '2026-01-01T00:00:00Z StoreError: the store is damaged',
  ];
  expect(faultsIn(lines, 10)).toEqual([
    'E[2026] CONSENSUS FAILURE!!! module=consensus',
    'ERROR: error in config file',
    '2026-01-01T00:00:00Z StoreError: the store is damaged',
  ]);
  expect(faultsIn(lines, 1)).toHaveLength(1);
});

test('waits grow while a part does not stay up, up to a bound', () => {
  const backoff = new Backoff();
  const waits = Array.from({ length: 9 }, () => {
    backoff.started();
    return backoff.crashed();
  });
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  expect(backoff.restarts).toBe(9);
  backoff.progressed();
  expect(backoff.crashed()).toBe(100);
});

test('metrics are written as Prometheus reads them', () => {
  const text = metricsText([
    single('gauge', 'a', 'What a is.', 1.5),
    {
      name: 'b',
      help: 'What b is.',
      type: 'counter',
      samples: [
        [{ part: 'x"y\\z\n' }, 2],
        [{ part: 'p', of: 'q' }, 3],
      ],
    },
  ]);
  expect(text).toBe(
    [
      '# HELP a What a is.',
      '# TYPE a gauge',
      'a 1.5',
      '# HELP b What b is.',
      '# TYPE b counter',
      'b{part="x\\"y\\\\z\\n"} 2',
      'b{part="p",of="q"} 3',
      '',
    ].join('\n'),
  );
});

test('a home is run by one process; what a killed one left is ended', async () => {
  const home = folders.make();
  const { processes } = paths(home);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
    const left = { pid: child.pid!, processStart: processStart(child.pid!) };
    // Another supervisor that runs.
    writeFileSync(processes, JSON.stringify({ supervisor: left }));
    await expect(ProcessFile.take(home)).rejects.toMatchObject({ code: 'already-runs' });
    // One that is gone, and a process of the same number as its part had, which is another one.
    writeFileSync(processes, JSON.stringify({ application: { ...left, processStart: '1' } }));
    const file = await ProcessFile.take(home);
    expect(processStart(left.pid)).toBe(left.processStart);
    file.release();
    expect(existsSync(processes)).toBe(false);
    // One that is gone, whose part still runs.
    writeFileSync(processes, JSON.stringify({ cometbft: left }));
    const ended = once(child, 'exit');
    const taken = await ProcessFile.take(home);
    await ended;
    taken.set('application', process.pid);
    expect(JSON.parse(readFileSync(processes, 'utf8'))).toMatchObject({ application: { pid: process.pid } });
    taken.set('application', undefined);
    expect(Object.keys(JSON.parse(readFileSync(processes, 'utf8')))).toEqual(['supervisor']);
    taken.release();
  } finally {
    child.kill('SIGKILL');
  }
});
