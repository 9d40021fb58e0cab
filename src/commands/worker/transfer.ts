import { TransferCommand } from '../../cli/transfer-command.ts';

export default class WorkerTransfer extends TransferCommand {
  static override summary = 'Give the rewards of a worker to another owner, in every topic from now on.';
  static override description =
    'The actor itself signs, not the owner until now. A registration in another topic sets the owner again, everywhere.';
  static override examples = ['<%= config.bin %> worker transfer alice --from bob'];
  protected override readonly role = 'worker';
}
