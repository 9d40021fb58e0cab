import { sendFlags } from '../../../cli/args.ts';
import { listArg, topicFlag } from '../../../cli/whitelist-command.ts';
import { type Switched, WhitelistSwitchCommand } from '../../../cli/whitelist-switch-command.ts';

export default class TopicWhitelistDisable extends WhitelistSwitchCommand {
  static override summary = 'Switch a whitelist of a topic, or of the network, off.';
  static override description =
    "A list that is off admits everybody. With global-admins off every address may edit the lists of workers and reputers. A topic's creator and admins switch its lists; those of the network are parameters, which admins change. The list admins is always on.";
  static override examples = [
    '<%= config.bin %> topic whitelist disable workers --topic 1',
    '<%= config.bin %> topic whitelist disable global-reputers --from alice',
  ];
  static override args = { list: listArg };
  static override flags = { ...sendFlags, ...topicFlag };

  async run(): Promise<Switched> {
    const { args, flags } = await this.parse(TopicWhitelistDisable);
    return this.turn('disable', flags, args.list);
  }
}
