import { sendFlags, topicArg } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { amountFlag } from '../../cli/flags.ts';
import { TxCommand } from '../../cli/tx-command.ts';

export default class StakeAdd extends TxCommand {
  static override summary = 'Stake on yourself, as a reputer of a topic.';
  static override examples = ['<%= config.bin %> stake add 1 --amount 100allo --from carol'];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    amount: amountFlag({ description: 'What to stake, with its unit: 5allo or 200uallo', required: true }),
  };

  async run(): Promise<TxOutcome & { topicId: string; reputer: string; amount: string }> {
    const { args, flags } = await this.parse(StakeAdd);
    const [{ addStake }, { formatAmount }] = await Promise.all([
      import('../../client/actions/add-stake.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const { result } = await this.act(flags, ({ sender, who }) => ({
      messages: [addStake(sender, args.topic, flags.amount)],
      says: `${who} stakes ${formatAmount(flags.amount)} in topic ${args.topic}`,
      result: { topicId: args.topic.toString(), reputer: sender, amount: flags.amount.toString() },
    }));
    return result;
  }
}
