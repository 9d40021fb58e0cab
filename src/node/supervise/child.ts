/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  /** For people. */
  readonly message: string;
}

/** A process that the node runs. */
export interface Child {
  readonly pid: number;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<Ending>;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
}

export function ending(what: string, code: number | null, signal: string | null): Ending {
  return {
    code,
    signal,
    message: signal === null ? `${what} ended with code ${code}` : `${what} was ended by ${signal}`,
  };
}

/** Asks a process to end and, after a while, makes it; resolves when it is gone. */
export async function end(child: Child, graceMs: number): Promise<void> {
  child.signal('SIGTERM');
  const force = setTimeout(() => child.signal('SIGKILL'), graceMs);
  await child.ended;
  clearTimeout(force);
}
