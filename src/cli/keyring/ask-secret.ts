import { AlloError } from '../errors.ts';

const INTERRUPT = '\u0003';
const END = '\u0004';
const ERASE = new Set(['\u007f', '\b']);

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
    const done = (act: () => void) => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      act();
    };
    const read = (text: string) => {
      for (const key of text) {
        if (key === INTERRUPT)
          return done(() => reject(new AlloError('interrupted', 'Nothing was changed.', { hint: '' })));
        if (key === '\r' || key === '\n' || key === END) return done(() => resolve(typed.join('')));
        if (ERASE.has(key)) typed = typed.slice(0, -1);
        else typed.push(key);
      }
    };
    stdin.on('data', read);
  });
}
