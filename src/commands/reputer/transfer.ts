import { TransferCommand } from '../../cli/transfer-command.ts';

export default class ReputerTransfer extends TransferCommand {
  static override summary = 'Give the rewards of a reputer to another owner, in every topic from now on.';
  static override description =
    'The actor itself signs, not the owner until now. Rewards of a reputer are added to its stake, whoever owns it; the owner is for the record.';
  static override examples = ['<%= config.bin %> reputer transfer alice --from carol'];
  protected override readonly role = 'reputer';
}
