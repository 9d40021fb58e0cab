import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askSecret, type Terminal } from '../../../src/cli/keyring/ask-secret.ts';

/** A terminal on which keys are pressed one by one; remembers what was written and whether it was raw. */
function terminal() {
  const keys = new PassThrough();
  const shown: string[] = [];
  const raw: boolean[] = [];
  const stdin = Object.assign(keys, {
    setRawMode(mode: boolean) {
      raw.push(mode);
      return stdin;
    },
  });
  const asked = { stdin, stderr: { write: (text: string) => shown.push(text) } } as unknown as Terminal;
  return { asked, shown, raw, press: (text: string) => keys.write(text) };
}

test.each([
  ['a line', ['correct horse\r'], 'correct horse'],
  ['pieces of it', ['corr', 'ect\n'], 'correct'],
  ['keys taken back', ['corrq\u007fect\b\bct\r'], 'correct'],
  ['an end of input', ['correct\u0004'], 'correct'],
  ['what follows a line that was taken back', ['wrong\u0015correct\r'], 'correct'],
  ['no arrows and other keys', ['\u001b[Dcor\u001b[1;5Cre\u001bOHct\u001b[15~\u001b\r'], 'correct'],
  ['no sequence in pieces', ['corr\u001b', 'ect\u001b[', 'A', '\u001b[1;', '5C\r'], 'correct'],
  ['brackets', ['[A[200~', 'OB\r'], '[A[200~OB'],
  ['no control characters', ['co\u0001r\u0000r\te\u009bct\r'], 'correct'],
])('reads %s without showing it', async (_, typed, expected) => {
  const { asked, shown, raw, press } = terminal();
  const answer = askSecret('Passphrase', asked);
  for (const text of typed) press(text);
  expect(await answer).toBe(expected);
  expect(shown.join('')).toBe('Passphrase: \n');
  expect(raw).toEqual([true, false]);
});

test('an interrupt gives the terminal back', async () => {
  const { asked, raw, press } = terminal();
  const answer = askSecret('Passphrase', asked);
  press('corr\u0003');
  await expect(answer).rejects.toMatchObject({ kind: 'interrupted' });
  expect(raw).toEqual([true, false]);
});
