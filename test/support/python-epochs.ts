import { setTimeout as pause } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { expect } from 'vitest';
import { AlloraClient } from '../../src/client/client.ts';
import { searchBlocks, searchTxEvents } from '../../src/client/search.ts';
import { send } from '../../src/client/send.ts';
import { signerFromKey } from '../../src/client/signer.ts';
import { readEventOf } from '../../src/client/v9/events.ts';
import { submissionWindows } from '../../src/client/windows.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { advanceEpochs, type Movable } from '../../src/devnet/advance.ts';
import { controlSocket } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { MsgSendSchema } from '../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import {
  EventInsertForecasterPayloadSchema,
  EventInsertInfererPayloadSchema,
  EventInsertReputerPayloadSchema,
  type EventRewardsSettled,
  EventRewardsSettledSchema,
} from '../../src/wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../../src/wire/gen/emissions/v10/query_pb.ts';
import { ActorType } from '../../src/wire/gen/emissions/v10/types_pb.ts';
import type { Sandbox } from '../e2e/allo.ts';
import { until } from './engines.ts';
import type { Python } from './python.ts';
import { newWallet, PythonActor, type Wallet, whereabouts } from './python-actors.ts';

const [INFERERS, FORECASTERS, REPUTERS] = [5, 2, 3];
const TOPIC = 1n;
/** Lengths in blocks: what the SDK sends takes two seconds or more, and a busy machine has time for ten of its actors. */
const CADENCE = { embedded: 240, docker: 48 };
/** Of the engine whose blocks come by the clock; those of the embedded one come as ever: at once, or after a second. */
const BLOCK_TIME = '500ms';
const UALLO = 10n ** 18n;

/** What tells that somebody has sent to a window, and how many are to do so. */
const EXPECTED = {
  worker: [
    [EventInsertInfererPayloadSchema, INFERERS],
    [EventInsertForecasterPayloadSchema, FORECASTERS],
  ],
  reputer: [[EventInsertReputerPayloadSchema, REPUTERS]],
} as const;

const wallets = (count: number): Wallet[] => Array.from({ length: count }, newWallet);
const addresses = (actors: readonly PythonActor[]) => actors.map(({ address }) => address).sort();

/** What an inferer was paid, whole uallo. */
function rewardOf(events: readonly EventRewardsSettled[], address: string): bigint {
  const own = events.find(({ actorType }) => actorType === ActorType.INFERER_UNSPECIFIED);
  return BigInt(own?.rewards[own.addresses.indexOf(address)]?.split('.')[0] ?? 0);
}

/** Coins for wallets from the devnet's faucet account, in one transaction. */
async function fund(client: AlloraClient, to: readonly Wallet[]): Promise<void> {
  const faucet = signerFromKey(await devnetKey(null, 'faucet'));
  const amount = [{ denom: 'uallo', amount: String(1_000n * UALLO) }];
  const messages = to.map(({ address: toAddress }) =>
    create(MsgSendSchema, { fromAddress: faucet.address, toAddress, amount }),
  );
  await send(client, faucet, messages);
}

/** The SDK's actors on a devnet's topic 1, from before its first epoch until `stop`. */
export class PythonEpochs {
  readonly devnet: DevnetStatus;
  readonly client: AlloraClient;
  readonly inferers: PythonActor[] = [];
  readonly forecasters: PythonActor[] = [];
  readonly reputers: PythonActor[] = [];

  private constructor(devnet: DevnetStatus) {
    this.devnet = devnet;
    this.client = new AlloraClient(devnet.endpoints.rpc ?? '');
  }

