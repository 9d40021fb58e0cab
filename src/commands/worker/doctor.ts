import { ActorDoctorCommand } from '../../cli/actor-doctor-command.ts';

export default class WorkerDoctor extends ActorDoctorCommand {
  static override summary = 'Say what keeps a worker from taking part in a topic and from its rewards, and what to do.';
  static override examples = [
    '<%= config.bin %> worker doctor 1 --from bob',
    '<%= config.bin %> worker doctor 1 --from bob --nonce 240 --json',
  ];
  protected override readonly role = 'worker';
}
