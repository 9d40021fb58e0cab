import { AlloError } from './errors.ts';

const UNITS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

/**
 * Reads a duration (`500ms`, `30s`, `1h30m`, `1.5h`, `2d`) as nanoseconds.
 * @throws AlloError badDuration: no unit, an unknown one, or anything left over.
 */
export function parseDuration(text: string): bigint {
  const clean = text.trim();
  if (!/^(?:\d+(?:\.\d{1,6})?(?:ms|[smhd]))+$/.test(clean)) {
    throw new AlloError('badDuration', `"${text}" is not a duration.`);
  }
  let total = 0n;
  for (const [, whole = '0', fraction = '', unit = 's'] of clean.matchAll(/(\d+)(?:\.(\d+))?(ms|[smhd])/g)) {
    const size = UNITS[unit] ?? 0n;
    total += BigInt(whole) * size + (BigInt(fraction.padEnd(6, '0')) * size) / 1_000_000n;
  }
  return total;
}

/** Writes nanoseconds as the two largest units that matter: `2h 5m`, `1s`, `250ms`. */
export function formatDuration(nanoseconds: bigint): string {
  const parts: string[] = [];
  let rest = nanoseconds;
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = UNITS[unit] ?? 1n;
    if (rest >= size && parts.length < 2) parts.push(`${rest / size}${unit}`);
    rest %= size;
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}
