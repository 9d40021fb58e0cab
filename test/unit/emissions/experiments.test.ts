import { expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { networkLosses } from '../../../src/protocol/losses/index.ts';
import { adjustedStakes } from '../../../src/protocol/scores/index.ts';
import { Network, openGenesis } from './network.ts';
import { type EpochLosses, lossesAt } from './reward-model.ts';
import { named, type Plot, Story } from './story.ts';

/** Three reputers of equal stake, the last of whom inflates every loss. */
const PLOT: Plot = {
  inferers: 3,
  forecasters: 0,
  stakes: [40_000n, 40_000n, 40_000n],
  emission: 1000n,
  lossOf: (_, reputer, entry) =>
    reputer === 2 ? `${3 + entry}` : `${(-1 - entry * 0.01 - reputer * 0.001).toFixed(6)}`,
};

/** The second epoch's losses, and the coefficients and stakes that it began with. */
function secondEpoch(plot: Plot) {
  const story = new Story(plot);
  const [first] = story.reward(1);
  const [{ addresses, coefficients }] = named(first!.emitted, 'ListeningCoefficientsSet') as [
    { addresses: string[]; coefficients: string[] },
  ];
  const rewards = named(first!.emitted, 'ReputerStakeUpdated') as { reputer: string; amount: string }[];
  const stakes = new Map(rewards.map(({ reputer, amount }) => [reputer, BigInt(amount)]));
  const heard = new Map(addresses.map((address, index) => [address, Dec.parse(coefficients[index]!)]));
  const [second] = story.reward(1);
  const losses: EpochLosses = lossesAt(story.chain, second!.height - 24n);
  const reports = losses.reported.map(({ reputer, losses }) => ({
    reputer,
    losses,
    stake: stakes.get(reputer) ?? 40_000n,
    listeningCoefficient: heard.get(reputer)!,
  }));
  return { story, losses, reports };
}

test('without the switch all of the stake weighs, whoever is listened to', () => {
  const { losses, reports, story } = secondEpoch(PLOT);
  expect(losses.network.combined.marshal()).toBe(networkLosses(reports).combined.marshal());
  expect(story.chain.app.exportGenesis().emissions).not.toHaveProperty('experiments');
});

test('with adjusted stakes the network hears whom it listens to; the switch is kept, and goes on after an export', () => {
  const experiments = { adjusted_stakes: true };
  const { losses, reports, story } = secondEpoch({ ...PLOT, beginning: { emissions: { experiments } } });
  const expected = networkLosses(
    reports,
    adjustedStakes(
      reports.map(({ stake }) => Dec.of(stake)),
      reports.map(({ listeningCoefficient }) => listeningCoefficient),
    ),
  );
  expect(losses.network.combined.marshal()).toBe(expected.combined.marshal());
  expect(losses.network.inferers.map(({ value }) => value.marshal())).toEqual(
    expected.inferers.map(({ value }) => value.marshal()),
  );
  expect(losses.network.combined.eq(networkLosses(reports).combined)).toBe(false);
  expect(story.chain.app.exportGenesis().emissions).toMatchObject({ experiments });
});

test.each([
  [{ adjusted_stake: true }, 'there is no experiment adjusted_stake'],
  [{ adjusted_stakes: 'yes' }, 'neither true nor false'],
  [[], 'not an object'],
])('%j is refused', (experiments, why) => {
  expect(() => new Network({}, { ...(openGenesis() as object), experiments })).toThrow(why);
});
