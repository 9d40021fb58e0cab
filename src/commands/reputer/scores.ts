import { ScoresCommand } from '../../cli/scores-command.ts';

export default class ReputerScores extends ScoresCommand {
  static override summary =
    'Show the scores of a reputer in a topic: smoothed, epoch by epoch, and against whom they stand.';
  static override examples = [
    '<%= config.bin %> reputer scores 1 --from carol',
    '<%= config.bin %> reputer scores 1 --from carol --epochs 3 --json',
  ];
  protected override readonly role = 'reputer';
}
