import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A series of observations, oldest first, with what the story needs to know about it. */
export interface Series {
  /** Short name, as `--data` takes it, or the file's name. */
  readonly name: string;
  /** What is measured, in words, with its unit. */
  readonly title: string;
  /** Observations in one season; 1 means no season. */
  readonly season: number;
  /** Smallest non-zero difference between two values: what the data can tell apart. */
  readonly resolution: number;
  readonly dates: readonly string[];
  readonly values: readonly number[];
}

/** A file that is not a usable series; the message names the file, the line and what is wanted. */
export class SeriesError extends Error {
  override readonly name = 'SeriesError';
}

interface Known {
  readonly file: string;
  readonly title: string;
  readonly season: number;
}

/** The series that come with Allokit; their sources are in `templates/series/README.md`. */
export const knownSeries: Readonly<Record<string, Known>> = {
  elnino: {
    file: 'elnino-sst-monthly.csv',
    title: 'sea surface temperature, °C, Pacific 0–10 S 90–80 W, monthly (NOAA)',
    season: 12,
  },
  unemployment: {
    file: 'us-unemployment-quarterly.csv',
    title: 'US unemployment rate, per cent, quarterly (BLS)',
    season: 4,
  },
  electrical: {
    file: 'eu-electrical-equipment-monthly.csv',
    title: 'turnover of electrical equipment makers, euro area, index, monthly (Eurostat)',
    season: 12,
  },
};

/** Fewest rows that a story can be told with. */
export const MINIMUM_ROWS = 40;

/**
 * Loads a series that comes with Allokit by its name, or a CSV file (`date,value`, oldest first) by its path.
 * @throws SeriesError where the file is missing, malformed, too short, or constant.
 */
export async function loadSeries(nameOrPath: string, season?: number): Promise<Series> {
  const known = knownSeries[nameOrPath];
  const path = known ? fileURLToPath(new URL(`../../templates/series/${known.file}`, import.meta.url)) : nameOrPath;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(cause);
    throw new SeriesError(`cannot read the series '${nameOrPath}': ${reason}`, { cause });
  }
  const { dates, values, digits } = parseCsv(text, nameOrPath);
  const inForce = season ?? known?.season ?? 1;
  if (inForce * 2 > values.length) {
    throw new SeriesError(
      `a season of ${inForce} observations needs at least ${2 * inForce} rows; ${nameOrPath} has ${values.length}`,
    );
  }
  return {
    name: known ? nameOrPath : basename(path),
    title: known?.title ?? basename(path),
    season: inForce,
    resolution: resolutionOf(values, digits, nameOrPath),
    dates,
    values,
  };
}

function parseCsv(text: string, name: string): { dates: string[]; values: number[]; digits: number } {
  const dates: string[] = [];
  const values: number[] = [];
  let digits = 0;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const cells = line.split(',').map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    );
    const number = cells[1] ?? '';
    if (index === 0 && !/^[-+]?[\d.]/.test(number)) return;
    if (cells.length !== 2 || !/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(number)) {
      throw new SeriesError(`${name}, line ${index + 1}: want 'date,value', got '${line.slice(0, 60)}'`);
    }
    const value = Number(number);
    if (!Number.isFinite(value) || Math.abs(value) > 1e30) {
      throw new SeriesError(`${name}, line ${index + 1}: the value ${number} is beyond 1e30 in size`);
    }
    const date = cells[0] ?? '';
    checkOrder(dates, date, `${name}, line ${index + 1}`);
    dates.push(date);
    values.push(value);
    digits = Math.max(digits, /[eE]/.test(number) ? 12 : (number.split('.')[1]?.length ?? 0));
  });
  if (values.length < MINIMUM_ROWS) {
    throw new SeriesError(
      `${name} has ${values.length} rows; at least ${MINIMUM_ROWS} are needed to tell models apart`,
    );
  }
  return { dates, values, digits };
}

const ISO_DATE = /^\d{4}(-\d{2}(-\d{2})?)?([T ].*)?$/;

/** Dates that can be compared must go forward: a series told backwards would let models see the future. */
function checkOrder(dates: readonly string[], date: string, where: string): void {
  const before = dates.at(-1);
  if (before === undefined || !ISO_DATE.test(date) || !ISO_DATE.test(before)) return;
  if (date <= before)
    throw new SeriesError(`${where}: ${date} does not come after ${before}; rows go from oldest to newest`);
}

function resolutionOf(values: readonly number[], digits: number, name: string): number {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i += 1) smallest = Math.min(smallest, sorted[i]! - sorted[i - 1]!);
  if (!Number.isFinite(smallest)) throw new SeriesError(`${name} never changes: there is nothing to predict`);
  // Values carry a known number of decimals, so the difference does too; binary noise goes.
  return digits <= 15 ? Number(smallest.toFixed(Math.min(digits, 15))) || smallest : smallest;
}
