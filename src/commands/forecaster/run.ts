import { RunCommand } from '../../cli/run-command.ts';

export default class ForecasterRun extends RunCommand {
  static override summary = "Forecast the losses of a topic's inferers in every window with what a program says.";
  static override description =
    'The program is called once for each nonce: what it must know comes as JSON on stdin, its answer is JSON on stdout (docs/actors.md), and what it writes on stderr is told. One that fails is called again while the window is open. Ctrl-C finishes the submission under way; a second one ends at once.';
  static override usage = '<%= command.id %> <topic> [flags] -- <program> [arguments]';
  static override examples = [
    '<%= config.bin %> forecaster run 1 --from bob --register -- node forecast.js',
    '<%= config.bin %> forecaster run 1 --from bob --limit 10 --metrics-port 9100 --json -- node forecast.js',
  ];
  protected override readonly role = 'forecaster';
  protected override view() {
    return import('../../ui/actor-view.tsx');
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ForecasterRun, this.ownWords());
    await this.runActor(flags, args.topic);
  }
}
