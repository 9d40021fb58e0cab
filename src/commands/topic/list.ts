import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import { type TopicSummary, topicSummary } from '../../cli/topic-summary.ts';

export default class TopicList extends ChainCommand {
  static override summary = 'List the topics of the network.';
  static override examples = ['<%= config.bin %> topic list', '<%= config.bin %> topic list --network testnet --json'];
  static override flags = networkFlags;

  async run(): Promise<{ topics: TopicSummary[] }> {
    const { flags } = await this.parse(TopicList);
    const [{ allTopics }, { table }, { formatAmount }] = await Promise.all([
      import('../../client/topics.ts'),
      import('../../cli/output.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const { client } = await this.connect(flags);
    const topics = (await allTopics(client)).map(topicSummary);
    if (topics.length === 0) this.log('There are no topics yet. Create one: allo topic create');
    else {
      this.log(
        table(topics, [
          { head: 'TOPIC', value: (topic) => topic.id, right: true },
          { head: 'ACTIVE', value: (topic) => (topic.active ? 'yes' : 'no') },
          { head: 'EPOCH', value: (topic) => topic.epochLength, right: true },
          { head: 'NEXT', value: (topic) => topic.nextChurningBlock ?? '-', right: true },
          { head: 'STAKE', value: (topic) => formatAmount(topic.stake), right: true },
          { head: 'REVENUE', value: (topic) => formatAmount(topic.feeRevenue), right: true },
          { head: 'ASKS', value: (topic) => topic.metadata },
        ]),
      );
    }
    return { topics };
  }
}
