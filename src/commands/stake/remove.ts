import { sendFlags, topicArg } from '../../cli/args.ts';
import { amountFlag } from '../../cli/flags.ts';
import { type Removal, RemovalCommand } from '../../cli/removal-command.ts';

export default class StakeRemove extends RemovalCommand {
  static override summary = "Ask for a reputer's own stake back; it is paid after the network's delay.";
  static override description =
    'Until it is paid the stake counts and earns as before. A reputer has one request in a topic at a time: a new one replaces the amount and begins the delay anew. Registration is not needed.';
  static override examples = [
    '<%= config.bin %> stake remove 1 --amount 40allo --from carol',
    '<%= config.bin %> stake remove 1 --all --from carol',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    amount: amountFlag({ description: 'What to take back, with its unit: 5allo or 200uallo', exclusive: ['all'] }),
    all: RemovalCommand.allFlag,
  };

  async run(): Promise<Removal> {
    const { args, flags } = await this.parse(StakeRemove);
    return this.requestRemoval(flags, args.topic);
  }
}
