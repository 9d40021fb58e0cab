import { closeSync, fstatSync, openSync, readSync, statSync, watch } from 'node:fs';
import { readDevnet } from './registry.ts';

/** Follows a devnet's log from its present end. */
export interface LogFollower {
  /** New whole lines, until `stop`, or until the devnet no longer runs and all it wrote was read. */
  lines(): AsyncGenerator<string>;
  stop(): void;
}

/** How often the devnet's life is checked where its log is silent. */
const CHECK_MS = 500;

export function followLog(name: string, path: string): LogFollower {
  let file = openSync(path, 'r');
  let position = fstatSync(file).size;
  let stopped = false;
  let wake = () => {};
  let watcher = watch(path, () => wake());
  const rest = { text: '' };

  function read(): string[] {
    const { size } = fstatSync(file);
    if (size < position) position = 0;
    const bytes = Buffer.alloc(size - position);
    position += readSync(file, bytes, 0, bytes.length, position);
    const lines = (rest.text + bytes.toString('utf8')).split('\n');
    rest.text = lines.pop() ?? '';
    return lines.filter((line) => line !== '');
  }

  /** A log that grew too long was put aside, and a new one begun. */
  function turnOver(): void {
    const now = statSync(path, { throwIfNoEntry: false });
    if (!now || now.ino === fstatSync(file).ino) return;
    closeSync(file);
    watcher.close();
    file = openSync(path, 'r');
    watcher = watch(path, () => wake());
    position = 0;
  }

  return {
    async *lines() {
      try {
        while (!stopped) {
          const alive = (await readDevnet(name)) !== null;
          const lines = read();
          yield* lines;
          if (!alive && lines.length === 0) return;
          if (lines.length > 0) continue;
          turnOver();
          const woken = Promise.withResolvers<void>();
          const timer = setTimeout(woken.resolve, CHECK_MS);
          wake = woken.resolve;
          await woken.promise;
          clearTimeout(timer);
        }
      } finally {
        watcher.close();
        closeSync(file);
      }
    },
    stop() {
      stopped = true;
      wake();
    },
  };
}
