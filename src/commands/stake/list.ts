import { topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { ReputerStake } from '../../client/topic-stakes.ts';

export default class StakeList extends ChainCommand {
  static override summary =
    'List the reputers of a topic with the stake behind each, and how much the network listens.';
  static override description =
    'The chain keeps no list of reputers that can be asked for: who registered or was staked on is read from the transactions that the node has indexed.';
  static override examples = ['<%= config.bin %> stake list 1', '<%= config.bin %> stake list 1 --json'];
  static override args = { topic: topicArg };
  static override flags = networkFlags;

  async run(): Promise<{ topicId: string; reputers: ReputerStake[] }> {
    const { args, flags } = await this.parse(StakeList);
    const [{ topicStakes }, { table }, { shortAmount, shortDecimal }] = await Promise.all([
      import('../../client/topic-stakes.ts'),
      import('../../cli/output.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const reputers = await topicStakes(connection.client, args.topic);
    const { short } = await this.names(connection);
    if (reputers.length === 0) this.log(`Topic ${args.topic} has no reputer yet: allo reputer register ${args.topic}`);
    else {
      this.log(
        table(reputers, [
          { head: 'REPUTER', value: ({ reputer }) => short(reputer) },
          { head: 'OWN', value: ({ self }) => shortAmount(self), right: true },
          { head: 'DELEGATED', value: ({ delegated }) => shortAmount(delegated), right: true },
          { head: 'SHARE', value: ({ share }) => `${(100 * share).toFixed(1)} %`, right: true },
          { head: 'LISTENING', value: (row) => shortDecimal(row.listeningCoefficient), right: true },
          { head: '', value: ({ registered }) => (registered ? '' : 'not registered') },
        ]),
      );
    }
    return { topicId: args.topic.toString(), reputers };
  }
}
