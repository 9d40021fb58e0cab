import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { COMETBFT_VERSION } from '../../src/node/comet/find.ts';
import { sandbox } from './allo.ts';

const box = sandbox();
afterAll(() => box.close());

interface Manifest {
  kind: string;
  metadata: { name: string; labels: Record<string, string> };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: what an orchestrator reads, looked at here and there
  spec?: any;
}

const exported = (format: string, output: string) =>
  box.json<{ validators: number; files: string[] }>('devnet', 'export', '--format', format, '--output', output);

it('writes a network for Kubernetes in which every name leads to something', async () => {
  await box.json('devnet', 'up', '--validators', '2', '--rpc-port', '0');
  const folder = join(box.directory, 'k8s');
  const { validators, files } = await exported('kubernetes', folder);
  expect([validators, files]).toEqual([2, ['network.yaml', 'README.md', 'image/']]);
  for (const file of files) expect(existsSync(join(folder, file))).toBe(true);
  const path = join(folder, 'network.yaml');
  expect(statSync(path).mode & 0o077).toBe(0);
  const objects = parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as Manifest);
  const named = (kind: string, name: string) =>
    objects.find((one) => one.kind === kind && one.metadata.name === name) as Manifest;
  // Whatever is named is named after the devnet: that of another one in the same namespace is not overwritten.
  for (const { metadata } of objects) expect(metadata.name).toMatch(/^default-/);
  const genesis = JSON.parse(named('ConfigMap', 'default-genesis').data?.['genesis.json'] ?? '') as {
    chain_id: string;
  };
  expect(genesis.chain_id).toBe('localnet');
  for (const moniker of ['default-validator-0', 'default-validator-1']) {
    const { spec } = named('StatefulSet', moniker);
    const [container] = spec.template.spec.containers;
    expect(container.image).toMatch(/^allokit\/validator:/);
    const service = named('Service', moniker);
    expect(service.spec.selector).toEqual(spec.template.metadata.labels);
    expect(service.spec.ports.map(({ port }: { port: number }) => port)).toEqual(
      container.ports.map(({ containerPort }: { containerPort: number }) => containerPort),
    );
    const volumes = [...spec.template.spec.volumes, ...spec.volumeClaimTemplates.map((one: Manifest) => one.metadata)];
    const mounted = container.volumeMounts.map(({ name }: { name: string }) => name);
    expect(new Set(mounted)).toEqual(new Set(volumes.map(({ name }) => name)));
    const { sources } = volumes.find(({ name }) => name === 'config').projected;
    for (const { configMap, secret } of sources) {
      const held = configMap ? named('ConfigMap', configMap.name).data : named('Secret', secret.name).stringData;
      for (const { key } of (configMap ?? secret).items) expect(held?.[key]).toBeTruthy();
    }
    const other = moniker.endsWith('0') ? 'default-validator-1' : 'default-validator-0';
    const settings = named('ConfigMap', `${moniker}-settings`).data;
    expect(JSON.parse(settings?.['node.json'] ?? '').snapshotInterval).toBe(10);
    expect(settings?.['config.toml']).toMatch(new RegExp(`persistent_peers = "[0-9a-f]{40}@${other}:26656"`));
  }
});

it('writes a network for Compose whose homes belong to their owner alone', async () => {
  const folder = join(box.directory, 'compose');
  const { files } = await exported('compose', folder);
  expect(files).toEqual(['compose.yaml', 'README.md', 'image/', 'validator-0/', 'validator-1/']);
  const { services } = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8')) as {
    services: Record<string, { ports: string[] }>;
  };
  expect(Object.keys(services)).toEqual(['validator-0', 'validator-1']);
  expect(services['validator-1']?.ports).toEqual(
    expect.arrayContaining([
      '127.0.0.1:26667:26657',
      '127.0.0.1:26666:26656',
      '127.0.0.1:9100:9090',
      '127.0.0.1:1327:1317',
    ]),
  );
  // A block a second, and a snapshot for those that join about every ten seconds.
  expect(JSON.parse(readFileSync(join(folder, 'validator-1', 'node.json'), 'utf8')).snapshotInterval).toBe(10);
  expect(readFileSync(join(folder, 'validator-1', 'config', 'config.toml'), 'utf8')).toContain(
    'external_address = "127.0.0.1:26666"',
  );
  const key = join(folder, 'validator-0', 'config', 'priv_validator_key.json');
  expect(statSync(key).mode & 0o077).toBe(0);
  expect(readFileSync(join(folder, 'image', 'Dockerfile'), 'utf8')).toContain(`COMETBFT_VERSION=${COMETBFT_VERSION}\n`);
});

it.each([
  [['--format', 'compose'], 2, 'ALLO2003'],
  [['--format', 'compose', '--output', 'x', '--height', '1'], 2, 'ALLO2000'],
  [['--format', 'compose', '--output', '.'], 2, 'ALLO2004'],
  [['--format', 'kubernetes', '--output', 'nowhere/at/all'], 2, 'ALLO2004'],
  [['--format', 'compose', '--output', 'y', '--name', 'nobody'], 4, 'ALLO4001'],
])('refuses %j', async (flags, exit, expected) => {
  const { code, stdout } = await box.allo('devnet', 'export', ...flags, '--json');
  expect([code, JSON.parse(stdout).error.code]).toEqual([exit, expected]);
});