  get #movable(): Movable {
    return { control: controlSocket(this.devnet.home), rpcs: [this.devnet.endpoints.rpc ?? ''] };
  }

  get actors(): PythonActor[] {
    return [...this.inferers, ...this.forecasters, ...this.reputers];
  }

  /**
   * Brings up a devnet with a topic, starts the actors, and funds the topic once all of them have registered. The first
   * inferer stakes its rewards with the first reputer.
   */
  static async start(box: Sandbox, python: Promise<Python>, engine: keyof typeof CADENCE): Promise<PythonEpochs> {
    const blocks =
      engine === 'docker'
        ? ['--engine', engine, '--validators', '2', '--rpc-port', '0', '--block-time', BLOCK_TIME]
        : [];
    const devnet = await box.json<DevnetStatus>('devnet', 'up', ...blocks);
    const epochs = new PythonEpochs(devnet);
    const length = CADENCE[engine];
    await box.json(
      ...['topic', 'create', '--metadata', 'what the SDK answers', '--epoch-length', `${length}`],
      ...['--worker-submission-window', `${length - 2}`, '--ground-truth-lag', `${length}`],
    );
    const [inferers, forecasters, reputers] = [wallets(INFERERS), wallets(FORECASTERS), wallets(REPUTERS)];
    await fund(epochs.client, [...inferers, ...forecasters, ...reputers]);
    const environment = await python;
    const started = (role: string, all: readonly Wallet[], env: (place: number) => NodeJS.ProcessEnv = () => ({})) =>
      all.map((wallet, place) => {
        const own = { ...whereabouts(devnet), TOPIC: `${TOPIC}`, PLACE: `${place}`, ...env(place) };
        return new PythonActor(box, environment, `${role} ${place}`, wallet, own);
      });
    epochs.reputers.push(...started('reputer', reputers));
    try {
      for (const reputer of epochs.reputers) await reputer.ready();
      const autostake = { AUTOSTAKE: reputers[0]!.address };
      epochs.inferers.push(...started('inferer', inferers, (place) => (place === 0 ? autostake : {})));
      const judged = { INFERERS: inferers.map(({ address }) => address).join() };
      epochs.forecasters.push(...started('forecaster', forecasters, () => judged));
      for (const actor of epochs.actors) await actor.ready();
    } catch (error) {
      await epochs.stop();
      throw error;
    }
    await box.json('topic', 'fund', `${TOPIC}`, '--amount', '1000allo');
    return epochs;
  }

  /** Whether everybody has sent to every window that is open, if any is. */
  async #answered(): Promise<boolean> {
    const open = (await submissionWindows(this.client, TOPIC)).filter((window) => window.open);
    const counts = open.map(async ({ kind, nonce }) => {
      const wanted = { topic_id: TOPIC, nonce };
      const sent = await Promise.all(EXPECTED[kind].map(([schema]) => searchTxEvents(this.client, schema, wanted)));
      return sent.every(({ length }, which) => length === EXPECTED[kind][which]![1]);
    });
    return (await Promise.all(counts)).every(Boolean);
  }

  /** Waits until rewards of so many epochs were settled and staked, then for the actors' end; what was settled, by nonce. */
  async finish(epochs: number): Promise<Map<bigint, EventRewardsSettled[]>> {
    const heights = () => searchBlocks(this.client, EventRewardsSettledSchema, { topic_id: TOPIC });
    const staking = this.inferers[0]!;
    await until(async () => {
      for (const actor of this.actors) expect([actor.name, actor.complaints]).toEqual([actor.name, []]);
      if (staking.said('[AUTO-STAKE] Delegated') >= epochs && (await heights()).length >= epochs) return true;
      if (this.devnet.engine === 'embedded' && (await this.#answered())) await advanceEpochs(this.#movable, TOPIC, 1);
      await pause(250);
      return false;
    });
    const settled = new Map<bigint, EventRewardsSettled[]>();
    for (const height of (await heights()).slice(0, epochs)) {
      const { finalize_block_events: events } = await this.client.blockResults(height);
      for (const event of events ?? []) {
        if (event.type !== EventRewardsSettledSchema.typeName) continue;
        const rewards = readEventOf(EventRewardsSettledSchema, event);
        settled.set(rewards.blockHeight, [...(settled.get(rewards.blockHeight) ?? []), rewards]);
      }
    }
    return settled;
  }

  /** Ends all actors. */
  async stop(): Promise<void> {
    await Promise.all(this.actors.map((actor) => actor.stop()));
  }

  /** What must hold of every epoch, once so many of them were finished. */
  async check(settled: ReadonlyMap<bigint, EventRewardsSettled[]>, epochs: number): Promise<void> {
    expect(settled.size).toBe(epochs);
    let staked = 0n;
    for (const [place, [nonce, events]] of [...settled].sort(([a], [b]) => Number(a - b)).entries()) {
      // A forecast is weighed by the network's last loss, and the first one is known in the third epoch.
      const forecasters = place < 2 ? [] : addresses(this.forecasters);
      const paid = (type: ActorType) =>
        events.filter(({ actorType }) => actorType === type).flatMap((e) => e.addresses);
      const at = { topicId: TOPIC, blockHeight: nonce };
      const { lossBundle } = await this.client.query(QueryService.method.getNetworkLossBundleAtBlock, at);
      const { lossBundles } = await this.client.query(QueryService.method.getReputerLossBundlesAtBlock, at);
      const said = lossBundles.map(({ reputer }) => reputer).sort();
      expect({
        nonce,
        losses: lossBundle?.infererValues.map(({ worker }) => worker).sort(),
        forecasts: lossBundle?.forecasterValues.map(({ worker }) => worker).sort(),
        judges: said,
        inferers: paid(ActorType.INFERER_UNSPECIFIED).sort(),
        forecasters: paid(ActorType.FORECASTER).sort(),
        reputers: paid(ActorType.REPUTER).sort(),
      }).toEqual({
        nonce,
        losses: addresses(this.inferers),
        forecasts: forecasters,
        judges: addresses(this.reputers),
        inferers: addresses(this.inferers),
        forecasters,
        reputers: addresses(this.reputers),
      });
      expect(events.flatMap(({ rewards }) => rewards).some((reward) => Number(reward) > 0)).toBe(true);
      staked += rewardOf(events, this.inferers[0]!.address);
    }
    const delegated = await this.client.query(QueryService.method.getDelegateStakeInTopicInReputer, {
      topicId: TOPIC,
      reputerAddress: this.reputers[0]!.address,
    });
    expect(staked).toBeGreaterThan(0n);
    expect(BigInt(delegated.amount)).toBeGreaterThanOrEqual(staked);
    for (const actor of this.actors) {
      expect(actor.complaints).toEqual([]);
      for (const event of ['Worker submission window opened', 'Reputer submission window closed']) {
        expect(actor.said(event)).toBeGreaterThanOrEqual(epochs);
      }
    }
  }
}
