import { createPublicKey, verify } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { validatorIdentity } from '../../../src/engine/embedded/index.ts';
import type { BlockId } from '../../../src/engine/embedded/types/block-id.ts';
import { precommitSignBytes } from '../../../src/engine/embedded/types/commit.ts';
import { hex } from '../../../src/engine/embedded/types/hash.ts';
import { parseTime } from '../../../src/engine/embedded/types/time.ts';
import { EngineError } from '../../../src/engine/engine.ts';
import { CounterApp } from './counter-app.ts';
import {
  genesisOf,
  type Json,
  type Network,
  rpc,
  startNetwork,
  stopNetworks,
  txBase64,
  validatorKeys,
} from './network.ts';

afterEach(stopNetworks);

const blockOf = async ({ engine }: Network, height: bigint): Promise<Json> =>
  (await rpc(engine, 'block', { height: String(height) })).result;

const broadcast = async ({ engine }: Network, ...txs: string[]): Promise<void> => {
  for (const tx of txs) await rpc(engine, 'broadcast_tx_sync', { tx: txBase64(tx) });
};

const bytes = (text: string): Buffer => Buffer.from(text, 'hex');
const blockId = (json: Json): BlockId => ({
  hash: bytes(json.hash),
  parts: { total: json.parts.total, hash: bytes(json.parts.hash) },
});

