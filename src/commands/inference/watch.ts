import { topicArg } from '../../cli/args.ts';
import { networkFlags } from '../../cli/flags.ts';
import { WatchCommand, watchFlags } from '../../cli/watch-command.ts';

export default class InferenceWatch extends WatchCommand {
  static override summary = "Watch a topic's network inference: a line for every epoch, as soon as it is there.";
  static override description = 'Goes on until interrupted, or for --limit lines; with --json one document a line.';
  static override examples = [
    '<%= config.bin %> inference watch 1',
    '<%= config.bin %> inference watch 1 --height 40 --json',
  ];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...watchFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(InferenceWatch);
    const [{ consume }, { concerns, isEmissionsEvent, read }, { getTopic }, { inferenceLine }] = await Promise.all([
      import('../../workbench/consume.ts'),
      import('../../workbench/read-event.ts'),
      import('../../client/topics.ts'),
      import('../../cli/inference-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const { client } = connection;
    await getTopic(client, args.topic);
    await this.watch(connection, flags, async ({ height, events }, line) => {
      for (const { event } of events) {
        if (!isEmissionsEvent(event)) continue;
        const found = read(event);
        const { name, data } = found;
        if (name !== 'NetworkInferenceBundle' || data.outlier_resistant === true || !concerns(found, args.topic))
          continue;
        const got = await consume(client, args.topic, BigInt(`${data.nonce}`));
        line(`${`${height}`.padStart(6)}  ${inferenceLine(got)}`, { height: Number(height), ...got });
      }
    });
  }
}
