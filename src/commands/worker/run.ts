import { RunCommand } from '../../cli/run-command.ts';

export default class WorkerRun extends RunCommand {
  static override summary = 'Answer every window of a topic with what a program says.';
  static override description =
    'The program is called once for each nonce: what it must know comes as JSON on stdin, its answer is JSON on stdout (docs/actors.md), and what it writes on stderr is told. One that fails is called again while the window is open. Ctrl-C finishes the submission under way; a second one ends at once.';
  static override usage = '<%= command.id %> <topic> [flags] -- <program> [arguments]';
  static override examples = [
    '<%= config.bin %> worker run 1 --from bob --register -- python3 model.py',
    '<%= config.bin %> worker run 1 --from bob --limit 10 --metrics-port 9100 --json -- python3 model.py',
  ];
  protected override readonly role = 'worker';
  protected override view() {
    return import('../../ui/actor-view.tsx');
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkerRun, this.ownWords());
    await this.runActor(flags, args.topic);
  }
}
