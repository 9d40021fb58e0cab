import { ScoresCommand } from '../../cli/scores-command.ts';

export default class WorkerScores extends ScoresCommand {
  static override summary =
    'Show the scores of a worker in a topic: smoothed, epoch by epoch, and against whom they stand.';
  static override examples = [
    '<%= config.bin %> worker scores 1 --from bob',
    '<%= config.bin %> worker scores 1 --from bob --epochs 3 --json',
  ];
  protected override readonly role = 'worker';
}
