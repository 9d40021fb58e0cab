import { StatusCommand } from '../../cli/status-command.ts';

export default class WorkerStatus extends StatusCommand {
  static override summary =
    'Show how a worker stands in a topic: registration, window, latest inference, regret and weight.';
  static override examples = ['<%= config.bin %> worker status 1 --from bob'];
  protected override readonly role = 'worker';
}
