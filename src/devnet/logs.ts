import { readFileSync } from 'node:fs';

/** One line of a devnet's log. */
export interface LogLine {
  level: string;
  /** RFC 3339, or empty where the line has none. */
  time: string;
  message: string;
  fields: Record<string, unknown>;
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Reads one line of the log; what is not JSON (the words of a crash) becomes the message of an error. */
export function readLogLine(line: string): LogLine {
  try {
    const { level, time, msg, pid: _pid, hostname: _hostname, ...fields } = JSON.parse(line) as Record<string, unknown>;
    return {
      level: LEVELS[Number(level)] ?? 'info',
      time: typeof time === 'number' ? new Date(time).toISOString() : '',
      message: String(msg ?? ''),
      fields,
    };
  } catch {
    return { level: 'error', time: '', message: line, fields: {} };
  }
}

/** A line for people: time, level, message, and the fields that are not bulky. */
export function formatLogLine({ level, time, message, fields }: LogLine): string {
  const shown = Object.entries(fields).map(([key, value]) => {
    if (key === 'err' && typeof value === 'object')
      return `err=${(value as { message?: string } | null)?.message ?? ''}`;
    return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return [time.slice(11, 23), level.toUpperCase().padEnd(5), message, ...shown].filter((part) => part !== '').join(' ');
}

/** The last lines of a log file; none where there is no file. */
export function lastLines(path: string, count: number): string[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return count === 0 ? [] : lines.filter((line) => line !== '').slice(-count);
  } catch {
    return [];
  }
}

/** What a log says went wrong: its last errors, shortly. */
export function faultsIn(path: string): string[] {
  const lines = lastLines(path, 200).map(readLogLine);
  const faults = lines.filter((line) => line.level === 'error' || line.level === 'fatal');
  const crash = faults.filter((line) => line.time === '' && /Error\b.*:/.test(line.message));
  return (crash.length > 0 ? crash : faults).slice(-3).map((line) => line.message.trim());
}
