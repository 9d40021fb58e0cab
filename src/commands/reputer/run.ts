import { string } from '@oclif/core/flags';
import { amountFlag, decimalFlag } from '../../cli/flags.ts';
import { RunCommand } from '../../cli/run-command.ts';

export default class ReputerRun extends RunCommand {
  static override summary = 'Report the losses of a topic in every window by what a program says came to pass.';
  static override description =
    "The program is called once for each nonce: the network's inferences come as JSON on stdin, the truth is JSON on stdout (docs/actors.md); the losses follow from it by the topic's own loss function, unless the program says them all itself. What it writes on stderr is told. One that fails, or knows the truth later, is called again while the window is open. Ctrl-C finishes the submission under way; a second one ends at once.";
  static override usage = '<%= command.id %> <topic> [flags] -- <program> [arguments]';
  static override examples = [
    '<%= config.bin %> reputer run 1 --from dave --register --stake 100allo --loss-floor 0.0025 -- ./truth.sh',
    '<%= config.bin %> reputer run 1 --from dave --parameter sigma=0.1 --json -- python3 truth.py',
  ];
  static override flags = {
    ...RunCommand.flags,
    stake: amountFlag({ description: 'Own stake that the account shall have in the topic; what is missing is added' }),
    'loss-floor': decimalFlag({
      description: 'Smallest raw loss, such as (resolution/2)²; without one an exact hit cannot be judged',
    }),
    parameter: string({
      description: 'NAME=VALUE of the loss function, where it has one without default; may be repeated',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };
  protected override readonly role = 'reputer';
  protected override view() {
    return import('../../ui/actor-view.tsx');
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReputerRun, this.ownWords());
    const [{ parsePairs }, { Dec }] = await Promise.all([
      import('../../cli/pairs.ts'),
      import('../../protocol/decimal/index.ts'),
    ]);
    const floor = flags['loss-floor'];
    await this.runActor(flags, args.topic, {
      stake: flags.stake ?? 0n,
      floor: floor === undefined ? undefined : Dec.parse(floor),
      parameters: parsePairs(flags.parameter ?? [], '--parameter'),
    });
  }
}
