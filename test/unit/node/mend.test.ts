import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mendComet } from '../../../src/node/comet/mend.ts';
import { Folders } from './node-app.ts';

const folders = new Folders();
afterAll(() => folders.cleanUp());

test('what CometBFT left between its state sync and its first block is removed, and nothing else', () => {
  const home = folders.make();
  const data = join(home, 'data');
  for (const name of ['state.db', 'blockstore.db', 'cs.wal']) mkdirSync(join(data, name), { recursive: true });
  for (const name of ['priv_validator_state.json', 'chain.mdb']) writeFileSync(join(data, name), '');
  expect(mendComet(home, ['panic: state (180) and store (170) height mismatch, …'])).toBeUndefined();
  expect(mendComet(home, ['panic: something else', 'I[…] state (1) and store (0) height mismatch'])).toBeUndefined();
  expect(existsSync(join(data, 'state.db'))).toBe(true);
  expect(mendComet(home, ['panic: state (180) and store (0) height mismatch, stores were left …'])).toMatch(
    'syncs anew',
  );
  for (const name of ['state.db', 'blockstore.db', 'cs.wal']) expect(existsSync(join(data, name)), name).toBe(false);
  for (const name of ['priv_validator_state.json', 'chain.mdb']) expect(existsSync(join(data, name)), name).toBe(true);
});
