import type Docker from 'dockerode';
import type { Container } from 'dockerode';
import { inUrl, nodeId } from '../../node/home/index.ts';
import { requireCometBft } from '../cometbft/driver.ts';
import type { ValidatorsOptions } from '../cometbft/index.ts';
import { hostPort } from '../embedded/rpc/server.ts';
import { addressesOf, identityOf, layHome, timeoutsFor } from '../network/homes.ts';
import { ValidatorNetwork } from '../network/network.ts';
import { planPorts } from '../network/ports.ts';
import { startAll } from '../network/start.ts';
import { dialled } from '../relay/mesh.ts';
import { connectDocker, dockerError } from './client.ts';
import { containerOptions, owner, prepareHome, takeOwnership } from './containers.ts';
import { ContainerDriver } from './driver.ts';
import { type ImageFrom, validatorImage } from './image.ts';
import { Names } from './names.ts';
import { RelayContainer, relayPort } from './relay.ts';
import { removeFromDocker } from './remove.ts';

export interface DockerOptions extends ValidatorsOptions {
  /** Name and home of the devnet: what its parts in Docker are called and found by. */
  readonly name: string;
  readonly home: string;
  readonly imageFrom: ImageFrom;
  /** Directory of the package. */
  readonly root: string;
}

/** The ports of a validator in its container. */
const INSIDE = { rpc: 26657, p2p: 26656, node: 26659, metrics: 26660, grpc: 9090, rest: 1317 };
/** Those of them that this machine can be asked at. */
const PUBLISHED = ['rpc', 'p2p', 'node', 'metrics', 'grpc', 'rest'] as const;

/**
 * Starts a network of validators, one container each, and a relay between them in one more. Resolves when all of them
 * have a block. What an earlier start left of it is removed first.
 * @throws EngineError `missing-prerequisite`, `unsupported`, `start-failed`
 */
export async function startDocker(options: DockerOptions): Promise<ValidatorNetwork> {
  const { genesis, blockTime, home, imageFrom, root, progress } = options;
  timeoutsFor(blockTime);
  const docker = await connectDocker();
  progress?.step('image');
  const [image] = await Promise.all([
    validatorImage(docker, {
      from: imageFrom,
      root,
      cometbft: requireCometBft,
      onLine: (line) => progress?.step('image', line),
      ...(options.signal && { signal: options.signal }),
    }),
    removeFromDocker(docker, home),
  ]);
  try {
    options.signal?.throwIfAborted();
    const { drivers, ways } = await lay(docker, image, options);
    await startAll(drivers, options).catch(async (error: unknown) => {
      await ways.close();
      throw error;
    });
    const cleanUp = async () => {
      await removeFromDocker(docker, home);
    };
    return new ValidatorNetwork({ kind: 'docker', chainId: genesis.chain_id, ...options, drivers, ways, cleanUp });
  } catch (error) {
    await removeFromDocker(docker, home);
    throw error;
  }
}

/** Network, relay, homes and containers; nothing but the relay runs yet. */
async function lay(docker: Docker, image: string, options: DockerOptions) {
  const { name, home, genesis, validators, directory, host, blockTime, sync, progress, log } = options;
  const names = new Names(name, home);
  progress?.step('ports');
  const ports = await planPorts(host, options.ports, validators.length);
  await docker
    .createNetwork({ Name: names.network, Driver: 'bridge', Labels: names.labels(), CheckDuplicate: true })
    .catch((error: unknown) => {
      throw dockerError('the network cannot be made', error);
    });
  const user = owner();
  const create = async (role: string, more: Parameters<typeof containerOptions>[1]): Promise<Container> => {
    try {
      return await docker.createContainer(containerOptions({ names, role, image, user }, more));
    } catch (error) {
      throw dockerError(`the container of ${role} cannot be made`, error);
    }
  };
  // Where a home lies is known before what is in it: the containers are made while the relay starts.
  const making = validators.map(({ moniker }, i) => {
    const own = ports[i] as (typeof ports)[number];
    return create(moniker, {
      command: ['container.js', '/node'],
      binds: [`${prepareHome(directory, moniker, user)}:/node`],
      published: PUBLISHED.map((kind) => [INSIDE[kind], own[kind]] as const),
      host,
    });
  });
  const relaying = create('relay', { command: ['relay.js'], stdin: true }).then((container) =>
    RelayContainer.start({
      docker,
      container,
      network: names.network,
      peers: validators.map(({ moniker }) => ({ host: moniker, port: INSIDE.p2p })),
      log,
    }),
  );
  // All are over before anybody clears away after a failure of one.
  await Promise.allSettled([relaying, ...making]);
  const ways = await relaying;
  const containers = await Promise.all(making).catch(async (error: unknown) => {
    await ways.close();
    throw error;
  });
  progress?.step('homes');
  const ids = validators.map(({ node }) => nodeId(node));
  const drivers = validators.map((validator, i) => {
    const peers = dialled(validators.length, i).map((to) => `${ids[to]}@${ways.address}:${relayPort(i, to)}`);
    const own = ports[i] as (typeof ports)[number];
    // What a validator tells of where it listens is for nodes that join from outside: the others know the way to it.
    const outside = { externalAddress: `${inUrl(host)}:${own.p2p}` };
    const inside = { ports: INSIDE, host: '0.0.0.0', peers, ...outside };
    const node = layHome({ directory, genesis, validator, ...inside, blockTime, sync });
    takeOwnership(node, user);
    const container = containers[i] as Container;
    return new ContainerDriver({
      ...identityOf(validator),
      ...addressesOf(host, own),
      nodeUrl: `http://${hostPort(host, own.node)}`,
      home: node,
      container,
      log,
    });
  });
  return { drivers, ways };
}
