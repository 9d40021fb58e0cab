import { integer } from '@oclif/core/flags';
import { topicArg } from '../../cli/args.ts';
import { networkFlags } from '../../cli/flags.ts';
import { WaitCommand, waitFlags } from '../../cli/wait-command.ts';

export default class WaitEpoch extends WaitCommand {
  static override summary = 'Wait until a topic opens its next epoch, or so many.';
  static override description = 'The nonce of an epoch is the height of the block that opens it.';
  static override examples = [
    '<%= config.bin %> wait epoch 1',
    '<%= config.bin %> wait epoch 1 --epochs 3 --timeout 10m',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...waitFlags,
    epochs: integer({ description: 'How many epochs from now on (default: 1)', min: 1 }),
  };

  async run(): Promise<{ topicId: string; nonce: number; epochs: number }> {
    const { args, flags } = await this.parse(WaitEpoch);
    const { getTopic } = await import('../../client/topics.ts');
    const connection = await this.connect(flags);
    const wanted = flags.epochs ?? 1;
    let last: bigint | undefined;
    let opened = 0;
    const what = `${wanted === 1 ? 'the next epoch' : `the next ${wanted} epochs`} of topic ${args.topic}`;
    const nonce = await this.until(connection, flags, what, async (client) => {
      const { epochLastEnded, epochLength } = await getTopic(client, args.topic);
      last ??= epochLastEnded;
      if (epochLastEnded === last) return undefined;
      // More than one may have passed between two looks.
      opened += last === 0n ? 1 : Math.max(1, Number((epochLastEnded - last) / epochLength));
      last = epochLastEnded;
      return opened >= wanted ? epochLastEnded : undefined;
    });
    this.log(`Topic ${args.topic} opened the epoch of nonce ${nonce}.`);
    return { topicId: args.topic.toString(), nonce: Number(nonce), epochs: opened };
  }
}
