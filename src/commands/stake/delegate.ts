import { reputerArg, sendFlags, topicArg } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { amountFlag } from '../../cli/flags.ts';
import { TxCommand } from '../../cli/tx-command.ts';

export default class StakeDelegate extends TxCommand {
  static override summary = 'Stake on a reputer of a topic.';
  static override examples = ['<%= config.bin %> stake delegate 1 carol --amount 10allo --from dave'];
  static override args = { topic: topicArg, reputer: reputerArg };
  static override flags = {
    ...sendFlags,
    amount: amountFlag({ description: 'What to stake, with its unit: 5allo or 200uallo', required: true }),
  };

  async run(): Promise<TxOutcome & { topicId: string; delegator: string; reputer: string; amount: string }> {
    const { args, flags } = await this.parse(StakeDelegate);
    const [{ delegateStake }, { formatAmount }] = await Promise.all([
      import('../../client/actions/delegate-stake.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const { topic, reputer: named } = args;
    const { result } = await this.act(flags, async ({ sender, who, address, short }) => {
      const reputer = await address(named);
      return {
        messages: [delegateStake(sender, topic, reputer, flags.amount)],
        says: `${who} delegates ${formatAmount(flags.amount)} to ${short(reputer)} in topic ${topic}`,
        result: { topicId: topic.toString(), delegator: sender, reputer, amount: flags.amount.toString() },
      };
    });
    return result;
  }
}