/** Checks a commit as a light client does: every signature, by the set that had to sign. */
function checkCommit(commit: Json, validators: Json[]): void {
  expect(commit.signatures).toHaveLength(validators.length);
  commit.signatures.forEach((sig: Json, i: number) => {
    expect(sig.validator_address).toBe(validators[i].address);
    const x = Buffer.from(validators[i].pub_key.value, 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const message = precommitSignBytes('localnet', {
      height: BigInt(commit.height),
      round: commit.round,
      blockId: blockId(commit.block_id),
      timestamp: parseTime(sig.timestamp)!,
    });
    expect(verify(null, message, key, Buffer.from(sig.signature, 'base64'))).toBe(true);
  });
}

describe('the chain', () => {
  test('starts with a block at the genesis time', async () => {
    const network = await startNetwork();
    const { block } = await blockOf(network, 1n);
    expect(block.header).toMatchObject({
      height: '1',
      time: '2026-01-01T00:00:00Z',
      chain_id: 'localnet',
      version: { block: '11', app: '7' },
      last_block_id: { hash: '', parts: { total: 0, hash: '' } },
    });
    expect(block.last_commit).toEqual({
      height: '0',
      round: 0,
      block_id: { hash: '', parts: { total: 0, hash: '' } },
      signatures: [],
    });
    expect(network.app.init).toMatchObject({ chainId: 'localnet', initialHeight: 1n });
    expect(network.app.requests[0]!.decidedLastCommit.votes).toEqual([]);
  });

  test('links every block to the one before, signed by everybody', async () => {
    const network = await startNetwork();
    const { engine, app } = network;
    await broadcast(network, 'add 5', 'add 6');
    await engine.advance({ blocks: 3 });
    await broadcast(network, 'fail 1');
    await engine.advance({ blocks: 2 });
    let previous = await blockOf(network, 1n);
    for (let height = 2n; height <= engine.height; height++) {
      const current = await blockOf(network, height);
      const { header, last_commit } = current.block;
      const { validators } = (await rpc(engine, 'validators', { height: String(height - 1n) })).result;
      expect(header.last_block_id).toEqual(previous.block_id);
      expect(last_commit.block_id).toEqual(previous.block_id);
      checkCommit(last_commit, validators);
      // The block's time is the median of these votes' times.
      expect(new Set(last_commit.signatures.map((sig: Json) => sig.timestamp))).toEqual(new Set([header.time]));
      expect(header.app_hash).toBe(hex(engine.appHashAt(height - 1n)!));
      const request = app.requests[Number(height) - 1]!;
      expect(hex(request.hash)).toBe(current.block_id.hash);
      expect(request.decidedLastCommit.votes.map((vote) => vote.blockIdFlag)).toEqual([2, 2, 2, 2]);
      expect(hex(request.proposerAddress)).toBe(header.proposer_address);
      previous = current;
    }
    const latest = (await rpc(engine, 'commit')).result;
    expect(latest.canonical).toBe(false);
    checkCommit(latest.signed_header.commit, (await rpc(engine, 'validators')).result.validators);
    const earlier = (await rpc(engine, 'commit', { height: '3' })).result;
    expect(earlier.canonical).toBe(true);
    expect(earlier.signed_header.commit).toEqual((await blockOf(network, 4n)).block.last_commit);
  });

  test('carries the hash of results in the next header', async () => {
    const network = await startNetwork();
    await network.engine.advance({ blocks: 1 });
    await broadcast(network, 'add 5');
    await network.engine.advance({ blocks: 2 });
    const empty = (await blockOf(network, 3n)).block.header.last_results_hash;
    const full = (await blockOf(network, 4n)).block.header.last_results_hash;
    expect(empty).toBe('E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855');
    expect(full).not.toBe(empty);
  });

  test('proposes in turns of power', async () => {
    const keys = validatorKeys(4);
    const network = await startNetwork({ validatorKeys: keys });
    await network.engine.advance({ blocks: 45 });
    const turns = new Map<string, number>();
    for (const { proposerAddress } of network.app.requests) {
      turns.set(hex(proposerAddress), (turns.get(hex(proposerAddress)) ?? 0) + 1);
    }
    // Powers 10, 11, 12, 13 in 46 turns.
    expect(keys.map((key) => turns.get(validatorIdentity(key).address))).toEqual([10, 11, 12, 13]);
  });

  test('gives a changed validator set its say two heights later', async () => {
    const keys = validatorKeys(5);
    const network = await startNetwork({ validatorKeys: keys, genesis: genesisOf(keys.slice(0, 4)) });
    const { engine, app } = network;
    const newcomer = validatorIdentity(keys[4]!);
    await broadcast(network, `power ${hex(newcomer.pubKey)} 25`);
    await engine.advance({ blocks: 4 });
    const sizes = [];
    for (let height = 1; height <= 6; height++) {
      sizes.push((await rpc(engine, 'validators', { height: String(height) })).result.total);
    }
    // Executed at 2: announced in header 3, in the set from 4, its vote for 4 in block 5.
    expect(sizes).toEqual(['4', '4', '4', '5', '5', '5']);
    const header = (await blockOf(network, 3n)).block.header;
    expect(header.next_validators_hash).not.toBe(header.validators_hash);
    expect((await blockOf(network, 4n)).block.header.validators_hash).toBe(header.next_validators_hash);
    expect(app.requests.map((request) => request.decidedLastCommit.votes.length)).toEqual([0, 4, 4, 4, 5]);
    expect(engine.status().validators[4]).toMatchObject({ moniker: 'validator4', power: 25n });
    const set = (await rpc(engine, 'validators')).result.validators;
    expect(set[0]).toMatchObject({ address: newcomer.address, voting_power: '25' });
  });

  test('lets validators miss whose keys are elsewhere', async () => {
    const keys = validatorKeys(4);
    const network = await startNetwork({ validatorKeys: keys.slice(1), genesis: genesisOf(keys) });
    await network.engine.advance({ blocks: 40 });
    const away = validatorIdentity(keys[0]!).address;
    const { signatures } = (await rpc(network.engine, 'commit', { height: '10' })).result.signed_header.commit;
    expect(signatures.map((sig: Json) => sig.block_id_flag).toSorted()).toEqual([1, 2, 2, 2]);
    expect(signatures.find((sig: Json) => sig.block_id_flag === 1)).toEqual({
      block_id_flag: 1,
      validator_address: '',
      timestamp: '0001-01-01T00:00:00Z',
      signature: null,
    });
    expect(network.app.requests.some((request) => hex(request.proposerAddress) === away)).toBe(false);
    expect(network.app.requests.some((request) => request.decidedLastCommit.round === 1)).toBe(true);
  });

  test('starts at the initial height', async () => {
    const keys = validatorKeys(1);
    const genesis = genesisOf(keys, { initial_height: '100' });
    const network = await startNetwork({ validatorKeys: keys, genesis });
    await network.engine.advance({ blocks: 2 });
    expect(network.app.requests.map((request) => request.height)).toEqual([100n, 101n, 102n]);
    expect((await rpc(network.engine, 'status')).result.sync_info).toMatchObject({
      earliest_block_height: '100',
      latest_block_height: '102',
    });
    expect((await rpc(network.engine, 'validators', { height: '100' })).result.total).toBe('1');
    expect((await rpc(network.engine, 'block', { height: '99' })).error?.data).toContain('lowest height is 100');
  });

  test('takes changed parameters into the next header', async () => {
    const app = new CounterApp();
    const finalize = app.finalizeBlock.bind(app);
    app.finalizeBlock = (request) => {
      const response = finalize(request);
      if (request.height !== 2n) return response;
      const params = app.init!.consensusParams;
      return { ...response, consensusParamUpdates: { ...params, block: { maxBytes: 900_000n, maxGas: 5n } } };
    };
    const network = await startNetwork({ app });
    await network.engine.advance({ blocks: 3 });
    const hashes = await Promise.all(
      [1n, 2n, 3n].map(async (h) => (await blockOf(network, h)).block.header.consensus_hash),
    );
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[1]);
    const at = async (height: string) =>
      (await rpc(network.engine, 'consensus_params', { height })).result.consensus_params.block;
    expect(await at('2')).toEqual({ max_bytes: '22020096', max_gas: '-1' });
    expect(await at('3')).toEqual({ max_bytes: '900000', max_gas: '5' });
    expect(
      (await rpc(network.engine, 'block_results', { height: '2' })).result.consensus_param_updates.block.max_gas,
    ).toBe('5');
  });

  test('is the same for the same script, hash by hash', async () => {
    const run = async (): Promise<string[]> => {
      const network = await startNetwork();
      await broadcast(network, 'add 1', 'add 2');
      await network.engine.advance({ blocks: 5 });
      await network.engine.advance({ time: 7_200_000_000_000n });
      await broadcast(network, 'fail 3');
      await network.engine.advance({ blocks: 2 });
      const hashes = [];
      for (let height = 1n; height <= network.engine.height; height++)
        hashes.push(hex(network.engine.blockHashAt(height)!));
      return hashes;
    };
    const first = await run();
    expect(first).toHaveLength(9);
    expect(await run()).toEqual(first);
  });

  test('cuts large blocks into several parts', async () => {
    const network = await startNetwork();
    await broadcast(network, `add 1 ${'x'.repeat(200_000)}`);
    await network.engine.advance({ blocks: 1 });
    const { block_id } = await blockOf(network, 2n);
    expect(block_id.parts.total).toBe(4);
    expect(network.app.total).toBe(1n);
  });
});

