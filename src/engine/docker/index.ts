import type Docker from 'dockerode';
import type { Container } from 'dockerode';
import { type NodePorts, nodeId } from '../../node/home/index.ts';
import { requireCometBft } from '../cometbft/driver.ts';
import type { ValidatorsOptions } from '../cometbft/index.ts';
import { identityOf, layHome, timeoutsFor } from '../network/homes.ts';
import { ValidatorNetwork } from '../network/network.ts';
import { planPorts } from '../network/ports.ts';
import { startAll } from '../network/start.ts';
import { dialled } from '../relay/mesh.ts';
import { connectDocker, dockerError } from './client.ts';
import { containerOptions, owner, takeOwnership } from './containers.ts';
import { ContainerDriver } from './driver.ts';
import { type ImageFrom, validatorImage } from './image.ts';
import { Names } from './names.ts';
import { FIRST_RELAY_PORT, RelayContainer } from './relay.ts';
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
const INSIDE: NodePorts = { rpc: 26657, p2p: 26656, node: 26659, metrics: 26660 };

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
  const image = await validatorImage(docker, { from: imageFrom, root, cometbft: requireCometBft });
  await removeFromDocker(docker, home);
  try {
    options.signal?.throwIfAborted();
    const { drivers, ways } = await lay(docker, image, options);
    await startAll(drivers, options);
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
  const { name, home, genesis, validators, directory, rpc, blockTime, sync, progress } = options;
  const names = new Names(name, home);
  progress?.step('ports');
  const ports = await planPorts(rpc.host, rpc.port, validators.length);
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
  const relay = await create('relay', { command: ['relay.js'], stdin: true });
  const ways = await RelayContainer.start(docker, relay);
  await ways.open(validators.map(({ moniker }) => ({ host: moniker, port: INSIDE.p2p })));
  const address = (await relay.inspect()).NetworkSettings.Networks[names.network]?.IPAddress;
  progress?.step('homes');
  const ids = validators.map(({ node }) => nodeId(node));
  const drivers = await Promise.all(
    validators.map(async (validator, i) => {
      const own = ports[i] as NodePorts;
      const peers = dialled(validators.length, i).map(
        (to) => `${ids[to]}@${address}:${FIRST_RELAY_PORT + 100 * i + to}`,
      );
      const node = layHome({ directory, genesis, validator, ports: INSIDE, host: '0.0.0.0', peers, blockTime, sync });
      takeOwnership(node, user);
      const published = (['rpc', 'node', 'metrics'] as const).map((kind) => [INSIDE[kind], own[kind]] as const);
      const container = await create(validator.moniker, {
        command: ['container.js', '/node'],
        binds: [`${node}:/node`],
        published,
        host: rpc.host,
      });
      const at = (port: number): string => `http://${rpc.host}:${port}`;
      return new ContainerDriver({
        ...identityOf(validator),
        rpcUrl: at(own.rpc),
        nodeUrl: at(own.node),
        home: node,
        container,
      });
    }),
  );
  return { drivers, ways };
}
