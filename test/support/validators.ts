import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModules, defaultAppState } from '../../src/chain/app-modules.ts';
import { devnetAccounts, validatorKeys } from '../../src/devnet/accounts.ts';
import { buildGenesis, readPreset } from '../../src/devnet/genesis.ts';
import type { GenesisDoc } from '../../src/engine/genesis-doc.ts';
import { type HomeOptions, initHome, type NodeHome, nodeId } from '../../src/node/home/index.ts';
import { type NodeHandle, type StartNodeOptions, startNode } from '../../src/node/run.ts';
import { ed25519, pubkeyAddress, secp256k1, sha256 } from '../../src/wire/index.ts';

const root = new URL('../..', import.meta.url).pathname;

/** Ports that are free now; all are held until the last is known, so each is another one. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

export interface NetworkOptions {
  validators?: number;
  /** Nodes beside the validators: they have the genesis and the peers, and no power. */
  others?: number;
  /** Changes the genesis before it is written. */
  genesis?: (genesis: GenesisDoc) => void;
  /** Laid over what every home is made of. */
  home?: (index: number) => Partial<HomeOptions>;
  start?: Partial<StartNodeOptions>;
}

export interface TestNetwork {
  folder: string;
  homes: NodeHome[];
  /** Those that were started, by the index of their home. */
  nodes: (NodeHandle | undefined)[];
  start(index: number): Promise<NodeHandle>;
  /** Stops everything and removes the files. */
  close(): Promise<void>;
}

/** Homes of a network of validators of one genesis on free ports; nothing is started yet. */
export async function testNetwork({
  validators = 1,
  others = 0,
  genesis,
  home,
  start,
}: NetworkOptions = {}): Promise<TestNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'allokit-node-'));
  const keys = validatorKeys(null, validators + others);
  const document = buildGenesis({
    options: { chainId: 'localnet', genesisTime: null },
    preset: readPreset(root, 'devnet'),
    defaults: defaultAppState(createModules()),
    accounts: await devnetAccounts(null),
    validators: keys.slice(0, validators).map(({ moniker, seed, operator }) => ({
      moniker,
      pubKey: ed25519.publicKey(seed),
      operator: pubkeyAddress(secp256k1.publicKey(operator)),
    })),
  });
  genesis?.(document);
  const ports = await freePorts(keys.length * 4);
  const nodeKey = (index: number) => sha256(Buffer.from(`test node ${index}`));
  const peer = (index: number) => `${nodeId(nodeKey(index))}@127.0.0.1:${ports[index * 4 + 1]}`;
  const homes = keys.map(({ moniker, seed }, index) => {
    const [rpc, p2p, node, metrics] = ports.slice(index * 4, index * 4 + 4) as [number, number, number, number];
    return initHome({
      home: join(folder, moniker),
      chainId: 'localnet',
      genesis: document,
      moniker,
      keys: { node: nodeKey(index), validator: seed },
      ports: { rpc, p2p, node, metrics },
      peers: keys.flatMap((_, other) => (other === index ? [] : [peer(other)])),
      ...home?.(index),
    });
  });
  const nodes: TestNetwork['nodes'] = [];
  return {
    folder,
    homes,
    nodes,
    async start(index) {
      const node = await startNode({ home: homes[index]!.home, ...start });
      nodes[index] = node;
      return node;
    },
    async close() {
      await Promise.all(nodes.map((node) => node?.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
