import type { Message } from '@bufbuild/protobuf';
import { addStake } from '../../src/client/actions/add-stake.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { delegateStake } from '../../src/client/actions/delegate-stake.ts';
import { fundTopic } from '../../src/client/actions/fund-topic.ts';
import { insertReputerPayload } from '../../src/client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import { register } from '../../src/client/actions/register.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { advanceBlocks, advanceEpochs } from '../../src/devnet/advance.ts';
import { controlSocket } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { judgeEpoch } from '../../src/worker/judge.ts';

export const TOPIC = 1n;
export const ALLO = 10n ** 18n;
export const INFERERS = ['bob', 'carol', 'dave'];
export const FORECASTERS = ['erin', 'frank'];
/** Stake in ALLO: grace and heidi are each above a quarter of the whole. */
export const REPUTERS: Readonly<Record<string, bigint>> = { grace: 400n, heidi: 350n, ivan: 150n };
export const DELEGATOR = 'judy';

/** What happens on a devnet of a seed that makes blocks by hand. */
export interface RewardedTopic {
  readonly client: AlloraClient;
  /** Sends messages of an account; they wait for the next block. */
  from(name: string, message: (by: Signer) => Message | readonly Message[]): Promise<void>;
  advance(blocks?: number): Promise<number>;
  /** Topic 1 with three inferers, two forecasters, three reputers and a delegator; active. */
  open(): Promise<void>;
  /** The next epoch: everybody answers, and reports on the one before. Returns its nonce. */
  play(epoch: number): Promise<number>;
}

export function rewardedTopic(devnet: DevnetStatus, seed: string): RewardedTopic {
  const client = new AlloraClient(devnet.endpoints.rpc ?? '');
  const movable = { control: controlSocket(devnet.home), rpcs: [devnet.endpoints.rpc ?? ''] };
  const nonces: bigint[] = [];
  const signer = async (name: string) => signerFromKey(await devnetKey(seed, name));
  const from: RewardedTopic['from'] = async (name, message) => {
    const by = await signer(name);
    await send(client, by, [message(by)].flat() as Message[], { noWait: true });
  };
  const advance = async (blocks = 1) => (await advanceBlocks(movable, blocks)).height;

  async function answer(epoch: number, nonce: bigint): Promise<void> {
    const inferers = await Promise.all(INFERERS.map(signer));
    for (const [i, name] of INFERERS.entries()) {
      const inference = (10 + (i - 1) * 0.4 + epoch * 0.11 * (i % 2)).toFixed(4);
      await from(name, (by) => insertWorkerPayload(by, { topicId: TOPIC, nonce, inference }));
    }
    for (const [k, name] of FORECASTERS.entries()) {
      const forecast = inferers.map(({ address }, i) => ({
        inferer: address,
        value: (-1.5 + 0.4 * i - 0.3 * k + 0.05 * epoch).toFixed(3),
      }));
      await from(name, (by) => insertWorkerPayload(by, { topicId: TOPIC, nonce, forecast }));
    }
  }

  async function report(epoch: number, nonce: bigint): Promise<void> {
    for (const [m, name] of Object.keys(REPUTERS).entries()) {
      const value = Dec.parse((10.1 + 0.07 * (epoch % 3) + 0.02 * m).toFixed(4));
      const losses = await judgeEpoch(client, TOPIC, nonce, { value, floor: Dec.parse('0.0001') });
      await from(name, (by) => insertReputerPayload(by, TOPIC, nonce, losses));
    }
  }

  return {
    client,
    from,
    advance,
    async open() {
      await from('alice', ({ address }) => createTopic(address, { metadata: 'degrees at noon' }));
      await advance();
      for (const name of [...INFERERS, ...FORECASTERS]) {
        await from(name, ({ address }) => register(address, TOPIC, 'worker'));
      }
      for (const name of Object.keys(REPUTERS)) await from(name, ({ address }) => register(address, TOPIC, 'reputer'));
      await advance();
      for (const [name, stake] of Object.entries(REPUTERS)) {
        await from(name, ({ address }) => addStake(address, TOPIC, stake * ALLO));
      }
      const { address: grace } = await signer('grace');
      await from(DELEGATOR, ({ address }) => delegateStake(address, TOPIC, grace, 100n * ALLO));
      await from('alice', ({ address }) => fundTopic(address, TOPIC, 1_000n * ALLO));
      await advance();
    },
    async play(epoch) {
      const { height } = await advanceEpochs(movable, TOPIC, 1);
      nonces.push(BigInt(height));
      await answer(epoch, BigInt(height));
      const judged = nonces.at(-2);
      if (judged !== undefined) await report(epoch - 1, judged);
      await advance();
      return height;
    },
  };
}
