import { expect, test, vi } from 'vitest';
import type { ConsensusParams } from '../../../src/chain/abci.ts';
import { type ChainApplication, createApplication } from '../../../src/chain/app.ts';
import * as tx from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { newChain, play } from './played-epochs.ts';
import { Story } from './story.ts';
import { type Actor, actors } from './workbench.ts';

const consensusParams: ConsensusParams = {
  block: { maxBytes: 22_020_096n, maxGas: -1n },
  evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 1n, maxBytes: 1n },
  validator: { pubKeyTypes: ['ed25519'] },
  version: { app: 0n },
  abci: { voteExtensionsEnableHeight: 0n },
};

/** A fresh application that goes on after a height of another one, from nothing but the exported state. */
function imported(app: ChainApplication, height: bigint): ChainApplication {
  const fresh = createApplication();
  fresh.initChain({
    time: height * 1_000_000_000n,
    chainId: 'localnet',
    initialHeight: height + 1n,
    consensusParams,
    validators: [{ pubKey: new Uint8Array(32).fill(7), power: 10n }],
    appStateBytes: new TextEncoder().encode(JSON.stringify(app.exportGenesis(height))),
  });
  return fresh;
}

type Block = Parameters<ChainApplication['finalizeBlock']>[0];

/** Imports what was exported after some heights and makes the same blocks again: the state must be the same at every later height. */
function sameAgain(app: ChainApplication, blocks: readonly Block[], heights: readonly bigint[]): void {
  const states = new Map(blocks.map(({ height }) => [height, JSON.stringify(app.exportGenesis(height))]));
  for (const after of heights) {
    const again = imported(app, after);
    for (const block of blocks) {
      if (block.height <= after) continue;
      const { txResults } = again.finalizeBlock(block);
      again.commit();
      expect(txResults.every(({ code }) => code === 0)).toBe(true);
      const exported = again.exportGenesis();
      if (JSON.stringify(exported) !== states.get(block.height)) {
        expect(exported, `exported after ${after}, at ${block.height}`).toEqual(JSON.parse(states.get(block.height)!));
      }
    }
  }
}

test('export, import, go on: under the same blocks the same state at every later height', () => {
  const chain = newChain();
  const asked = vi.spyOn(chain.app, 'finalizeBlock');
  const first = chain.height + 1n;
  play(chain);
  const blocks = asked.mock.calls.map(([block]) => block);
  // In the middle of a worker window, between windows, of a reputer window, and late.
  sameAgain(chain.app, blocks, [first + 5n, first + 14n, first + 30n, first + 47n, chain.height - 2n]);
});

test('of two topics with rewards, delegations, removals that wait, lists and owners, too', () => {
  const admin = actors('extra', 1)[0]!;
  const story = new Story({
    inferers: 3,
    forecasters: 2,
    stakes: [10_000n, 25_000n],
    topics: 2,
    topic: { enableReputerWhitelist: true },
    params: { removeStakeDelayWindow: 20n, maxTopInferersToReward: 2n },
    beginning: {
      emissions: {
        core_team_addresses: [admin.address],
        topic_reputer_whitelist: actors('reputer', 2).flatMap(({ address }) =>
          ['1', '2'].map((topic_id) => ({ topic_id, actor_id: address })),
        ),
      },
    },
  });
  const { chain, reputers, extra, inferers } = story;
  const [reputer, other] = reputers as [Actor, Actor];
  const delegator = extra[1]!;
  const asked = vi.spyOn(chain.app, 'finalizeBlock');
  const first = chain.height + 1n;
  const of = (topicId: bigint) => ({ sender: delegator.address, topicId, reputer: reputer.address });
  for (const topicId of [1n, 2n])
    chain.add(delegator, tx.DelegateStakeRequestSchema, { ...of(topicId), amount: '700' });
  const list = { sender: admin.address, address: delegator.address };
  chain.add(admin, tx.AddToGlobalWorkerWhitelistRequestSchema, list);
  chain.add(admin, tx.AddToTopicCreatorWhitelistRequestSchema, list);
  const [worker] = inferers as [Actor];
  const owner = { sender: worker.address, newOwner: delegator.address, isReputer: false };
  chain.add(worker, tx.TransferActorOwnershipRequestSchema, owner);
  story.reward(2);
  chain.add(delegator, tx.RewardDelegateStakeRequestSchema, of(1n));
  chain.add(delegator, tx.RemoveDelegateStakeRequestSchema, { ...of(1n), amount: '300' });
  chain.add(other, tx.RemoveStakeRequestSchema, { sender: other.address, topicId: 2n, amount: '4000' });
  story.block();
  const asking = chain.height;
  story.reward(3);
  const queued = chain.app.exportGenesis(asking + 3n).emissions as Record<string, unknown[]>;
  expect(queued.stake_removals_by_block).toHaveLength(1);
  expect(queued.delegate_stake_removals_by_block).toHaveLength(1);
  const blocks = asked.mock.calls.map(([block]) => block);
  // Before anything happened, with removals waiting, on the height at which they are paid, and late.
  sameAgain(chain.app, blocks, [first + 3n, asking + 3n, asking + 20n, chain.height - 1n]);
});

