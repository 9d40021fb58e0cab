import { string } from '@oclif/core/args';
import { fromFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand, type TxOutcome } from '../../cli/chain-command.ts';
import { amountFlag, networkFlags } from '../../cli/flags.ts';

export default class StakeDelegate extends ChainCommand {
  static override summary = 'Stake on a reputer of a topic.';
  static override examples = ['<%= config.bin %> stake delegate 1 carol --amount 10allo --from dave'];
  static override args = {
    topic: topicArg,
    reputer: string({ description: 'Reputer: allo1… address, or the name of a devnet account', required: true }),
  };
  static override flags = {
    ...networkFlags,
    ...fromFlag,
    amount: amountFlag({ description: 'What to stake, with its unit: 5allo or 200uallo', required: true }),
  };

  async run(): Promise<TxOutcome & { topicId: string; delegator: string; reputer: string; amount: string }> {
    const { args, flags } = await this.parse(StakeDelegate);
    const [{ delegateStake }, { formatAmount }] = await Promise.all([
      import('../../client/actions/delegate-stake.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const connection = await this.connect(flags);
    const [signer, reputer] = await Promise.all([
      this.signer(connection, flags.from),
      this.address(connection, args.reputer),
    ]);
    const sent = await this.submit(connection, signer, [
      delegateStake(signer.address, args.topic, reputer, flags.amount),
    ]);
    const { short } = await this.names(connection);
    this.tell(
      `${short(signer.address)} delegates ${formatAmount(flags.amount)} to ${short(reputer)} in topic ${args.topic}`,
      sent,
    );
    return {
      topicId: args.topic.toString(),
      delegator: signer.address,
      reputer,
      amount: flags.amount.toString(),
      ...this.outcome(sent),
    };
  }
}
