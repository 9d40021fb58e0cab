import { reputerArg, sendFlags, topicArg } from '../../cli/args.ts';
import { amountFlag } from '../../cli/flags.ts';
import { type Removal, RemovalCommand } from '../../cli/removal-command.ts';

export default class StakeUndelegate extends RemovalCommand {
  static override summary = "Ask for stake back that is placed on a reputer; it is paid after the network's delay.";
  static override description =
    'What it has earned until then is paid with it. A new request for the same reputer replaces the amount and begins the delay anew. It works also where the reputer is no longer registered.';
  static override examples = [
    '<%= config.bin %> stake undelegate 1 carol --amount 4allo --from dave',
    '<%= config.bin %> stake undelegate 1 carol --all --from dave',
  ];
  static override args = { topic: topicArg, reputer: reputerArg };
  static override flags = {
    ...sendFlags,
    amount: amountFlag({ description: 'What to take back, with its unit: 5allo or 200uallo', exclusive: ['all'] }),
    all: RemovalCommand.allFlag,
  };

  async run(): Promise<Removal> {
    const { args, flags } = await this.parse(StakeUndelegate);
    return this.requestRemoval(flags, args.topic, args.reputer);
  }
}
