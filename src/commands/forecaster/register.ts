import { RegisterCommand } from '../../cli/register-command.ts';

export default class ForecasterRegister extends RegisterCommand {
  static override summary =
    'Register an account as a forecaster of a topic. On the chain a forecaster is a worker who also, or only, forecasts.';
  static override examples = ['<%= config.bin %> forecaster register 1 --from bob'];
  protected override readonly role = 'worker';
}
