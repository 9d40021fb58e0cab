import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveSettings } from '../../../src/cli/config/resolve.ts';
import { KEYS } from '../../../src/cli/config/settings.ts';

let directory: string;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'allokit-config-')));
  mkdirSync(join(directory, 'project', 'deep'), { recursive: true });
  mkdirSync(join(directory, 'user', 'allokit'), { recursive: true });
  vi.spyOn(process, 'cwd').mockReturnValue(join(directory, 'project', 'deep'));
  vi.stubEnv('XDG_CONFIG_HOME', join(directory, 'user'));
  for (const { env } of KEYS) vi.stubEnv(env, undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const project = (name: string, text: string) => writeFileSync(join(directory, 'project', name), text);
const user = (name: string, text: string) => writeFileSync(join(directory, 'user', 'allokit', name), text);

describe('settings', () => {
  it('are the defaults where nothing is said', async () => {
    const { settings, origins } = await resolveSettings();
    expect(settings).toMatchObject({ name: 'default', network: 'devnet', from: 'alice' });
    expect(settings.devnet).toMatchObject({ validators: 4, chainId: 'localnet', blockTime: 'instant', rpcPort: 26657 });
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  });

  it('follow flag > environment > project > user > default, and say so', async () => {
    user(
      'allo.config.json',
      JSON.stringify({ name: 'u', from: 'bob', devnet: { chainId: 'from-user', validators: 2, seed: 's' } }),
    );
    project('allo.config.yaml', 'name: p\nfrom: carol\ndevnet:\n  validators: 3\n');
    vi.stubEnv('ALLO_NAME', 'e');
    vi.stubEnv('ALLO_DEVNET_RPC_PORT', '1234');
    const { settings, origins } = await resolveSettings({ name: 'f' });
    expect(settings).toMatchObject({ name: 'f', from: 'carol' });
    expect(settings.devnet).toMatchObject({ validators: 3, chainId: 'from-user', rpcPort: 1234, seed: 's' });
    expect(origins).toMatchObject({
      name: 'flag --name',
      from: join(directory, 'project', 'allo.config.yaml'),
      'devnet.chainId': join(directory, 'user', 'allokit', 'allo.config.json'),
      'devnet.rpcPort': 'environment ALLO_DEVNET_RPC_PORT',
      'devnet.blockTime': 'default',
    });
  });

  it('come from TypeScript and JavaScript too', async () => {
    project('allo.config.ts', 'const n: string = "typed";\nexport default { name: n };\n');
    expect((await resolveSettings()).settings.name).toBe('typed');
    rmSync(join(directory, 'project', 'allo.config.ts'));
    project('package.json', '{"type":"module"}');
    project(
      'allo.config.js',
      'export default { from: "bob", networks: { mine: { chainId: "c", rpc: "http://h:1" } } };\n',
    );
    const { settings } = await resolveSettings();
    expect(settings.from).toBe('bob');
    expect(Object.keys(settings.networks)).toEqual(['testnet', 'mainnet', 'mine']);
  });
});

describe('a wrong configuration', () => {
  const refused = async (...words: string[]) => {
    const error = await resolveSettings().then(
      () => null,
      (thrown: unknown) => thrown as Error,
    );
    expect(error).toMatchObject({ exitCode: 3 });
    for (const word of words) expect(error?.message).toContain(word);
  };

  it('is named by file and key', async () => {
    project('allo.config.json', JSON.stringify({ devnet: { validators: 0 }, colour: 'red' }));
    await refused('allo.config.json', 'devnet.validators', 'colour: unknown key');
  });

  it('may be no JSON or YAML at all', async () => {
    project('allo.config.json', '{"name": ');
    await refused('allo.config.json');
    rmSync(join(directory, 'project', 'allo.config.json'));
    project('allo.config.yaml', 'a: [1\nb: }');
    await refused('allo.config.yaml');
  });

  it('may throw, or be another kind of value', async () => {
    project('allo.config.ts', 'throw new Error("no luck");\n');
    await refused('allo.config.ts', 'no luck');
    rmSync(join(directory, 'project', 'allo.config.ts'));
    project('allo.config.json', '[1]');
    await refused('allo.config.json', 'the file');
  });

  it('is named by variable where it comes from the environment', async () => {
    vi.stubEnv('ALLO_DEVNET_VALIDATORS', 'many');
    await refused('ALLO_DEVNET_VALIDATORS', 'many');
    vi.stubEnv('ALLO_DEVNET_VALIDATORS', '1000');
    await refused('ALLO_DEVNET_VALIDATORS');
  });
});
