import { UnregisterCommand } from '../../cli/unregister-command.ts';

export default class ReputerUnregister extends UnregisterCommand {
  static override summary = 'Take the registration of a reputer in a topic back.';
  static override examples = ['<%= config.bin %> reputer unregister 1 --from carol'];
  protected override readonly role = 'reputer';
}
