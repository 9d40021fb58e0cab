import { UnregisterCommand } from '../../cli/unregister-command.ts';

export default class ForecasterUnregister extends UnregisterCommand {
  static override summary =
    'Take the registration of a forecaster in a topic back. On the chain a forecaster is a worker: this takes both back.';
  static override examples = ['<%= config.bin %> forecaster unregister 1 --from erin'];
  protected override readonly role = 'worker';
}
