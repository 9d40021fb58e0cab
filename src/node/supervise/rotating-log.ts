import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const KEPT_FILES = 4;
const KEPT_LINES = 200;

/** A log file that is set aside (`name.1` … `name.4`) when it has grown too large; its last lines are at hand. */
export class RotatingLog {
  readonly path: string;
  readonly #limit: number;
  #file: number;
  #size: number;
  readonly #lines: string[] = [];
  #marked: string[] = [];
  #rest = '';

  constructor(path: string, limit: number) {
    this.path = path;
    this.#limit = limit;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#file = openSync(path, 'a', 0o600);
    this.#size = statSync(path).size;
  }

  /** The last lines, the oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The last lines since `mark`. */
  get sinceMark(): readonly string[] {
    return this.#marked;
  }

  mark(): void {
    this.#marked = [];
  }

  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    // Between two lines only.
    if (this.#rest === '' && this.#size > 0 && this.#size + bytes.length > this.#limit) this.#rotate();
    writeSync(this.#file, bytes);
    this.#size += bytes.length;
    this.#remember(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  }

  #remember(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const kept of [this.#lines, this.#marked]) {
      kept.push(...lines.slice(-KEPT_LINES));
      if (kept.length > 2 * KEPT_LINES) kept.splice(0, kept.length - KEPT_LINES);
    }
  }

  #rotate(): void {
    closeSync(this.#file);
    rmSync(`${this.path}.${KEPT_FILES}`, { force: true });
    for (let old = KEPT_FILES - 1; old >= 1; old--) move(`${this.path}.${old}`, `${this.path}.${old + 1}`);
    move(this.path, `${this.path}.1`);
    this.#file = openSync(this.path, 'a', 0o600);
    this.#size = 0;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
