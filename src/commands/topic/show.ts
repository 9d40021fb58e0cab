import { topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import { type TopicSummary, topicSummary } from '../../cli/topic-summary.ts';

export default class TopicShow extends ChainCommand {
  static override summary = 'Show a topic: what it asks, how it is set, and how it stands.';
  static override examples = ['<%= config.bin %> topic show 1', '<%= config.bin %> topic show 1 --json'];
  static override args = { topic: topicArg };
  static override flags = networkFlags;

  async run(): Promise<TopicSummary> {
    const { args, flags } = await this.parse(TopicShow);
    const [{ topicStanding }, { keyValues }, { formatAmount }, { shortDecimal }] = await Promise.all([
      import('../../client/topics.ts'),
      import('../../cli/output.ts'),
      import('../../cli/amounts.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const topic = topicSummary(await topicStanding(connection.client, args.topic));
    const { full } = await this.names(connection);
    this.log(
      keyValues([
        ['topic', topic.id],
        ['asks', topic.metadata || '-'],
        ['creator', full(topic.creator)],
        [
          'active',
          topic.active
            ? `yes, the next epoch opens at block ${topic.nextChurningBlock}`
            : 'no: it needs stake and funds',
        ],
        ['latest epoch', topic.epochLastEnded === null ? 'none yet' : `opened at block ${topic.epochLastEnded}`],
        ['epoch length', `${topic.epochLength} blocks`],
        ['worker window', `${topic.workerSubmissionWindow} blocks`],
        ['ground truth lag', `${topic.groundTruthLag} blocks`],
        ['loss', `${topic.lossMethod}, submitted ${topic.allowNegative ? 'raw' : 'as log10'}`],
        ['stake', formatAmount(topic.stake)],
        ['fee revenue', formatAmount(topic.feeRevenue)],
        ['weight', shortDecimal(topic.weight)],
        ['p_norm, c_norm', `${topic.pNorm}, ${topic.cNorm}`],
        ['alpha_regret', topic.alphaRegret],
        ['epsilon', topic.epsilon],
        ['initial regret', shortDecimal(topic.initialRegret)],
      ]),
    );
    return topic;
  }
}
