import { RegisterCommand } from '../../cli/register-command.ts';

export default class ReputerRegister extends RegisterCommand {
  static override summary = 'Register an account as a reputer of a topic.';
  static override examples = ['<%= config.bin %> reputer register 1 --from bob'];
  protected override readonly role = 'reputer';
}
