import { custom } from '@oclif/core/args';
import { ChainCommand, parseTopic } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { TopicWeights as Weights } from '../../client/topic-weights.ts';

export default class TopicWeights extends ChainCommand {
  static override summary = 'Show what topics weigh: the weight decides who opens epochs and shares the rewards.';
  static override description =
    "A topic's target is the root of stake times fee revenue. Its weight starts there and then follows week by week; an active topic below the network's minimum loses its epochs.";
  static override examples = ['<%= config.bin %> topic weights', '<%= config.bin %> topic weights 1 --json'];
  static override args = {
    topic: custom<bigint>({ description: 'Only that topic', parse: async (text) => parseTopic(text) })(),
  };
  static override flags = networkFlags;

  async run(): Promise<Weights> {
    const { args, flags } = await this.parse(TopicWeights);
    const [{ topicWeights }, { table }, { shortAmount, shortWeight }] = await Promise.all([
      import('../../client/topic-weights.ts'),
      import('../../cli/output.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const { client } = await this.connect(flags);
    const weights = await topicWeights(client, args.topic);
    const places = weights.placesPerBlock === 1 ? 'one topic opens' : `${weights.placesPerBlock} topics open`;
    this.log(`Least weight of an active topic ${shortWeight(weights.minimum)}; in one block ${places} an epoch.`);
    if (weights.topics.length === 0) this.log('There are no topics yet. Create one: allo topic create');
    else {
      this.log(
        table(weights.topics, [
          { head: 'TOPIC', value: (topic) => topic.topicId, right: true },
          { head: 'ACTIVE', value: (topic) => (topic.active ? 'yes' : 'no') },
          { head: 'WEIGHT', value: (topic) => shortWeight(topic.weight), right: true },
          { head: 'SHARE', value: (topic) => `${(100 * topic.share).toFixed(1)} %`, right: true },
          { head: 'TARGET', value: (topic) => shortWeight(topic.target), right: true },
          { head: 'STAKE', value: (topic) => shortAmount(topic.stake), right: true },
          { head: 'REVENUE', value: (topic) => shortAmount(topic.feeRevenue), right: true },
          { head: 'NEXT', value: (topic) => topic.nextChurningBlock ?? '-', right: true },
          { head: 'RIVALS', value: (topic) => topic.rivals.join(', ') || '-' },
        ]),
      );
    }
    return weights;
  }
}
