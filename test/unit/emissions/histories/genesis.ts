import { createModules, defaultAppState } from '../../../../src/chain/app-modules.ts';
import { moduleAccountAddress } from '../../../../src/chain/module-accounts.ts';
import { openGenesis } from '../network.ts';
import { cast, type Dice } from './cast.ts';
import { FEE } from './signing.ts';

const RICH = 10n ** 12n;
const coins = (amount: bigint) => [{ denom: 'uallo', amount: `${amount}` }];
const addresses = (actors: readonly { address: string }[]) => actors.map(({ address }) => address);

/**
 * Where a history begins: everybody rich but `poor`, an emission that lasts or does not, small active sets, short delays and months.
 * Whitelists are on in two of three histories: then the lists of the topics, which are off, let everybody work.
 */
export function historyGenesis(dice: Dice): Record<string, unknown> {
  const modules = createModules();
  const closed = dice.chance(0.67);
  const params = {
    minEpochLength: 5n,
    maxActiveTopicsPerBlock: BigInt(dice.int(1, 2)),
    maxTopInferersToReward: 4n,
    maxTopForecastersToReward: 2n,
    maxTopReputersToReward: 3n,
    removeStakeDelayWindow: BigInt(dice.int(4, 20)),
    blocksPerMonth: BigInt(dice.pick([70, 120, 400])),
    halfMaxProcessStakeRemovalsEndBlock: BigInt(dice.pick([1, 40])),
    minExperiencedWorkerRegrets: BigInt(dice.pick([2, 10])),
    maxSamplesToScaleScores: BigInt(dice.pick([2, 10])),
    maxElementsPerForecast: BigInt(dice.pick([3, 12])),
    globalWhitelistEnabled: closed,
    topicCreatorWhitelistEnabled: closed,
    globalWorkerWhitelistEnabled: closed,
    globalReputerWhitelistEnabled: closed,
    globalAdminWhitelistAppended: dice.chance(0.8),
  };
  const state = defaultAppState(modules) as Record<string, Record<string, unknown>>;
  const held = new Map(cast.all.map(({ address }) => [address, RICH]));
  held.set(cast.poor.address, 3n * FEE);
  held.set(moduleAccountAddress('ecosystem'), dice.pick([0n, 10n ** 7n, RICH]));
  held.set(moduleAccountAddress('allorarewards'), dice.pick([0n, 10n ** 5n, RICH]));
  return {
    ...state,
    auth: {
      ...state.auth,
      accounts: cast.all.map(({ address }, index) => ({
        '@type': '/cosmos.auth.v1beta1.BaseAccount',
        address,
        account_number: `${index}`,
        sequence: '0',
      })),
    },
    bank: {
      ...state.bank,
      balances: [...held]
        .filter(([, amount]) => amount > 0n)
        .map(([address, amount]) => ({ address, coins: coins(amount) })),
    },
    mint: { block_emission: `${dice.pick([0, 1_000, 1_000_000])}` },
    emissions: {
      ...(openGenesis(params) as object),
      core_team_addresses: [cast.admin.address],
      topic_creator_whitelist: addresses(cast.creators),
    },
  };
}
