import type { Message } from '@bufbuild/protobuf';
import { afterAll, beforeAll } from 'vitest';
import { addStake } from '../../src/client/actions/add-stake.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { fundTopic } from '../../src/client/actions/fund-topic.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import { register } from '../../src/client/actions/register.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { advanceBlocks, advanceEpochs } from '../../src/devnet/advance.ts';
import { controlSocket } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { QueryService } from '../../src/wire/gen/emissions/v10/query_pb.ts';
import { sandbox } from './allo.ts';

export const ALLO = 10n ** 18n;

/** A devnet for the tests of a file, on which nothing happens but what they do, with topics and actors at hand. */
export function actorNetwork(seed: string) {
  const box = sandbox();
  const addresses: Record<string, string> = {};
  let client: AlloraClient;
  let movable: { control: string; rpcs: string[] };

  const block = async (count = 1) => (await advanceBlocks(movable, count)).height;
  const run = async (...args: string[]) => {
    const result = await box.json<{ txHash: string }>(...args);
    await block();
    return result;
  };

  beforeAll(async () => {
    const genesis = ['--block-time', 'manual', '--genesis-time', '2026-01-01T00:00:00Z', '--seed', seed];
    const up = await box.json<DevnetStatus>('devnet', 'up', '--validators', '1', '--rpc-port', '0', ...genesis);
    for (const { name, address } of up.accounts) addresses[name] = address;
    client = new AlloraClient(up.endpoints.rpc ?? '');
    movable = { control: controlSocket(up.home), rpcs: [up.endpoints.rpc ?? ''] };
    // Every test has a topic of its own: they must not take each other's places.
    await run('params', 'update', 'max_active_topics_per_block=100');
  });
  afterAll(() => box.close());

  /** Hands in messages of an account; they wait for the next block. */
  async function from(name: string, ...messages: ((by: Signer) => Message)[]): Promise<void> {
    const by = signerFromKey(await devnetKey(seed, name));
    await send(
      client,
      by,
      messages.map((message) => message(by)),
      { noWait: true },
    );
  }

  /** A topic of its own for a test, with nobody in it. */
  async function newTopic(): Promise<bigint> {
    const { nextTopicId } = await client.query(QueryService.method.getNextTopicId, {});
    await from('alice', ({ address }) => createTopic(address, { metadata: 'a question' }));
    await block();
    return nextTopicId;
  }

  /** The same with workers and a reputer: it lacks nothing but stake. */
  async function staffedTopic(workers: readonly string[]): Promise<bigint> {
    const topic = await newTopic();
    for (const name of workers) await from(name, ({ address }) => register(address, topic, 'worker'));
    await from('heidi', ({ address }) => register(address, topic, 'reputer'));
    await block();
    return topic;
  }

  const stake = (topic: bigint, amount: bigint) => from('heidi', ({ address }) => addStake(address, topic, amount));
  const fund = (topic: bigint) => from('alice', ({ address }) => fundTopic(address, topic, 100n * ALLO));

  /** The same with stake and funds: active. */
  async function activeTopic(workers: readonly string[]): Promise<bigint> {
    const topic = await staffedTopic(workers);
    await stake(topic, 100n * ALLO);
    await fund(topic);
    await block();
    return topic;
  }

  /** The block that opens the next epoch of a topic. */
  const nextEpoch = async (topic: bigint) => BigInt((await advanceEpochs(movable, topic, 1)).height);

  /** The next epoch of a topic, with these answers. */
  async function play(topicId: bigint, answers: Record<string, string>): Promise<bigint> {
    const nonce = await nextEpoch(topicId);
    for (const [name, inference] of Object.entries(answers)) {
      await from(name, (by) => insertWorkerPayload(by, { topicId, nonce, inference }));
    }
    await block();
    return nonce;
  }

  /** Runs a doctor; what it found, with the exit code. */
  async function doctor(...args: string[]) {
    const { code, stdout } = await box.allo(...args, '--json');
    const document = JSON.parse(stdout);
    const { findings } = (document.ok ? document.result : document.error.details) as {
      findings: { check: string; level: string; detail: string; cause: string | null; next: string | null }[];
    };
    return { code, error: document.error?.code, hint: document.error?.hint, findings };
  }

  return {
    ...{ box, run, block, from, newTopic, staffedTopic, stake, fund, activeTopic, nextEpoch, play, doctor },
    at: (name: string): string => addresses[name] ?? '',
    client: (): AlloraClient => client,
  };
}
