import { reputerArg, sendFlags, topicArg } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { TxCommand } from '../../cli/tx-command.ts';

export default class StakeCancelUndelegate extends TxCommand {
  static override summary = "Take back a delegator's waiting request for stake that it has placed on a reputer.";
  static override examples = ['<%= config.bin %> stake cancel-undelegate 1 carol --from dave'];
  static override args = { topic: topicArg, reputer: reputerArg };
  static override flags = { ...sendFlags };

  async run(): Promise<TxOutcome & { topicId: string; delegator: string; reputer: string }> {
    const { args, flags } = await this.parse(StakeCancelUndelegate);
    const { cancelRemoveDelegateStake } = await import('../../client/actions/cancel-remove-delegate-stake.ts');
    const { topic } = args;
    const { result } = await this.act(flags, async ({ sender, who, address, short }) => {
      const reputer = await address(args.reputer);
      return {
        messages: [cancelRemoveDelegateStake(sender, topic, reputer)],
        says: `${who} leaves its stake on ${short(reputer)} in topic ${topic}`,
        result: { topicId: topic.toString(), delegator: sender, reputer },
      };
    });
    return result;
  }
}
