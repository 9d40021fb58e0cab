import { ScoresCommand } from '../../cli/scores-command.ts';

export default class ForecasterScores extends ScoresCommand {
  static override summary =
    'Show the scores of a forecaster in a topic: smoothed, epoch by epoch, and against whom they stand.';
  static override examples = [
    '<%= config.bin %> forecaster scores 1 --from erin',
    '<%= config.bin %> forecaster scores 1 --from erin --epochs 3 --json',
  ];
  protected override readonly role = 'forecaster';
}
