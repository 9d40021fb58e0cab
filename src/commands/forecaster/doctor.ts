import { ActorDoctorCommand } from '../../cli/actor-doctor-command.ts';

export default class ForecasterDoctor extends ActorDoctorCommand {
  static override summary =
    'Say what keeps a forecaster from taking part in a topic and from its rewards, and what to do.';
  static override examples = [
    '<%= config.bin %> forecaster doctor 1 --from erin',
    '<%= config.bin %> forecaster doctor 1 --from erin --nonce 240 --json',
  ];
  protected override readonly role = 'forecaster';
}
