import { shorten, WireError } from '../errors.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** Bytes of base64, standard or URL alphabet, padded or not. @throws WireError */
export function fromBase64(text: string): Uint8Array {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  if (!BASE64.test(standard)) throw new WireError(`not base64: ${shorten(text)}`);
  return new Uint8Array(Buffer.from(standard, 'base64'));
}

const DAY = 86_400n;
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** A point in time as RFC 3339 in UTC, with 0, 3, 6 or 9 fraction digits. Proleptic Gregorian calendar, years 1 to 9999. */
export function timestampText(seconds: bigint, nanos: number): string {
  const days = seconds / DAY - (seconds % DAY < 0n ? 1n : 0n);
  const inDay = Number(seconds - days * DAY);
  const [year, month, day] = civil(Number(days));
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = [(inDay - (inDay % 3600)) / 3600, ((inDay % 3600) - (inDay % 60)) / 60, inDay % 60].map(two).join(':');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}${fraction(nanos)}Z`;
}

/** @throws WireError when the text is no RFC 3339 time */
export function timestampOf(text: string): { seconds: bigint; nanos: number } {
  const match = RFC3339.exec(text);
  if (match === null) throw new WireError(`not an RFC 3339 time: ${shorten(text)}`);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const days = daysOf(year, month, day);
  const back = civil(days);
  if (back[0] !== year || back[1] !== month || back[2] !== day || hour > 23 || minute > 59 || second > 59) {
    throw new WireError(`no such time: ${shorten(text)}`);
  }
  const shift = (match[8] === '-' ? -60 : 60) * (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0));
  const seconds = BigInt(days) * DAY + BigInt(hour * 3600 + minute * 60 + second - shift);
  return { seconds, nanos: Number((match[7] ?? '').padEnd(9, '0')) };
}

/** A duration as seconds with an `s`. */
export function durationText(seconds: bigint, nanos: number): string {
  const sign = seconds < 0n || nanos < 0 ? '-' : '';
  return `${sign}${seconds < 0n ? -seconds : seconds}${fraction(nanos < 0 ? -nanos : nanos)}s`;
}

/** @throws WireError when the text is no number of seconds with an `s` */
export function durationOf(text: string): { seconds: bigint; nanos: number } {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(text);
  if (match === null) throw new WireError(`not a duration in seconds: ${shorten(text)}`);
  const seconds = BigInt(match[2] as string);
  const nanos = Number((match[3] ?? '').padEnd(9, '0'));
  return match[1] === '-' ? { seconds: -seconds, nanos: nanos === 0 ? 0 : -nanos } : { seconds, nanos };
}

function fraction(nanos: number): string {
  if (nanos === 0) return '';
  return `.${String(nanos)
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '')}`;
}

const whole = (a: number, b: number): number => (a - (((a % b) + b) % b)) / b;

/** Days since 1970-01-01 of a date; years count from March so that the leap day is the last of its year. */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = whole(y, 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = whole(153 * (month + (month > 2 ? -3 : 9)) + 2, 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + whole(yearOfEra, 4) - whole(yearOfEra, 100) + dayOfYear - 719_468;
}

function civil(days: number): [year: number, month: number, day: number] {
  const z = days + 719_468;
  const era = whole(z, 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = whole(dayOfEra - whole(dayOfEra, 1460) + whole(dayOfEra, 36_524) - whole(dayOfEra, 146_096), 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + whole(yearOfEra, 4) - whole(yearOfEra, 100));
  const fromMarch = whole(5 * dayOfYear + 2, 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - whole(153 * fromMarch + 2, 5) + 1];
}

/** JSON text as Go writes it: compact, `<`, `>`, `&` and the line separators escaped. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same with the keys of every object in order. */
export const sortedJsonText = (value: JsonValue): string => jsonText(sorted(value));

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] as JsonValue)]),
  );
}
