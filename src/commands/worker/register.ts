import { RegisterCommand } from '../../cli/register-command.ts';

export default class WorkerRegister extends RegisterCommand {
  static override summary = 'Register an account as a worker of a topic.';
  static override examples = ['<%= config.bin %> worker register 1 --from bob'];
  protected override readonly role = 'worker';
}
