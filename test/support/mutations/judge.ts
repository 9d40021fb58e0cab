import { homedir, tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { root } from '../../e2e/allo.ts';

/** Words of what runs beneath us: whoever asks has no business with them. */
const FORBIDDEN: readonly RegExp[] = [
  /\bat (?:async )?(?:[\w.$<>[\] ]+ )?\(?(?:file:|node:|\/)[^\s)]*:\d+/,
  /node:internal|node_modules|file:\/\/|\.[jt]s:\d/,
  /\b(?:Type|Range|Reference|Syntax|Assertion|System|Aggregate)Error\b/,
  /\bERR_[A-Z]{2}|\bE(?:NOENT|ACCES|CONN[A-Z]+|PIPE|MFILE|ADDR[A-Z]+)\b/,
  /Cannot (?:read|set|convert|mix|destructure)|is not (?:a function|iterable|a constructor|defined)|Maximum call stack/,
  /Invalid (?:array|string|typed array|time|count) |out of (?:memory|range)\b.*heap|\[object Object\]|\bpanic\b/,
];

const PATHS = [root, homedir(), tmpdir(), dirname(process.execPath)].filter((path) => path.length > 3);

/** What in an answer must not be there; undefined where all is well. */
export function leakIn(answer: string): string | undefined {
  for (const path of PATHS) if (answer.includes(path)) return path;
  for (const pattern of FORBIDDEN) {
    const [found] = pattern.exec(answer) ?? [];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What was sent and answered, and what of it was wrong. */
export class Tally {
  sent = 0;
  answered = 0;
  /** A few are enough to begin with. */
  readonly wrong: string[] = [];

  /** @param fault why the answer is wrong, beside what it may leak */
  judge(request: string, answer: string, fault?: string): void {
    this.answered += 1;
    const leak = leakIn(answer);
    const why = leak === undefined ? fault : `it tells of ${leak}`;
    if (why !== undefined && this.wrong.length < 10) {
      this.wrong.push(`${why}\n  to ${request.slice(0, 600)}\n  came ${answer.slice(0, 600)}`);
    }
  }
}
