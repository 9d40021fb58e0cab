/** True where output must stay plain and nothing may be asked: no terminal on both sides, CI, `--json` or NO_COLOR. */
export function plain(argv: readonly string[] = process.argv): boolean {
  const { CI, NO_COLOR } = process.env;
  return !process.stdout.isTTY || !process.stderr.isTTY || isSet(CI) || isSet(NO_COLOR) || wantsJson(argv);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

/** `--json` before any `--`. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

/** Tells the libraries that colour themselves what `plain` found. */
export function settleColours(argv: readonly string[]): void {
  if (!plain(argv)) return;
  process.env.NO_COLOR = '1';
  delete process.env.FORCE_COLOR;
}

/** A reader that went away (`allo … | head`) ends the program quietly. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
}

/** Resolves once everything written so far has left the process. */
export async function flushed(): Promise<void> {
  const drained = (stream: NodeJS.WriteStream) =>
    new Promise<void>((done) => {
      if (stream.writableLength === 0) done();
      else stream.write('', () => done());
    });
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
}

/** A terminal signals a program and its parent alike, and the parent hands the signal on. */
const SAME_PRESS_MS = 300;

type CleanUp = () => void | Promise<void>;
const cleanUps: CleanUp[] = [];

/** Registers what must happen when the user interrupts, newest first. Returns what takes it back. */
export function onInterrupt(cleanUp: CleanUp): () => void {
  cleanUps.push(cleanUp);
  return () => {
    const at = cleanUps.indexOf(cleanUp);
    if (at !== -1) cleanUps.splice(at, 1);
  };
}

let takeOver: (() => void) | undefined;

/** For a program that runs until it is told to end: the first SIGINT or SIGTERM runs `act` instead, and is no fault. */
export function endOnInterrupt(act: () => void): void {
  takeOver = act;
}

/**
 * Makes SIGINT, SIGTERM and SIGHUP (a closed terminal) run the clean-ups and then `end`; a second signal ends at once. One that
 * comes within a moment of the first is the same press of a key, handed on by a parent.
 */
export function watchInterrupts(end: () => Promise<void>): void {
  let first: number | undefined;
  const handle = async () => {
    if (first !== undefined) {
      if (performance.now() - first > SAME_PRESS_MS) process.exit(130);
      return;
    }
    first = performance.now();
    if (takeOver) {
      takeOver();
      return;
    }
    while (cleanUps.length > 0) {
      try {
        await cleanUps.pop()?.();
      } catch {
        // A clean-up that fails must not keep the others from running.
      }
    }
    await end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
}
