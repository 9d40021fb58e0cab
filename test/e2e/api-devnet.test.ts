import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { answers } from '../support/engines.ts';
import { nodeInfoOverGrpc } from '../support/grpc.ts';
import { type Sandbox, sandbox } from './allo.ts';

let box: Sandbox;
const taken: Server[] = [];
beforeAll(() => {
  box = sandbox();
});
afterAll(async () => {
  for (const server of taken) server.close();
  await box.close();
});

/** A port that somebody listens on. */
async function takenPort(): Promise<number> {
  const server = createServer();
  taken.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const statusOf = (name: string) => box.json<DevnetStatus>('devnet', 'status', '--name', name);
const portOf = (url: string | null): number => Number(new URL(url ?? '').port);

it('answers over gRPC and REST as soon as it is up, and no more when it is down', async () => {
  const { endpoints, chainId } = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0');
  const { grpc, rest } = endpoints;
  expect((await nodeInfoOverGrpc(grpc ?? '')).defaultNodeInfo?.network).toBe(chainId);
  const found = await fetch(`${rest}/cosmos/base/tendermint/v1beta1/node_info`);
  expect(await found.json()).toMatchObject({ default_node_info: { network: chainId } });
  expect((await statusOf('default')).endpoints).toEqual(endpoints);
  const { stdout } = await box.allo('devnet', 'status');
  for (const address of [grpc, rest]) expect(stdout).toContain(address);
  await box.json('devnet', 'down');
  for (const address of [grpc, rest]) expect(await answers(address ?? '')).toBe(false);
});

it('serves the state that it went back to', async () => {
  const { endpoints } = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0');
  const height = async (): Promise<number> => {
    const found = await fetch(`${endpoints.rest}/cosmos/base/tendermint/v1beta1/blocks/latest`);
    return Number(((await found.json()) as { block: { header: { height: string } } }).block.header.height);
  };
  await box.json('devnet', 'advance', '--blocks', '20');
  expect(await height()).toBeGreaterThan(20);
  await box.json('devnet', 'rewind', '--height', '5');
  const params = await fetch(`${endpoints.rest}/cosmos/bank/v1beta1/params`);
  expect(Number(params.headers.get('grpc-metadata-x-cosmos-block-height'))).toBeLessThan(20);
  await box.json('devnet', 'down');
});

it('takes the ports that it is told, or the next ones, and says so', async () => {
  const [grpcPort, restPort] = [await takenPort(), await takenPort()];
  const ports = ['--grpc-port', `${grpcPort}`, '--rest-port', `${restPort}`];
  const { code, stderr } = await box.allo('devnet', 'up', '--name', 'told', '--rpc-port', '0', ...ports);
  expect(code).toBe(0);
  const { grpc, rest } = (await statusOf('told')).endpoints;
  expect([portOf(grpc), portOf(rest)]).not.toEqual([grpcPort, restPort]);
  expect(stderr).toContain(`Port ${grpcPort} is in use; gRPC listens on ${portOf(grpc)} instead.`);
  expect(stderr).toContain(`Port ${restPort} is in use; REST listens on ${portOf(rest)} instead.`);
  await box.json('devnet', 'down', '--name', 'told');
  // What it was told it remembers.
  const again = await box.allo('devnet', 'up', '--name', 'told');
  expect(again.stderr).toContain(`Port ${grpcPort} is in use`);
});

it('is told its ports by variables too, and refuses what is no port', async () => {
  box.env.ALLO_DEVNET_GRPC_PORT = `${await takenPort()}`;
  const { stderr } = await box.allo('devnet', 'up', '--name', 'by-variable', '--rpc-port', '0');
  expect(stderr).toContain(`Port ${box.env.ALLO_DEVNET_GRPC_PORT} is in use; gRPC`);
  box.env.ALLO_DEVNET_GRPC_PORT = '70000';
  expect((await box.allo('devnet', 'up', '--name', 'wrong')).code).toBe(3);
  delete box.env.ALLO_DEVNET_GRPC_PORT;
});