describe('what cannot start', () => {
  const keys = validatorKeys(1);
  const refusal = async (options: Parameters<typeof startNetwork>[0]): Promise<EngineError> => {
    const error = await startNetwork({ validatorKeys: keys, ...options }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EngineError);
    return error as EngineError;
  };

  test.each([
    ['genesis_time', { genesis_time: 'soon' }],
    ['chain_id', { chain_id: '' }],
    ['initial_height', { initial_height: '-5' }],
    ['validators', { validators: [] }],
    [
      'max_bytes',
      { consensus_params: { ...genesisOf(keys).consensus_params, block: { max_bytes: '0', max_gas: '-1' } } },
    ],
    ['power', { validators: [{ ...genesisOf(keys).validators![0]!, power: '0' }] }],
  ])('a genesis with a bad %s', async (field, changes) => {
    const error = await refusal({ genesis: genesisOf(keys, changes) });
    expect(error.code).toBe('invalid-genesis');
    expect(error.message).toContain(field);
  });

  test('a taken port, said clearly', async () => {
    const { engine } = await startNetwork();
    const error = await refusal({ rpc: { port: engine.port } });
    expect(error).toMatchObject({ code: 'address-in-use', details: { host: '127.0.0.1', port: engine.port } });
  });

  test('bad keys and an application that has run before', async () => {
    expect((await refusal({ validatorKeys: [], genesis: genesisOf(keys) })).code).toBe('invalid-options');
    const short = [{ moniker: 'short', seed: new Uint8Array(31) }];
    expect((await refusal({ validatorKeys: short, genesis: genesisOf(keys) })).code).toBe('invalid-options');
    expect((await refusal({ blockTime: { everyMs: 0 } })).code).toBe('invalid-options');
    const app = new CounterApp();
    app.height = 5n;
    expect((await refusal({ app })).code).toBe('unsupported');
  });
});
