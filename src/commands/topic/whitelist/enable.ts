import { sendFlags } from '../../../cli/args.ts';
import { listArg, topicFlag } from '../../../cli/whitelist-command.ts';
import { type Switched, WhitelistSwitchCommand } from '../../../cli/whitelist-switch-command.ts';

export default class TopicWhitelistEnable extends WhitelistSwitchCommand {
  static override summary = 'Switch a whitelist of a topic, or of the network, on.';
  static override description =
    "Only who is on a list that is on may do what it is about, and for most things several lists count: one that is off is enough to admit everybody. A topic's creator and admins switch its lists; those of the network are parameters, which admins change. The list admins is always on.";
  static override examples = [
    '<%= config.bin %> topic whitelist enable workers --topic 1',
    '<%= config.bin %> topic whitelist enable global-reputers --from alice',
  ];
  static override args = { list: listArg };
  static override flags = { ...sendFlags, ...topicFlag };

  async run(): Promise<Switched> {
    const { args, flags } = await this.parse(TopicWhitelistEnable);
    return this.turn('enable', flags, args.list);
  }
}
