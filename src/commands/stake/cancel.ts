import { sendFlags, topicArg } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { TxCommand } from '../../cli/tx-command.ts';

export default class StakeCancel extends TxCommand {
  static override summary = "Take back a reputer's waiting request for its own stake.";
  static override examples = ['<%= config.bin %> stake cancel 1 --from carol'];
  static override args = { topic: topicArg };
  static override flags = { ...sendFlags };

  async run(): Promise<TxOutcome & { topicId: string; reputer: string }> {
    const { args, flags } = await this.parse(StakeCancel);
    const { cancelRemoveStake } = await import('../../client/actions/cancel-remove-stake.ts');
    const { result } = await this.act(flags, ({ sender, who }) => ({
      messages: [cancelRemoveStake(sender, args.topic)],
      says: `${who} leaves its stake in topic ${args.topic}`,
      result: { topicId: args.topic.toString(), reputer: sender },
    }));
    return result;
  }
}
