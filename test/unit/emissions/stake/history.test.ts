import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChainApplication, createApplication } from '../../../../src/chain/app.ts';
import type { Chain } from '../chain.ts';
import { deliver, type Sent } from '../sending.ts';
import type { Actor } from '../workbench.ts';
import {
  add,
  cancel,
  cancelDelegated,
  claim,
  dana,
  delegate,
  dora,
  register,
  remove,
  removeDelegated,
  rita,
  rolf,
  stakedChain,
  unregister,
} from './staked.ts';

const people = [rita, rolf, dana, dora];
const person = fc.constantFrom(...people);
const amount = fc.bigInt(1n, 2000n);

/** Any message of stake, most of which succeed. */
const message: fc.Arbitrary<Sent> = fc.oneof(
  fc.tuple(person, amount).map(([by, coins]) => add(by, coins)),
  fc.tuple(person, person, amount).map(([by, to, coins]) => delegate(by, to, coins)),
  fc.tuple(person, amount).map(([by, coins]) => remove(by, coins)),
  fc.tuple(person, person, amount).map(([by, to, coins]) => removeDelegated(by, to, coins)),
  person.map((by) => cancel(by)),
  fc.tuple(person, person).map(([by, to]) => cancelDelegated(by, to)),
  fc.tuple(person, person).map(([by, to]) => claim(by, to)),
  fc.tuple(person, fc.boolean()).map(([by, joins]) => (joins ? register(by) : unregister(by))),
);
const block = fc.array(message, { maxLength: 4 });

test('after every block of stakes coming and going the invariants hold, and no uallo is made or lost', () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 10, maxLength: 30 }), fc.bigInt(1n, 3n), (blocks, cap) => {
      const chain = stakedChain({ halfMaxProcessStakeRemovalsEndBlock: cap, removeStakeDelayWindow: 2n });
      for (const messages of blocks) {
        deliver(chain, ...messages);
        expect(chain.app.brokenInvariants()).toEqual([]);
      }
    }),
    { numRuns: 15, seed: 11 },
  );
});

/** The emissions part of what a chain exports. */
const exported = (app: ChainApplication) => (app.exportGenesis() as { emissions: Record<string, unknown[]> }).emissions;

/** A fresh application that goes on from what another exports. */
function imported(chain: Chain): ChainApplication {
  const app = createApplication();
  app.initChain({
    time: chain.height * 1_000_000_000n,
    chainId: 'localnet',
    initialHeight: chain.height + 1n,
    consensusParams: {
      block: { maxBytes: 22_020_096n, maxGas: -1n },
      evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 1n, maxBytes: 1n },
      validator: { pubKeyTypes: ['ed25519'] },
      version: { app: 0n },
      abci: { voteExtensionsEnableHeight: 0n },
    },
    validators: [{ pubKey: new Uint8Array(32).fill(7), power: 10n }],
    appStateBytes: new TextEncoder().encode(JSON.stringify(chain.app.exportGenesis())),
  });
  return app;
}

const emptyBlock = (height: bigint) => ({
  txs: [],
  decidedLastCommit: { round: 0, votes: [] },
  misbehavior: [],
  hash: new Uint8Array(),
  height,
  time: height * 1_000_000_000n,
  nextValidatorsHash: new Uint8Array(),
  proposerAddress: new Uint8Array(),
});

test('what is queued is exported in both orders, and leaves after an import as it would have without', () => {
  const chain = stakedChain();
  deliver(chain, add(rita, 900n), add(rolf, 900n), delegate(dana, rita, 3000n), delegate(dora, rolf, 30n));
  deliver(chain, remove(rita, 900n), removeDelegated(dana, rita, 1000n), removeDelegated(dora, rolf, 30n));
  deliver(chain, remove(rolf, 1n));
  const state = exported(chain.app);
  const height = (person: Actor) => `${chain.height + (person === rolf ? 3n : 2n)}`;
  const owners = [rita, rolf].toSorted((a, b) => (a.address < b.address ? -1 : 1));
  expect(state.stake_removals_by_actor).toEqual(
    owners.map((person) => ({ actor_id: person.address, topic_id: '1', block_height: height(person) })),
  );
  expect(state.stake_removals_by_block).toMatchObject(
    [rita, rolf].map((person) => ({
      block_height: height(person),
      reputer: person.address,
      stake_removal_info: { amount: person === rita ? '900' : '1', block_removal_completed: height(person) },
    })),
  );
  expect(state.delegate_stake_removals_by_actor).toHaveLength(2);
  const again = imported(chain);
  for (let i = 0; i < 4; i++) {
    chain.block();
    again.finalizeBlock(emptyBlock(chain.height));
    again.commit();
    expect(again.exportGenesis()).toEqual(chain.app.exportGenesis());
    expect(again.brokenInvariants()).toEqual([]);
  }
  expect(chain.moduleBalance('allorastaking')).toBe(900n - 1n + 2000n);
});

test('an index that names a removal that is not queued is refused', () => {
  const entry = { actor_id: rita.address, topic_id: '1', block_height: '9' };
  expect(() => stakedChain({}, { emissions: { stake_removals_by_actor: [entry] } })).toThrow(/emissions/);
});
