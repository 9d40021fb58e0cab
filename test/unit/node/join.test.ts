import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findNetwork } from '../../../src/node/join/network.ts';
import { requireSnapshot } from '../../../src/node/join/offered.ts';
import { nodeStatus } from '../../../src/node/status.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A node's RPC that answers these methods. */
async function rpc(answers: Record<string, unknown>): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const result = answers[url.slice(1).split('?')[0] as string];
    response.end(JSON.stringify(result === undefined ? { error: { message: 'unknown' } } : { result }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const at = (height: number, over: object = {}) => ({
  node_info: { id: 'a'.repeat(40), listen_addr: 'tcp://0.0.0.0:26656', network: 'localnet' },
  sync_info: { latest_block_height: String(height), latest_app_hash: '', catching_up: height === 0 },
  validator_info: { address: 'A' },
  ...over,
});

const offering = (height: number, interval: number, heights: number[]) => {
  const value = Buffer.from(JSON.stringify({ interval, heights })).toString('base64');
  return rpc({ status: at(height), abci_query: { response: { code: 0, value } } });
};

test('a network in which nobody has a snapshot is not joined by one', async () => {
  const soon = await offering(120, 300, []);
  const never = await offering(120, 0, []);
  await expect(requireSnapshot([soon, never, soon])).rejects.toMatchObject({
    code: 'no-snapshot',
    message: `No node offers a snapshot yet: ${soon} is at height 120 and takes its next at 300; ${never} takes none (snapshotInterval in its node.json).`,
  });
  await requireSnapshot([soon, await offering(700, 300, [600, 300])]);
});

test('a node that does not say what it offers may have a snapshot', async () => {
  const strange = await rpc({ status: at(5), abci_query: { response: { code: 6, value: null } } });
  await requireSnapshot([strange]);
});

test('peers are dialled where they are reached', async () => {
  const peer = (id: string, listen: string, remote: string) => ({
    node_info: { id: id.repeat(40), listen_addr: listen, network: 'localnet' },
    remote_ip: remote,
  });
  const peers = [
    peer('b', '127.0.0.1:26666', '172.18.0.2'),
    peer('c', 'tcp://0.0.0.0:26656', '10.0.0.3'),
    peer('d', 'tcp://[::]:26656', 'fd00::4'),
    peer('e', 'tcp://0.0.0.0:26676', '127.0.0.1'),
  ];
  const genesis = { total: '1', data: Buffer.from('{}').toString('base64') };
  const asked = (await rpc({ status: at(5), net_info: { peers }, genesis_chunked: genesis })).replace(
    '127.0.0.1',
    'localhost',
  );
  expect((await findNetwork(asked)).peers.map((address) => address.replace(/^(.)\1+@/, '$1@'))).toEqual([
    'a@localhost:26656',
    'b@127.0.0.1:26666',
    'c@10.0.0.3:26656',
    'd@[fd00::4]:26656',
    // Whom the asked node sees on loopback is on its machine, not on this one.
    'e@localhost:26676',
  ]);
});

const up = { pid: 1, restarts: 0, fault: null };
const missing = async (answers: Record<string, unknown>, { stateSync = false, said = '' } = {}) => {
  const supervisor = { status: () => up, lastSaid: (what: RegExp) => (what.test(said) ? said : undefined) };
  const settings = { chainId: 'localnet', moniker: 'one', stateSync };
  return (await nodeStatus(settings, await rpc(answers), supervisor, { grpc: null, rest: null })).missing;
};

test('a node that waits says for whom', async () => {
  const alone = { n_peers: '0' };
  const two = { n_peers: '2' };
  const none = 'no peer is connected';
  const validators = { total: '1', validators: [{ address: 'A' }] };
  expect(await missing({ status: at(0), net_info: alone })).toEqual(['there is no block yet', none]);
  expect(await missing({ status: at(0), net_info: alone, validators })).toEqual(['there is no block yet']);
  expect(await missing({ status: at(0), net_info: two })).toEqual(['there is no block yet']);
  expect(await missing({ status: at(0), net_info: alone }, { stateSync: true })).toContain(none);
  const behind = at(7, { sync_info: { latest_block_height: '7', latest_app_hash: '', catching_up: true } });
  expect(await missing({ status: behind, net_info: alone })).toEqual(['it is catching up, at height 7', none]);
  expect(await missing({ status: at(7), net_info: alone })).toEqual([]);
});

test('a node that is to begin with a snapshot says whether it has one', async () => {
  const found = { status: at(0), net_info: { n_peers: '2' } };
  const looks = ['it looks for a snapshot: no peer has offered one yet'];
  const takes = ['it takes in the state of a snapshot'];
  expect(await missing(found, { stateSync: true })).toEqual(looks);
  expect(await missing(found, { stateSync: true, said: 'I[…] Discovering snapshots for 5s' })).toEqual(looks);
  expect(await missing(found, { stateSync: true, said: 'I[…] Fetching snapshot chunk' })).toEqual(takes);
});
