import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that goes away with the tests of the file. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'allokit-store-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
