import { ProtoWriter } from './protowire.ts';

const SECOND = 1_000_000_000n;

/** Go's zero time, 0001-01-01T00:00:00Z: the timestamp of a vote that was never cast. */
export const ZERO_TIME = -62_135_596_800n * SECOND;

/** Splits nanoseconds since the epoch into protobuf's seconds and (non-negative) nanos. */
export function splitTime(time: bigint): { seconds: bigint; nanos: number } {
  let seconds = time / SECOND;
  let nanos = time % SECOND;
  if (nanos < 0n) {
    nanos += SECOND;
    seconds -= 1n;
  }
  return { seconds, nanos: Number(nanos) };
}

/** google.protobuf.Timestamp. */
export function encodeTime(time: bigint): Uint8Array {
  const { seconds, nanos } = splitTime(time);
  return new ProtoWriter().varint(1, seconds).varint(2, nanos).finish();
}

/** RFC 3339 in UTC with as many fractional digits as needed, up to nine, as Go's RFC3339Nano prints it. */
export function formatTime(time: bigint): string {
  const { seconds, nanos } = splitTime(time);
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
  return `${whole}${fraction}Z`;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;

/** Nanoseconds since the epoch of an RFC 3339 time; undefined where the text is none. */
export function parseTime(text: string): bigint | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [, date, clock, fraction = '', zone] = match;
  const milliseconds = Date.parse(`${date}T${clock}${zone?.toUpperCase()}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
