import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findKey, keysFolder, listKeys, openKey, putKey, readKeys } from '../../../src/cli/keyring/keyring.ts';
import { newSecret } from '../../../src/cli/keyring/secret.ts';

const home = mkdtempSync(join(tmpdir(), 'allokit-keys-'));
beforeAll(() => void vi.stubEnv('ALLO_HOME', home));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const PASSPHRASE = 'a passphrase of this test';
const put = async (name: string) => putKey(name, await newSecret(), PASSPHRASE, async () => false);

test('of two that make a key of one name at once, one does, and the other is told', async () => {
  const made = await Promise.allSettled([put('racer'), put('racer')]);
  const kept = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = made.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(kept).toEqual([findKey('racer')]);
  expect(refused).toMatchObject([{ kind: 'keyExists', exitCode: 2 }]);
  expect(await openKey('racer', PASSPHRASE)).toHaveProperty('mnemonic');
  expect(readdirSync(keysFolder())).toEqual(['racer.json']);
  expect(statSync(join(keysFolder(), 'racer.json')).mode & 0o777).toBe(0o600);
}, 60_000);

test('a damaged file and a folder hide no other key', () => {
  writeFileSync(join(keysFolder(), 'broken.json'), '{');
  mkdirSync(join(keysFolder(), 'dir.json'));
  expect(listKeys().map(({ name }) => name)).toEqual(['racer']);
  expect(readKeys().damaged).toEqual([
    { name: 'broken', reason: expect.stringMatching(/broken\.json is not a key file\.$/) },
    { name: 'dir', reason: expect.stringMatching(/dir\.json cannot be read \(EISDIR\)\.$/) },
  ]);
  expect(findKey(listKeys()[0]?.address ?? '')).toMatchObject({ name: 'racer' });
  expect(() => findKey('broken')).toThrow('broken.json is not a key file');
});
