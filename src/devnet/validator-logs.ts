import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cometLog, nodeLog } from '../node/home/index.ts';
import { type LogLine, lastLines } from './logs.ts';
import { dataFolder } from './paths.ts';

/** One of the logs of a validator. */
export interface ValidatorLog {
  readonly part: 'application' | 'cometbft';
  readonly path: string;
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const COMET = /^([DIE])\[(\d{4}-\d{2}-\d{2})\|(\d{2}:\d{2}:\d{2}\.\d{3})\] (.*)$/;
const COMET_LEVELS: Readonly<Record<string, string>> = { D: 'debug', I: 'info', E: 'error' };
const OWN = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) (.*)$/;

/** The logs of a validator of that home, running or not; none where there is no such validator. */
export function validatorLogs(home: string, moniker: string): ValidatorLog[] {
  const node = join(dataFolder(home), moniker);
  const logs = [
    { part: 'application', path: nodeLog(node) },
    { part: 'cometbft', path: cometLog(node) },
  ] as const;
  return logs.filter(({ path }) => existsSync(path));
}

/** Reads one line of a validator's log. CometBFT writes the times of this machine's clock. */
export function readValidatorLine(part: ValidatorLog['part'], line: string): LogLine {
  const plain = line.replace(ESCAPES, '');
  const comet = COMET.exec(plain);
  if (comet) {
    const [, letter = '', day, time, message = ''] = comet;
    return {
      level: COMET_LEVELS[letter] ?? 'info',
      time: new Date(`${day}T${time}`).toISOString(),
      message: message.replace(/ {2,}/g, ' ').trim(),
      fields: { part },
    };
  }
  const own = OWN.exec(plain);
  return { level: 'info', time: own?.[1] ?? '', message: own?.[2] ?? plain, fields: { part } };
}

/** The last lines of all of them, in the order of their times. */
export function lastValidatorLines(logs: readonly ValidatorLog[], count: number): LogLine[] {
  let time = '';
  if (count === 0) return [];
  const lines = logs.flatMap(({ part, path }) =>
    lastLines(path, count).map((text) => {
      const line = readValidatorLine(part, text);
      // What goes on over several lines stays together.
      time = line.time || time;
      return { line, at: time };
    }),
  );
  return lines
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .slice(-count)
    .map(({ line }) => line);
}
