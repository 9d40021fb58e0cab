import type { Message } from '@bufbuild/protobuf';
import { afterAll, expect, it } from 'vitest';
import { addStake } from '../../src/client/actions/add-stake.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { delegateStake } from '../../src/client/actions/delegate-stake.ts';
import { fundTopic } from '../../src/client/actions/fund-topic.ts';
import { insertReputerPayload } from '../../src/client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import { register } from '../../src/client/actions/register.ts';
import { sendTokens } from '../../src/client/actions/send-tokens.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { judgeEpoch } from '../../src/worker/judge.ts';
import { type Sandbox, sandbox } from './allo.ts';

const SEED = 'determinism';
const EPOCHS = 4;
const boxes: Sandbox[] = [];

afterAll(async () => {
  await Promise.all(boxes.map((box) => box.close()));
});

/** Everything that identifies the blocks of a chain, height by height. */
type Chain = readonly {
  readonly height: number;
  readonly hash: string;
  readonly appHash: string;
  readonly results: string;
}[];

/**
 * Plays one fixed scenario: the same transactions in the same blocks.
 * @param dawdle what happens between any two commands; it must not matter
 */
async function play(name: string, dawdle: (client: AlloraClient) => Promise<void>): Promise<Chain> {
  const box = sandbox();
  boxes.push(box);
  const genesis = ['--block-time', 'manual', '--genesis-time', '2026-01-01T00:00:00Z', '--seed', SEED];
  const up = await box.json<DevnetStatus>('devnet', 'up', '--name', name, '--rpc-port', '0', ...genesis);
  const client = new AlloraClient(up.endpoints.rpc ?? '');
  const of = async (account: string): Promise<Signer> => signerFromKey(await devnetKey(SEED, account));
  const hand = async (signer: Signer, ...messages: Message[]) => {
    await send(client, signer, messages, { noWait: true });
    await dawdle(client);
  };
  const advance = async (...by: string[]) => {
    const { height } = await box.json<{ height: number }>('devnet', 'advance', '--name', name, ...by);
    await dawdle(client);
    return BigInt(height);
  };

  const [alice, erin, grace, judy] = (await Promise.all(['alice', 'erin', 'grace', 'judy'].map(of))) as [
    Signer,
    Signer,
    Signer,
    Signer,
  ];
  const workers = await Promise.all(['bob', 'carol', 'dave'].map(of));
  await hand(alice, createTopic(alice.address, { metadata: 'twice the same' }));
  await hand(alice, sendTokens(alice.address, judy.address, 5n), sendTokens(alice.address, erin.address, 6n));
  await advance('--blocks', '2');
  for (const actor of [...workers, erin]) await hand(actor, register(actor.address, 1n, 'worker'));
  await hand(grace, register(grace.address, 1n, 'reputer'));
  await hand(alice, fundTopic(alice.address, 1n, 10n ** 20n));
  await advance('--time', '90m');
  await hand(grace, addStake(grace.address, 1n, 10n ** 20n));
  await hand(judy, delegateStake(judy.address, 1n, grace.address, 10n ** 18n));
  await advance('--blocks', '1');

  const nonces: bigint[] = [];
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const nonce = await advance('--epochs', '1', '--topic', '1');
    nonces.push(nonce);
    for (const [i, worker] of workers.entries()) {
      await hand(
        worker,
        insertWorkerPayload(worker, { topicId: 1n, nonce, inference: `${10 + i * 1.7 - epoch * 0.3}` }),
      );
    }
    const forecast = workers.map(({ address }, i) => ({ inferer: address, value: `${-1 + i * 0.4}` }));
    await hand(erin, insertWorkerPayload(erin, { topicId: 1n, nonce, forecast }));
    const judged = nonces.at(-2);
    if (judged === undefined) continue;
    const losses = await judgeEpoch(client, 1n, judged, { value: Dec.parse('10.9'), floor: Dec.parse('0.0001') });
    await hand(grace, insertReputerPayload(grace, 1n, judged, losses));
  }
  await advance('--epochs', '1', '--topic', '1');
  await box.json('devnet', 'faucet', 'bob', '--amount', '3allo', '--name', name);
  await advance('--blocks', '3');
  return chainOf(client);
}

async function chainOf(client: AlloraClient): Promise<Chain> {
  const { height: last } = await client.status();
  const heights = Array.from({ length: Number(last) }, (_, i) => i + 1);
  return Promise.all(
    heights.map(async (height) => {
      const at = { height: `${height}` };
      const [block, commit, results] = await Promise.all([
        client.rpc.call<{ block_id: { hash: string }; block: { header: { app_hash: string } } }>('block', at),
        client.rpc.call<{ signed_header: { commit: { block_id: { hash: string } } } }>('commit', at),
        client.rpc.call<object>('block_results', at),
      ]);
      expect(commit.signed_header.commit.block_id.hash).toBe(block.block_id.hash);
      return {
        height,
        hash: block.block_id.hash,
        appHash: block.block.header.app_hash,
        results: JSON.stringify(results),
      };
    }),
  );
}

it('the same script gives the same blocks, whatever happens between its commands', async () => {
  const prompt = play('prompt', async () => undefined);
  const slow = play('slow', async (client) => {
    await new Promise((done) => setTimeout(done, 15));
    await client.status();
    await client.rpc.call('abci_query', { path: '/app/version', data: '', prove: false });
  });
  const [one, two] = await Promise.all([prompt, slow]);
  expect(one.length).toBeGreaterThan(60);
  expect(new Set(one.map(({ appHash }) => appHash)).size).toBeGreaterThan(10);
  for (const [i, block] of one.entries()) expect(two[i]).toEqual(block);
  expect(two).toHaveLength(one.length);
});
