import { StatusCommand } from '../../cli/status-command.ts';

export default class ForecasterStatus extends StatusCommand {
  static override summary = 'Show how a forecaster stands in a topic: registration, window, regret and weight.';
  static override examples = ['<%= config.bin %> forecaster status 1 --from erin'];
  protected override readonly role = 'forecaster';
}