test('when the last active topic becomes inactive, and active again', () => {
  const [admin] = actors('extra', 1) as [Actor];
  const story = new Story({
    inferers: 2,
    forecasters: 0,
    stakes: [30_001n],
    beginning: { emissions: { core_team_addresses: [admin.address] } },
  });
  const { chain } = story;
  const asked = vi.spyOn(chain.app, 'finalizeBlock');
  const demand = (minTopicWeight: string) =>
    chain.add(admin, tx.UpdateParamsRequestSchema, {
      sender: admin.address,
      params: { minTopicWeight: [minTopicWeight] },
    });
  const sum = () => (chain.app.exportGenesis().emissions as Record<string, string>).total_sum_previous_topic_weights;
  const until = (active: boolean) => {
    while (!story.block().some(([name, { is_active }]) => name === 'TopicStatusChanged' && is_active === active));
  };
  const first = chain.height + 1n;
  story.reward(1);
  demand('1E+30');
  until(false);
  const dropped = chain.height;
  expect(Number(sum())).toBe(0);
  expect(sum()).toMatch(/^0\.0+$/);
  demand('1');
  story.block();
  chain.add(admin, tx.FundTopicRequestSchema, { sender: admin.address, topicId: 1n, amount: '5000' });
  story.block();
  story.reward(1);
  const blocks = asked.mock.calls.map(([block]) => block);
  sameAgain(chain.app, blocks, [first, dropped - 1n, dropped, dropped + 1n]);
});

/** The longest text of a number in a value, at any depth. */
function longestNumber(value: unknown): number {
  if (typeof value === 'string') return /^[-+.\dE]+$/.test(value) ? value.length : 0;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((most, part) => {
    const length = longestNumber(part);
    return length > most ? length : most;
  }, 0);
}

test('with averages that all but forget, nothing grows beyond what a genesis takes', () => {
  const almost = `0.${'9'.repeat(100)}`;
  for (const alpha of [almost, '1E-100']) {
    const story = new Story({
      inferers: 3,
      forecasters: 1,
      stakes: [30_001n, 20_000n],
      topic: { meritSortitionAlpha: alpha, alphaRegret: alpha },
      params: { maxTopInferersToReward: 2n, taskRewardAlpha: alpha, topicRewardAlpha: alpha },
      present: (role, place, epoch) => role === 'forecaster' || place !== 0 || epoch < 2 || epoch >= 12,
    });
    const { chain } = story;
    const asked = vi.spyOn(chain.app, 'finalizeBlock');
    story.reward(15);
    const blocks = asked.mock.calls.map(([block]) => block).slice(-8);
    expect(longestNumber(chain.app.exportGenesis())).toBeLessThan(1_000);
    sameAgain(chain.app, blocks, [blocks[0]!.height, blocks[5]!.height]);
  }
});
