import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { isProgram } from '../../../../src/worker/run/find-program.ts';
import { runProgram } from '../../../../src/worker/run/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'allokit-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const node = (script: string) => [process.execPath, '-e', script];

function run(command: readonly string[], more: Partial<Parameters<typeof runProgram>[0]> = {}) {
  const lines: string[] = [];
  const answer = runProgram({
    ...{ command, input: '{"nonce":1}\n', timeoutMs: 60_000, signal: never },
    onLine: (line) => lines.push(line),
    ...more,
  });
  return { answer, lines };
}

const fails = (command: readonly string[], kind: string, message: RegExp | string, more = {}) =>
  expect(run(command, more).answer).rejects.toMatchObject({
    name: 'ActorFault',
    kind,
    message: expect.stringMatching(message),
  });

test('gives a program its input and takes its output; what it says aside comes line by line', async () => {
  const { answer, lines } = run(['sh', '-c', 'echo one >&2; printf two >&2; cat']);
  expect(await answer).toBe('{"nonce":1}\n');
  expect(lines).toEqual(['one', 'two']);
});

test('a program need not read', async () => {
  expect(await run(['sh', '-c', 'exec <&-; echo 7'], { input: 'x'.repeat(1 << 20) }).answer).toBe('7\n');
});

test.each<[what: string, command: readonly string[], kind: string, message: string]>([
  ['ends with an error', ['sh', '-c', 'exit 3'], 'program', 'ended with exit code 3'],
  ['is killed', ['sh', '-c', 'kill -9 $$'], 'program', 'ended by SIGKILL'],
  ['is not there', [join(folder, 'nothing')], 'program', 'cannot be started: it does not exist'],
  ['may not be executed', [folder], 'program', 'may not be executed'],
  ['writes no text', ['sh', '-c', "printf '\\377\\376'"], 'answer', 'no UTF-8'],
  [
    'writes without end',
    ['sh', '-c', 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done'],
    'answer',
    'more than 1048576',
  ],
])('says of a program that %s', (_, command, kind, message) => fails(command, kind, message));

test('ends one that takes too long, with what it started', async () => {
  const started = join(folder, 'grandchild');
  const script = `sleep 600 & echo $! > ${started}; wait`;
  await fails(['sh', '-c', script], 'timeout', 'did not answer within 0.5 s', { timeoutMs: 500 });
  const pid = Number(readFileSync(started, 'utf8'));
  await untilGone(pid);
});

test('ends one that does not want to end', async () => {
  const stop = new AbortController();
  const ready = join(folder, 'ready');
  const script = `process.on('SIGTERM', () => {}); require('fs').writeFileSync(${JSON.stringify(ready)}, ''); setInterval(() => {}, 1000)`;
  const { answer } = run(node(script), { signal: stop.signal, graceMs: 100 });
  const failed = expect(answer).rejects.toMatchObject({ kind: 'over' });
  while (!existsSync(ready)) await pause(10);
  stop.abort();
  await failed;
});

test('is not held up by what a program leaves behind', async () => {
  const started = join(folder, 'left');
  const { answer } = run(['sh', '-c', `sleep 600 & echo $! > ${started}; echo 7`]);
  expect(await answer).toBe('7\n');
  await untilGone(Number(readFileSync(started, 'utf8')));
});

test('cuts what is said aside where it is too much', async () => {
  const script = "process.stderr.write('x'.repeat(5000) + '\\n' + 'y\\n'.repeat(600)); console.log(1)";
  const { answer, lines } = run(node(script));
  await answer;
  expect(lines).toHaveLength(501);
  expect(lines[0]).toHaveLength(2_001);
  expect(lines[500]).toContain('left out');
});

test('knows a program by its path or its name', () => {
  const file = join(folder, 'plain.txt');
  writeFileSync(file, '');
  expect([isProgram(process.execPath), isProgram('sh'), isProgram(file), isProgram('no-such-program-here')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

/** A process that was ended may stay in the table until its parent, which is not ours, looks at it. */
async function untilGone(pid: number): Promise<void> {
  const runs = () => {
    try {
      process.kill(pid, 0);
      return !existsSync(`/proc/${pid}/stat`) || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };
  while (runs()) await pause(10);
}

test('what the system refuses at once is a fault of the program: a file that is being written, arguments too long', async () => {
  const file = join(folder, 'model');
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  const writing = openSync(file, 'r+');
  try {
    await fails([file], 'program', /model cannot be started: it is being written$/);
  } finally {
    closeSync(writing);
  }
  await fails([process.execPath, 'x'.repeat(1 << 20)], 'program', /cannot be started: .*E2BIG/);
  await fails([join(file, 'below')], 'program', /below cannot be started: .*ENOTDIR/);
});
