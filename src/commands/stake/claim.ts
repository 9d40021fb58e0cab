import { reputerArg, sendFlags, topicArg } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { TxCommand } from '../../cli/tx-command.ts';

export default class StakeClaim extends TxCommand {
  static override summary = 'Claim what stake on a reputer has earned.';
  static override description =
    'Whole uallo are paid; the fraction of one that remains is lost, as it is whenever the placed stake changes. A reputer needs no claim: its own rewards are added to its stake.';
  static override examples = ['<%= config.bin %> stake claim 1 carol --from dave'];
  static override args = { topic: topicArg, reputer: reputerArg };
  static override flags = { ...sendFlags };

  async run(): Promise<TxOutcome & { topicId: string; delegator: string; reputer: string; amount: string | null }> {
    const { args, flags } = await this.parse(StakeClaim);
    const [{ rewardDelegateStake }, { claimedIn }, { formatAmount }] = await Promise.all([
      import('../../client/actions/reward-delegate-stake.ts'),
      import('../../client/stake-events.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const { topic } = args;
    const { result, sent } = await this.act(flags, async ({ sender, who, address, short }) => {
      const reputer = await address(args.reputer);
      return {
        messages: [rewardDelegateStake(sender, topic, reputer)],
        says: `${who} claims its rewards from ${short(reputer)} in topic ${topic}`,
        result: { topicId: topic.toString(), delegator: sender, reputer },
      };
    });
    const amount = sent.tx ? claimedIn(sent.tx) : null;
    if (amount !== null) {
      this.log(amount === '0' ? 'There was nothing to claim yet.' : `It receives ${formatAmount(amount)}.`);
    }
    return { ...result, amount };
  }
}
