import { custom } from '@oclif/core/args';
import { ChainCommand, parseTopic } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { RemovalQueue } from '../../client/stake-queue.ts';

export default class StakeQueue extends ChainCommand {
  static override summary = 'Show the stake that was asked back, in the order in which it is paid, and when.';
  static override description =
    'Requests mature after the delay of the network. A block pays a limited number of each kind; what is left over waits for the next.';
  static override examples = ['<%= config.bin %> stake queue', '<%= config.bin %> stake queue 1 --json'];
  static override args = {
    topic: custom<bigint>({ description: 'Only that topic', parse: async (text) => parseTopic(text) })(),
  };
  static override flags = networkFlags;

  async run(): Promise<RemovalQueue> {
    const { args, flags } = await this.parse(StakeQueue);
    const [{ removalQueue }, { table }, { shortAmount }] = await Promise.all([
      import('../../client/stake-queue.ts'),
      import('../../cli/output.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const queue = await removalQueue(connection.client, args.topic);
    const { short } = await this.names(connection);
    const rows = [...queue.own, ...queue.delegated];
    if (rows.length === 0) this.log('No stake waits to be paid back.');
    else {
      this.log(
        `Height ${queue.height}; a block pays at most ${queue.perBlock} of reputers and ${queue.perBlock} of delegators.`,
      );
      this.log(
        table(rows, [
          { head: 'TOPIC', value: (row) => row.topicId, right: true },
          { head: 'WHO', value: (row) => short(row.delegator ?? row.reputer) },
          { head: 'STAKED ON', value: (row) => (row.delegator === null ? 'itself' : short(row.reputer)) },
          { head: 'AMOUNT', value: (row) => shortAmount(row.amount), right: true },
          { head: 'ASKED IN', value: (row) => row.requested, right: true },
          { head: 'PAID FROM', value: (row) => row.matures, right: true },
          {
            head: '',
            value: ({ matures }) => (matures > queue.height ? `in ${matures - queue.height} blocks` : 'due'),
          },
        ]),
      );
    }
    return queue;
  }
}
