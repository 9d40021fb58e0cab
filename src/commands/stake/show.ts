import { fromFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { addressFlag, networkFlags } from '../../cli/flags.ts';
import type { Placement } from '../../client/stake.ts';
import type { WaitingRemoval } from '../../client/stake-queue.ts';

/** Amounts in uallo. */
export interface StakeStanding {
  readonly topicId: string;
  readonly address: string;
  /** As a reputer: own stake, stake of delegators, and both together. */
  readonly self: string;
  readonly delegatedTo: string;
  readonly authority: string;
  /** As a delegator: everything that the address has placed on reputers of the topic. */
  readonly delegatedFrom: string;
  readonly topicStake: string;
  /** The reputers that the address has staked on, with what each placement has earned. */
  readonly placements: readonly Placement[];
  /** What was asked back and is not paid yet. */
  readonly removals: readonly WaitingRemoval[];
}

export default class StakeShow extends ChainCommand {
  static override summary = 'Show the stake of an address in a topic: own, delegated, earned, and asked back.';
  static override examples = [
    '<%= config.bin %> stake show 1 --from carol',
    '<%= config.bin %> stake show 1 --address allo1… --network testnet',
  ];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...fromFlag, ...addressFlag };

  async run(): Promise<StakeStanding> {
    const { args, flags } = await this.parse(StakeShow);
    const [{ placement, stakeStanding }, { reputersOf }, { delegatedRemoval, ownRemoval }, { keyValues }, amounts] =
      await Promise.all([
        import('../../client/stake.ts'),
        import('../../client/topic-stakes.ts'),
        import('../../client/stake-queue.ts'),
        import('../../cli/output.ts'),
        import('../../cli/amounts.ts'),
      ]);
    const { formatAmount } = amounts;
    const connection = await this.connect(flags);
    const { client } = connection;
    const address = await this.address(connection, flags.address ?? flags.from);
    const amount = await stakeStanding(client, args.topic, address);
    const reputers = amount.delegatedFrom === '0' ? [] : await reputersOf(client, args.topic, address);
    const [placements, removals] = await Promise.all([
      Promise.all(reputers.map((reputer) => placement(client, args.topic, address, reputer))),
      Promise.all([
        ownRemoval(client, args.topic, address),
        ...reputers.map((reputer) => delegatedRemoval(client, args.topic, address, reputer)),
      ]),
    ]);
    const standing: StakeStanding = {
      topicId: args.topic.toString(),
      address,
      ...amount,
      placements: placements.filter((placed) => placed.amount !== '0'),
      removals: removals.filter((removal) => removal !== null),
    };
    const { full, short } = await this.names(connection);
    this.log(
      keyValues([
        ['address', full(address)],
        ['topic', standing.topicId],
        ['own stake', formatAmount(standing.self)],
        ['delegated to it', formatAmount(standing.delegatedTo)],
        ['together', formatAmount(standing.authority)],
        ['delegated by it', formatAmount(standing.delegatedFrom)],
        ...standing.placements.map(
          (placed) =>
            [
              `  on ${short(placed.reputer)}`,
              `${formatAmount(placed.amount)}, to claim: ${formatAmount(placed.pending)}`,
            ] as const,
        ),
        ...standing.removals.map(
          (removal) =>
            [
              removal.delegator === null ? 'asked back' : `  from ${short(removal.reputer)}`,
              `${formatAmount(removal.amount)}, asked back in block ${removal.requested}, paid from block ${removal.matures}`,
            ] as const,
        ),
        ['whole topic', formatAmount(standing.topicStake)],
      ]),
    );
    return standing;
  }
}
