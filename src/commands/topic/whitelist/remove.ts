import { string } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { sendFlags } from '../../../cli/args.ts';
import { listArg, topicFlag, type WhitelistChange, WhitelistCommand } from '../../../cli/whitelist-command.ts';

export default class TopicWhitelistRemove extends WhitelistCommand {
  static override summary = 'Take one or many accounts off a whitelist of a topic or of the network.';
  static override description =
    'Lists of a topic: workers, reputers; its creator and admins edit them. Lists of the network: global (may do all of it), global-workers, global-reputers, creators (may create topics), global-admins (edit the lists of workers and reputers), admins (edit everything, and the parameters). Several accounts go into one message where the list has a bulk form. Before the last known admin is taken off it asks.';
  static override examples = [
    '<%= config.bin %> topic whitelist remove workers bob carol --topic 1',
    '<%= config.bin %> topic whitelist remove global-reputers allo1… --from alice',
  ];
  static override strict = false;
  static override args = {
    list: listArg,
    account: string({
      description: 'allo1… address, or the name of a devnet account; as many as you like',
      required: true,
    }),
  };
  static override flags = {
    ...sendFlags,
    ...topicFlag,
    yes: boolean({ description: 'Send without asking, also where it takes off the last known admin' }),
  };

  async run(): Promise<WhitelistChange> {
    const { argv, flags } = await this.parse(TopicWhitelistRemove);
    return this.change('remove', flags, argv as string[]);
  }
}
