import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { paths } from './paths.ts';

/** What a key has signed that has signed nothing. */
export const NOTHING_SIGNED = `${JSON.stringify({ height: '0', round: 0, step: 0 }, null, 2)}\n`;

/**
 * Where a home's data is a new, empty volume: says that its key has signed nothing, which CometBFT wants to read. A home that has
 * data keeps what it has: what a key has signed is never made up.
 */
export function beginData(home: string): void {
  const { validatorState } = paths(home);
  const data = dirname(validatorState);
  if (existsSync(data) && readdirSync(data).length > 0) return;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(validatorState, NOTHING_SIGNED, { mode: 0o600 });
}
