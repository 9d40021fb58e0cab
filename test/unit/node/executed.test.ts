import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FinalizeBlockRequest } from '../../../src/chain/abci.ts';
import { decodeRequest, encodeRequest } from '../../../src/engine/embedded/record/request.ts';
import { executedBlocks } from '../../../src/node/rpc/executed.ts';

const address = (byte: string) => byte.repeat(20);
const hash = (byte: string) => byte.repeat(32);

const header = (height: number) => ({
  height: String(height),
  time: `2026-01-01T00:00:0${height}.000000007Z`,
  app_hash: hash(`0${height}`),
  validators_hash: hash('AA'),
  next_validators_hash: hash('AA'),
  proposer_address: address('01'),
});

const duplicate = {
  type: 'tendermint/DuplicateVoteEvidence',
  value: {
    vote_a: { height: '1', validator_address: address('02') },
    TotalVotingPower: '30',
    ValidatorPower: '10',
    Timestamp: '2026-01-01T00:00:01Z',
  },
};

const attack = {
  type: 'tendermint/LightClientAttackEvidence',
  value: {
    CommonHeight: '1',
    ByzantineValidators: [{ address: address('01'), voting_power: '20' }],
    TotalVotingPower: '30',
    Timestamp: '2026-01-01T00:00:01Z',
  },
};

const block = (height: number) => ({
  block_id: { hash: hash('BB') },
  block: {
    header: header(height),
    data: { txs: height === 2 ? ['AQID'] : null },
    evidence: { evidence: height === 2 ? [duplicate, attack] : null },
    last_commit:
      height === 1 ? null : { round: 3, signatures: [{ block_id_flag: 2 }, { block_id_flag: height === 3 ? 3 : 1 }] },
  },
});

const validators = {
  total: '2',
  validators: [
    { address: address('01'), voting_power: '20' },
    { address: address('02'), voting_power: '10' },
  ],
};

let server: Server;
let url: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const height = Number(/height=(\d+)/.exec(path)?.[1]);
    const result = path.startsWith('/validators') ? validators : height <= 4 ? block(height) : undefined;
    response.end(JSON.stringify(result ? { result } : { error: { message: 'no such height' } }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

async function collect(range: { from: bigint; to: bigint; initial: bigint }) {
  const found = [];
  for await (const one of executedBlocks(url, range)) found.push(one);
  return found;
}

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

const second: FinalizeBlockRequest = {
  txs: [Uint8Array.of(1, 2, 3)],
  decidedLastCommit: {
    round: 3,
    votes: [
      { address: bytes(address('01')), power: 20n, blockIdFlag: 2 },
      { address: bytes(address('02')), power: 10n, blockIdFlag: 1 },
    ],
  },
  misbehavior: [
    {
      type: 'duplicate-vote',
      address: bytes(address('02')),
      power: 10n,
      height: 1n,
      time: 1_767_225_601_000_000_000n,
      totalVotingPower: 30n,
    },
    {
      type: 'light-client-attack',
      address: bytes(address('01')),
      power: 20n,
      height: 1n,
      time: 1_767_225_601_000_000_000n,
      totalVotingPower: 30n,
    },
  ],
  hash: bytes(hash('BB')),
  height: 2n,
  time: 1_767_225_602_000_000_007n,
  nextValidatorsHash: bytes(hash('AA')),
  proposerAddress: bytes(address('01')),
};

test('what applications were asked is put together from blocks and validators', async () => {
  const [first, next, third, ...rest] = await collect({ from: 1n, to: 3n, initial: 1n });
  expect(rest).toEqual([]);
  expect(first?.request).toMatchObject({ height: 1n, txs: [], decidedLastCommit: { round: 0, votes: [] } });
  expect(first?.appHash).toEqual(bytes(hash('02')));
  expect(next).toEqual({ request: second, appHash: bytes(hash('03')) });
  expect(third?.request.decidedLastCommit.votes.map(({ blockIdFlag }) => blockIdFlag)).toEqual([2, 3]);
  // The set of validators did not change: it is asked for once.
  expect(asked.filter((path) => path.startsWith('/validators'))).toHaveLength(1);
});

test('blocks that the node does not have are told as such', async () => {
  await expect(collect({ from: 2n, to: 4n, initial: 1n })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('no such height'),
  });
});

test('a record keeps all of it, misbehaviour too', () => {
  expect(decodeRequest(encodeRequest(second))).toEqual(second);
});
