import type { Narrator } from '../workbench/narrate.ts';
import type { ReadEvent } from '../workbench/read-event.ts';
import { topicArg } from './args.ts';
import { networkFlags } from './flags.ts';
import { WatchCommand, watchFlags } from './watch-command.ts';

/** `epoch watch` and `topic watch`: events of one topic, each told in a sentence. */
export abstract class StoryCommand extends WatchCommand {
  /** Loads what puts events of the command's concern into words. */
  protected abstract teller(): Promise<(event: ReadEvent, say: Narrator) => string | undefined>;

  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...watchFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse({
      args: StoryCommand.args,
      flags: StoryCommand.flags,
      enableJsonFlag: true,
    });
    const [sentence, { concerns, isEmissionsEvent, read }, { getTopic }, { shortAmount }] = await Promise.all([
      this.teller(),
      import('../workbench/read-event.ts'),
      import('../client/topics.ts'),
      import('./decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    await getTopic(connection.client, args.topic);
    const { short } = await this.names(connection);
    const say: Narrator = { name: short, amount: shortAmount };
    let status: string | undefined;
    await this.watch(connection, flags, ({ height, events }, line) => {
      for (const { event, txHash } of events) {
        if (!isEmissionsEvent(event)) continue;
        const found = read(event);
        if (!concerns(found, args.topic)) continue;
        const says = sentence(found, say);
        if (says === undefined) continue;
        // A topic is told to be active at every epoch; that is news only where it was not.
        if (found.name === 'TopicStatusChanged') {
          if (says === status) continue;
          status = says;
        }
        line(`${`${height}`.padStart(6)}  ${says}`, {
          ...{ height: Number(height), txHash, topicId: args.topic.toString() },
          ...{ name: found.name, says, data: found.data },
        });
      }
    });
  }
}
