import { ActorDoctorCommand } from '../../cli/actor-doctor-command.ts';

export default class ReputerDoctor extends ActorDoctorCommand {
  static override summary =
    'Say what keeps a reputer from taking part in a topic and from its rewards, and what to do.';
  static override examples = [
    '<%= config.bin %> reputer doctor 1 --from carol',
    '<%= config.bin %> reputer doctor 1 --from carol --nonce 240 --json',
  ];
  protected override readonly role = 'reputer';
}
