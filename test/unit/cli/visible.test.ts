import { format } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { actorLine } from '../../../src/cli/actor-lines.ts';
import { BaseCommand } from '../../../src/cli/base-command.ts';
import { AlloError } from '../../../src/cli/errors.ts';
import { keyValues, table } from '../../../src/cli/output.ts';
import { report } from '../../../src/cli/report.ts';
import { visible, visibleLine } from '../../../src/cli/visible.ts';

/** Sets the title, clears the screen, rings, and goes on in the other direction. */
const HOSTILE = '\u001b]0;title\u0007\u001b[2J\u009b2J\r\u007f\u202etxt';
const SHOWN = '␛]0;title␇␛[2J\ufffd2J␍␡\ufffdtxt';

/** What these would write, as text. */
const written: string[] = [];
const listen = (stream: NodeJS.WriteStream) =>
  vi.spyOn(stream, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
afterEach(() => {
  vi.restoreAllMocks();
  written.length = 0;
});

test('control characters are shown, text and its lines stay', () => {
  expect(visible(HOSTILE)).toBe(SHOWN);
  expect(visible('ä 数 👩‍🔬\n\tb')).toBe('ä 数 👩‍🔬\n\tb');
  expect(visibleLine('a\n12  forged\tb')).toBe('a␊12  forged␉b');
});

test('in tables, in lines of values, and in what an actor tells', () => {
  expect(table([{ a: HOSTILE }], [{ head: 'A', value: ({ a }) => a }])).toBe(`A\n${SHOWN}`);
  expect(keyValues([['metadata', `${HOSTILE}\nid 7`]])).toBe(`metadata  ${SHOWN}␊id 7`);
  expect(actorLine({ event: 'log', nonce: 12, line: HOSTILE })).toBe(`nonce 12: | ${SHOWN}`);
  expect(actorLine({ event: 'link', state: 'lost', reason: HOSTILE })).toContain(SHOWN);
});

class Speaking extends BaseCommand {
  async run(): Promise<void> {
    await this.parse(Speaking);
    this.log(`${HOSTILE} 100 % %s`);
    this.note(HOSTILE);
  }
}

test('in every line of a command, and in errors', async () => {
  listen(process.stderr);
  vi.spyOn(console, 'log').mockImplementation((...said) => void written.push(`${format(...said)}\n`));
  await Speaking.run([], import.meta.url);
  expect(report(new AlloError('rejected', HOSTILE), [])).toBe(5);
  expect(written.join('')).toBe(
    `${SHOWN} 100 % %s\n${SHOWN}\nerror ALLO5000: ${SHOWN}\n  The chain gave the reason above; nothing was changed.\n`,
  );
});
