import { string } from '@oclif/core/args';
import { fromFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { addressFlag, networkFlags } from '../../cli/flags.ts';
import type { Placement } from '../../client/stake.ts';

export default class StakeRewards extends ChainCommand {
  static override summary = 'Show what stake on reputers of a topic has earned and can be claimed.';
  static override description =
    "Without a reputer it looks at every one that the node's index knows the address to have staked on.";
  static override examples = [
    '<%= config.bin %> stake rewards 1 --from dave',
    '<%= config.bin %> stake rewards 1 carol --from dave --json',
  ];
  static override args = {
    topic: topicArg,
    reputer: string({ description: 'Only that reputer: allo1… address, or the name of a devnet account' }),
  };
  static override flags = { ...networkFlags, ...fromFlag, ...addressFlag };

  async run(): Promise<{ topicId: string; delegator: string; rewards: Placement[] }> {
    const { args, flags } = await this.parse(StakeRewards);
    const [{ placement }, { reputersOf }, { getTopic }, { table }, { shortAmount }] = await Promise.all([
      import('../../client/stake.ts'),
      import('../../client/topic-stakes.ts'),
      import('../../client/topics.ts'),
      import('../../cli/output.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const { client } = connection;
    await getTopic(client, args.topic);
    const delegator = await this.address(connection, flags.address ?? flags.from);
    const reputers = args.reputer
      ? [await this.address(connection, args.reputer)]
      : await reputersOf(client, args.topic, delegator);
    const rewards = await Promise.all(reputers.map((reputer) => placement(client, args.topic, delegator, reputer)));
    const { short } = await this.names(connection);
    if (rewards.every(({ amount }) => amount === '0')) {
      this.log(
        `${short(delegator)} has staked on nobody here. Stake: allo stake delegate ${args.topic} <reputer> --amount 1allo`,
      );
    } else {
      this.log(
        table(rewards, [
          { head: 'REPUTER', value: ({ reputer }) => short(reputer) },
          { head: 'STAKED', value: ({ amount }) => shortAmount(amount), right: true },
          { head: 'TO CLAIM', value: ({ pending }) => shortAmount(pending), right: true },
        ]),
      );
    }
    return { topicId: args.topic.toString(), delegator, rewards };
  }
}
