import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TopicSchema } from '../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { workerAnswer } from '../../../../src/worker/run/answer/worker.ts';
import { runProgram } from '../../../../src/worker/run/program.ts';

/** What docs/actors.md tells a reader to write is what works. */
const folder = mkdtempSync(join(tmpdir(), 'allokit-examples-'));
beforeAll(() => {
  writeFileSync(join(folder, 'prices.csv'), '2026-01-01T00:00:00Z,3127.5\n2026-01-01T00:05:00Z,3130.25\n');
  for (const [name, language] of [
    ['model.sh', 'sh'],
    ['truth.mjs', 'js'],
  ] as const) {
    const text = readFileSync(new URL('../../../../docs/actors.md', import.meta.url), 'utf8');
    const code = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
    writeFileSync(join(folder, name), code);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: readonly string[], input: object) =>
  runProgram({
    ...{ command: ['sh', '-c', `cd ${folder} && exec "$0" "$@"`, ...command], input: JSON.stringify(input) },
    ...{ timeoutMs: 60_000, signal: new AbortController().signal, onLine: () => undefined },
  });

test('the worker in shell', async () => {
  expect(workerAnswer(await run(['sh', 'model.sh'], {}), create(TopicSchema, { id: 1n }))).toEqual({
    inference: '3130.25',
  });
});

test('the reputer in JavaScript', async () => {
  const truth = async (time: string) =>
    JSON.parse(await run([process.execPath, 'truth.mjs'], { groundTruth: { time } }));
  expect(await truth('2026-01-01T00:00:01Z')).toEqual({ truth: '3130.25' });
  expect(await truth('2026-01-01T00:05:01Z')).toEqual({ later: 'no price of 2026-01-01T00:05:01Z yet' });
});
