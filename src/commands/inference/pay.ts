import { sendFlags, topicArg } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { amountFlag } from '../../cli/flags.ts';
import { TxCommand } from '../../cli/tx-command.ts';
import type { ConsumedInference } from '../../workbench/consume.ts';

export interface PaidInference extends TxOutcome {
  readonly topicId: string;
  readonly amount: string;
  /** What the topic's stake and funds are worth before and after: its weight, and with it its rewards, moves there. */
  readonly target: { readonly before: string; readonly after: string | null };
  /** The latest inference; null where there is none yet. */
  readonly inference: ConsumedInference | null;
}

export default class InferencePay extends TxCommand {
  static override summary = 'Get the latest network inference of a topic and pay for it what it is worth to you.';
  static override description =
    "Nobody has to pay for an inference. What is paid raises the topic's weight: it stays active for longer and its actors share more of the network's rewards.";
  static override examples = [
    '<%= config.bin %> inference pay 1 --amount 0.5allo',
    '<%= config.bin %> inference pay 1 --amount 200uallo --from dave --json',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    amount: amountFlag({ description: 'What to pay, with its unit: 5allo or 200uallo', required: true }),
  };

  async run(): Promise<PaidInference> {
    const { args, flags } = await this.parse(InferencePay);
    const [{ fundTopic }, { consume }, { orNothing }, { topicWeights }, { formatAmount }, texts, { shortDecimal }] =
      await Promise.all([
        import('../../client/actions/fund-topic.ts'),
        import('../../workbench/consume.ts'),
        import('../../client/optional.ts'),
        import('../../client/topic-weights.ts'),
        import('../../cli/amounts.ts'),
        import('../../cli/inference-text.ts'),
        import('../../cli/decimal-text.ts'),
      ]);
    const { topic } = args;
    const { result, sent, acting } = await this.act(flags, async ({ client, sender, who }) => ({
      messages: [fundTopic(sender, topic, flags.amount)],
      says: `${who} pays ${formatAmount(flags.amount)} to topic ${topic}`,
      result: {
        topicId: topic.toString(),
        amount: flags.amount.toString(),
        before: (await topicWeights(client, topic)).topics[0]?.target ?? '0',
      },
    }));
    const { before, ...rest } = result;
    const after = sent.tx ? ((await topicWeights(acting.client, topic)).topics[0]?.target ?? '0') : null;
    const inference = (await orNothing(consume(acting.client, topic))) ?? null;
    if (after !== null)
      this.log(`Its stake and funds are worth a weight of ${shortDecimal(after)}, before ${shortDecimal(before)}.`);
    this.log(inference ? `\n${texts.inferenceText(inference)}` : 'It has no network inference yet.');
    return { ...rest, target: { before, after }, inference };
  }
}
