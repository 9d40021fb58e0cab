const STEPS = '▁▂▃▄▅▆▇█';

/** A line of values as one row of blocks, on the scale from `low` to `high`; the newest `width` values, oldest first. */
export function sparkline(values: readonly number[], width: number, low: number, high: number): string {
  const span = high - low || 1;
  return values
    .slice(-width)
    .map((value) => {
      const step = Math.round(((value - low) / span) * (STEPS.length - 1));
      return STEPS[Math.min(STEPS.length - 1, Math.max(0, step))];
    })
    .join('');
}

/** A share of 0 to 1 as a bar. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(share * width * 8);
  const rest = eighths % 8;
  return '█'.repeat(eighths >> 3) + (rest ? (' ▏▎▍▌▋▊▉'[rest] ?? '') : '');
}
