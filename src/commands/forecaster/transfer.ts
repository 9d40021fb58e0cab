import { TransferCommand } from '../../cli/transfer-command.ts';

export default class ForecasterTransfer extends TransferCommand {
  static override summary = 'Give the rewards of a forecaster to another owner, in every topic from now on.';
  static override description =
    'The actor itself signs, not the owner until now. A registration in another topic sets the owner again, everywhere.';
  static override examples = ['<%= config.bin %> forecaster transfer alice --from erin'];
  protected override readonly role = 'worker';
}
