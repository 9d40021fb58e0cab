import { sendFlags, topicArg } from '../../cli/args.ts';
import { ChainCommand, type TxOutcome } from '../../cli/chain-command.ts';
import { amountFlag } from '../../cli/flags.ts';

export default class TopicFund extends ChainCommand {
  static override summary = "Pay into a topic: it raises the topic's weight and may activate it.";
  static override examples = ['<%= config.bin %> topic fund 1 --amount 5allo'];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    amount: amountFlag({ description: 'What to pay, with its unit: 5allo or 200uallo', required: true }),
  };

  async run(): Promise<TxOutcome & { topicId: string; amount: string; active: boolean | null }> {
    const { args, flags } = await this.parse(TopicFund);
    const [{ fundTopic }, { QueryService }, { formatAmount }] = await Promise.all([
      import('../../client/actions/fund-topic.ts'),
      import('../../wire/gen/emissions/v10/query_pb.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const connection = await this.connect(flags);
    const signer = await this.signer(connection, flags.from);
    const says = `Topic ${args.topic} receives ${formatAmount(flags.amount)}`;
    const sent = await this.submit(connection, signer, [fundTopic(signer.address, args.topic, flags.amount)], says);
    const active = sent.tx
      ? (await connection.client.query(QueryService.method.isTopicActive, { topicId: args.topic })).isActive
      : null;
    this.tell(says, sent);
    if (active !== null) this.log(active ? 'It is active.' : 'It is not active yet: it needs stake and funds.');
    return { topicId: args.topic.toString(), amount: flags.amount.toString(), active, ...this.outcome(sent) };
  }
}
