import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { forecasterAnswer } from '../../src/worker/run/answer/worker.ts';
import { runProgram } from '../../src/worker/run/program.ts';

it('the forecaster in Python that docs/actors.md shows does what it says', async () => {
  const text = readFileSync(new URL('../../docs/actors.md', import.meta.url), 'utf8');
  const code = /```python\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const address = 'allo1erxf3sa9q2j4vgseu7jq4a258ckmk7cypdqgsm';
  const answers = async (losses: readonly object[]) =>
    forecasterAnswer(
      await runProgram({
        ...{ command: ['python3', '-c', code], input: JSON.stringify({ inferers: [{ address, losses }] }) },
        ...{ timeoutMs: 60_000, signal: new AbortController().signal, onLine: () => undefined },
      }),
    );
  expect(await answers([])).toEqual({ forecast: [{ inferer: address, value: '-1' }] });
  const losses = [
    { nonce: 12, value: '-0.5' },
    { nonce: 24, value: '-0.25' },
  ];
  expect(await answers(losses)).toEqual({ forecast: [{ inferer: address, value: '-0.25' }] });
});
