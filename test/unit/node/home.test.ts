import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { NodeError } from '../../../src/node/errors.ts';
import { type HomeOptions, initHome, initKeys, nodeId, readHome } from '../../../src/node/home/index.ts';
import { abciSocket, paths } from '../../../src/node/home/paths.ts';
import { beginsWithSnapshot } from '../../../src/node/home/read.ts';
import { ed25519 } from '../../../src/wire/index.ts';
import { Folders } from './node-app.ts';

const folders = new Folders();
afterAll(() => folders.cleanUp());

const ports = { rpc: 26_657, p2p: 26_656, node: 26_670, metrics: 26_660 };
const keys = { node: new Uint8Array(32).fill(1), validator: new Uint8Array(32).fill(2) };

const options = (over: Partial<HomeOptions> = {}): HomeOptions => ({
  home: join(folders.make(), 'node'),
  chainId: 'localnet',
  genesis: { chain_id: 'localnet', app_state: {} },
  moniker: 'one',
  ports,
  ...over,
});

const refused = (over: Partial<HomeOptions>) => expect(() => initHome(options(over))).toThrow(NodeError);

test('a home holds the files of CometBFT, for nobody else to read', () => {
  const given = options({ keys, peers: [`${nodeId(keys.node)}@10.0.0.1:26656`] });
  const made = initHome(given);
  const files = paths(given.home);
  for (const path of [files.nodeKey, files.validatorKey, files.config, files.genesis, files.settings]) {
    expect(statSync(path).mode & 0o77, path).toBe(0);
  }
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  const publicKey = ed25519.publicKey(keys.validator);
  const address = createHash('sha256').update(publicKey).digest('hex').slice(0, 40).toUpperCase();
  expect(read(files.validatorKey)).toEqual({
    address,
    pub_key: { type: 'tendermint/PubKeyEd25519', value: Buffer.from(publicKey).toString('base64') },
    priv_key: {
      type: 'tendermint/PrivKeyEd25519',
      value: Buffer.concat([keys.validator, publicKey]).toString('base64'),
    },
  });
  expect(made).toEqual(readHome(given.home));
  expect(made.validatorKey).toEqual(publicKey);
  expect(made.nodeId).toMatch(/^[0-9a-f]{40}$/);
  expect(read(files.validatorState)).toEqual({ height: '0', round: 0, step: 0 });
});

test('the configuration says what was asked for', () => {
  const given = options({
    keys,
    peers: [`${nodeId(keys.node)}@10.0.0.1:26656`, `${nodeId(keys.node)}@[::1]:26656`],
    timeouts: { commit: 2000, skipCommit: false },
    host: '::1',
    stateSync: { rpcServers: ['http://a:1', 'http://b:2'], trustHeight: 7n, trustHash: 'AB' },
  });
  initHome(given);
  expect(readFileSync(paths(given.home).config, 'utf8')).toMatchSnapshot();
  expect(beginsWithSnapshot(given.home)).toBe(true);
  const other = options();
  initHome(other);
  expect(beginsWithSnapshot(other.home)).toBe(false);
});

test('keys that lie there already are kept, and enter a genesis before the home is made', () => {
  const home = join(folders.make(), 'node');
  const made = initKeys(home);
  expect(initKeys(home)).toEqual(made);
  const { validatorKey } = initHome(options({ home }));
  expect(validatorKey).toEqual(ed25519.publicKey(made.validator));
  expect(() => initKeys(home)).toThrow('holds a node already');
  expect(() => initHome(options({ home }))).toThrow('holds a node already');
});

test('what makes no node is refused', () => {
  refused({ home: 'relative' });
  refused({ ports: { ...ports, p2p: ports.rpc } });
  refused({ ports: { ...ports, rpc: 0 } });
  refused({ peers: ['localhost:26656'] });
  refused({ peers: [`${nodeId(keys.node)}@::1:26656`] });
  refused({ peers: [`${nodeId(keys.node)}@[::1:26656`] });
  refused({ chainId: 'another' });
  refused({ stateSync: { rpcServers: ['http://a:1'], trustHeight: 1n, trustHash: 'AB' } });
});

test('a home that is missing or damaged is told as such', () => {
  const given = options();
  expect(() => readHome(given.home)).toThrow(expect.objectContaining({ code: 'home-missing' }));
  initHome(given);
  writeFileSync(paths(given.home).nodeKey, '{"priv_key":{"type":"x"}}');
  expect(() => readHome(given.home)).toThrow(expect.objectContaining({ code: 'home-damaged' }));
  writeFileSync(paths(given.home).settings, '{');
  expect(() => readHome(given.home)).toThrow(expect.objectContaining({ code: 'home-damaged' }));
});

test('the socket of a home with a long path lies elsewhere, within the limit of the system', () => {
  expect(abciSocket('/home/a')).toBe('/home/a/abci.sock');
  const long = abciSocket(`/${'deep/'.repeat(30)}`);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(103);
  expect(long).toBe(abciSocket(`/${'deep/'.repeat(30)}`));
});
