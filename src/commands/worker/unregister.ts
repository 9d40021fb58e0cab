import { UnregisterCommand } from '../../cli/unregister-command.ts';

export default class WorkerUnregister extends UnregisterCommand {
  static override summary = 'Take the registration of a worker in a topic back.';
  static override examples = ['<%= config.bin %> worker unregister 1 --from bob'];
  protected override readonly role = 'worker';
}
