import type { Message } from '@bufbuild/protobuf';
import { addStake } from '../../src/client/actions/add-stake.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { fundTopic } from '../../src/client/actions/fund-topic.ts';
import { insertReputerPayload } from '../../src/client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import { register } from '../../src/client/actions/register.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { openNonce } from '../../src/client/windows.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { advanceBlocks, advanceEpochs } from '../../src/devnet/advance.ts';
import { controlSocket } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { judgeEpoch } from '../../src/worker/judge.ts';

const ALLO = 10n ** 18n;
const TOPIC = 1n;

/** A topic and its epochs on a devnet that makes blocks by hand: the same calls make the same blocks. */
export interface TopicScript {
  /** Makes so many blocks; with them, what waits is executed. Resolves with the latest height. */
  advance(blocks?: number): Promise<number>;
  /** Topic 1 with two workers, a forecaster and a reputer, funded and staked. */
  openTopic(): Promise<void>;
  /** The next epoch of topic 1: answers to it, and the losses of the one before. */
  playEpoch(epoch: number): Promise<void>;
}

export function topicScript(devnet: DevnetStatus, seed: string | null): TopicScript {
  const client = new AlloraClient(devnet.endpoints.rpc ?? '');
  const movable = { control: controlSocket(devnet.home), rpcs: [devnet.endpoints.rpc ?? ''] };
  const advance = async (blocks = 1) => (await advanceBlocks(movable, blocks)).height;
  const signer = async (name: string) => signerFromKey(await devnetKey(seed, name));
  /** One after the other, so that their order in the block is theirs. */
  const from = async (name: string, message: (signer: Signer) => Message | Promise<Message>) => {
    const account = await signer(name);
    await send(client, account, [await message(account)], { noWait: true });
  };
  return {
    advance,
    async openTopic() {
      await from('alice', ({ address }) => createTopic(address, { metadata: 'a question' }));
      await advance();
      for (const name of ['bob', 'carol', 'erin']) {
        await from(name, ({ address }) => register(address, TOPIC, 'worker'));
      }
      await from('dave', ({ address }) => register(address, TOPIC, 'reputer'));
      await advance();
      await from('dave', ({ address }) => addStake(address, TOPIC, 1_000n * ALLO));
      await from('alice', ({ address }) => fundTopic(address, TOPIC, 1_000n * ALLO));
      await advance();
    },
    async playEpoch(epoch) {
      await advanceEpochs(movable, TOPIC, 1);
      const nonce = await openNonce(client, TOPIC, 'worker');
      const [bob, carol] = await Promise.all([signer('bob'), signer('carol')]);
      const answer = (inference: string) => (worker: Signer) =>
        insertWorkerPayload(worker, { topicId: TOPIC, nonce, inference });
      await from('bob', answer(`${10 + epoch}.25`));
      await from('carol', answer(`${11 + epoch}.5`));
      const forecast = [
        { inferer: bob.address, value: '-1.5' },
        { inferer: carol.address, value: '0.5' },
      ];
      await from('erin', (worker) => insertWorkerPayload(worker, { topicId: TOPIC, nonce, forecast }));
      if (epoch > 1) {
        const judged = await openNonce(client, TOPIC, 'reputer');
        const truth = { value: Dec.of(9 + epoch), floor: Dec.parse('0.0001') };
        const losses = await judgeEpoch(client, TOPIC, judged, truth);
        await from('dave', (reputer) => insertReputerPayload(reputer, TOPIC, judged, losses));
      }
      await advance();
    },
  };
}
