import { spawn } from 'node:child_process';
import { ActorFault } from './fault.ts';

/** Most that a program may write on stdout, in bytes. */
const LARGEST_ANSWER = 1 << 20;
/** Longest line of stderr that is handed on, and how many of one run. */
const LONGEST_LINE = 2_000;
const MOST_LINES = 500;
/** How long a program may take to end after it was told to, where nothing else is said. */
const GRACE_MS = 2_000;
/** How long what a program left behind may keep its output open. */
const LEFTOVER_MS = 500;

export interface ProgramRun {
  readonly command: readonly string[];
  /** What it reads on stdin. */
  readonly input: string;
  readonly timeoutMs: number;
  /** How long it may take to end after it was told to. */
  readonly graceMs?: number;
  /** Ends the program, with everything that it started. */
  readonly signal: AbortSignal;
  /** A line that it wrote on stderr. */
  onLine(line: string): void;
}

const running = new Set<number>();

/** Ends a process and what it started, which is in its group. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Nobody is left.
  }
}

/** Ends every program at once, without a moment's grace: what is left to do when this process ends. */
export function endPrograms(): void {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
}

/**
 * Runs a program once: text in, text out, in a process group of its own.
 * @throws ActorFault `program`, `timeout`, `answer` (too much, or no UTF-8), `over` where `signal` ended it
 */
export async function runProgram(run: ProgramRun): Promise<string> {
  const [file = '', ...args] = run.command;
  if (run.signal.aborted) throw new ActorFault('over', 'ended before the program was started');
  const child = started(file, args);
  const done = Promise.withResolvers<{ code: number | null; signal: NodeJS.Signals | null }>();
  let ended: ActorFault | undefined;
  let force: NodeJS.Timeout | undefined;
  const end = (fault: ActorFault) => {
    if (ended) return;
    ended = fault;
    if (child.pid === undefined) return;
    const { pid } = child;
    signalGroup(pid, 'SIGTERM');
    force = setTimeout(() => signalGroup(pid, 'SIGKILL'), run.graceMs ?? GRACE_MS);
  };
  if (child.pid !== undefined) running.add(child.pid);
  child.on('error', (error: NodeJS.ErrnoException) => done.reject(startFault(file, error)));
  child.on('close', (code, signal) => done.resolve({ code, signal }));
  child.on('exit', () => {
    if (child.pid === undefined) return;
    running.delete(child.pid);
    signalGroup(child.pid, 'SIGKILL');
    // Who left the group may still hold the pipes.
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, LEFTOVER_MS).unref();
  });
  // A program need not read what it is given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(run.input);
  const output: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LARGEST_ANSWER) output.push(chunk);
    else end(new ActorFault('answer', `the program wrote more than ${LARGEST_ANSWER} bytes`));
  });
  handLines(child.stderr, run.onLine);
  const timer = setTimeout(
    () => end(new ActorFault('timeout', `the program did not answer within ${run.timeoutMs / 1000} s`)),
    run.timeoutMs,
  );
  const over = () => end(new ActorFault('over', 'the program had not answered by then'));
  run.signal.addEventListener('abort', over, { once: true });
  try {
    const { code, signal } = await done.promise;
    if (ended) throw ended;
    if (signal !== null) throw new ActorFault('program', `the program was ended by ${signal}`);
    if (code !== 0) throw new ActorFault('program', `the program ended with exit code ${code}`);
    return decoded(Buffer.concat(output));
  } finally {
    clearTimeout(timer);
    clearTimeout(force);
    run.signal.removeEventListener('abort', over);
  }
}

/** Some reasons are thrown at once: a file that is being written, arguments that are too long, too little memory. */
function started(file: string, args: readonly string[]) {
  try {
    return spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
  } catch (error) {
    throw startFault(file, error as NodeJS.ErrnoException);
  }
}

function startFault(file: string, { code, message }: NodeJS.ErrnoException): ActorFault {
  const why =
    code === 'ENOENT'
      ? 'it does not exist'
      : code === 'EACCES'
        ? 'it may not be executed'
        : code === 'ETXTBSY'
          ? 'it is being written'
          : message;
  return new ActorFault('program', `${file} cannot be started: ${why}`);
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ActorFault('answer', 'the program wrote something that is no UTF-8 text', error);
  }
}

/** Hands on the lines of a stream, the last one without its end too; what is too long or too much is cut. */
function handLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  let lines = 0;
  const hand = (line: string) => {
    lines += 1;
    if (lines <= MOST_LINES) onLine(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line);
    else if (lines === MOST_LINES + 1) onLine('… (further lines of this run are left out)');
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = (rest + text).split(/\r?\n/);
    rest = (parts.pop() ?? '').slice(0, LONGEST_LINE + 1);
    for (const line of parts) hand(line);
  });
  stream.on('end', () => {
    if (rest !== '') hand(rest);
  });
}
