import { AlloError } from '../errors.ts';

const INTERRUPT = '\u0003';
const END = '\u0004';
const ERASE = new Set(['\u007f', '\b']);
/** Ctrl-U: takes the whole line back. */
const CLEAR = '\u0015';
/** What keys send that are no characters: arrows, Home, F5, Alt with a letter; and the Escape key itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^[O\u0000-\u001f\u007f])?/gu;
/** A sequence whose end is still to come. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const BEGUN = /\u001b(?:\[[0-?]*[ -/]*|O)$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them is part of a text
const CONTROL = /^[\u0000-\u001f\u007f-\u009f]$/u;

/** A terminal: where keys are typed, and where questions stand. */
export interface Terminal {
  readonly stdin: Pick<NodeJS.ReadStream, 'setRawMode' | 'resume' | 'setEncoding' | 'pause' | 'on' | 'off'>;
  readonly stderr: { write(text: string): unknown };
}

/**
 * Asks for a line on the terminal without showing it.
 * @throws AlloError interrupted
 */
export function askSecret(question: string, { stdin, stderr }: Terminal = process): Promise<string> {
  stderr.write(`${question}: `);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    let begun = '';
    const done = (act: () => void) => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      act();
    };
    const read = (text: string) => {
      const keys = begun + text;
      begun = BEGUN.exec(keys)?.[0] ?? '';
      for (const key of keys.slice(0, keys.length - begun.length).replace(ESCAPES, '')) {
        if (key === INTERRUPT)
          return done(() => reject(new AlloError('interrupted', 'Nothing was changed.', { hint: '' })));
        if (key === '\r' || key === '\n' || key === END) return done(() => resolve(typed.join('')));
        if (ERASE.has(key)) typed = typed.slice(0, -1);
        else if (key === CLEAR) typed = [];
        else if (!CONTROL.test(key)) typed.push(key);
      }
    };
    stdin.on('data', read);
  });
}
