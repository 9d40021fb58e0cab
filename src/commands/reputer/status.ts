import { StatusCommand } from '../../cli/status-command.ts';

export default class ReputerStatus extends StatusCommand {
  static override summary = 'Show how a reputer stands in a topic: registration, stake and window.';
  static override examples = ['<%= config.bin %> reputer status 1 --from carol'];
  protected override readonly role = 'reputer';
}
