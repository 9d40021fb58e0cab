import { fromFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand, type TxOutcome } from '../../cli/chain-command.ts';
import { amountFlag, networkFlags } from '../../cli/flags.ts';

export default class StakeAdd extends ChainCommand {
  static override summary = 'Stake on yourself, as a reputer of a topic.';
  static override examples = ['<%= config.bin %> stake add 1 --amount 100allo --from carol'];
  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...fromFlag,
    amount: amountFlag({ description: 'What to stake, with its unit: 5allo or 200uallo', required: true }),
  };

  async run(): Promise<TxOutcome & { topicId: string; reputer: string; amount: string }> {
    const { args, flags } = await this.parse(StakeAdd);
    const [{ addStake }, { formatAmount }] = await Promise.all([
      import('../../client/actions/add-stake.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const connection = await this.connect(flags);
    const signer = await this.signer(connection, flags.from);
    const sent = await this.submit(connection, signer, [addStake(signer.address, args.topic, flags.amount)]);
    const { short } = await this.names(connection);
    this.tell(`${short(signer.address)} stakes ${formatAmount(flags.amount)} in topic ${args.topic}`, sent);
    return {
      topicId: args.topic.toString(),
      reputer: signer.address,
      amount: flags.amount.toString(),
      ...this.outcome(sent),
    };
  }
}
