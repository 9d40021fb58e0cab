import { string } from '@oclif/core/flags';
import { sendFlags, topicArg } from './args.ts';
import { ChainCommand, type TxOutcome } from './chain-command.ts';

export interface Registration extends TxOutcome {
  readonly topicId: string;
  readonly address: string;
  readonly role: 'worker' | 'reputer';
}

/** `worker register`, `forecaster register` and `reputer register`: the chain knows two roles, a forecaster is a worker. */
export abstract class RegisterCommand extends ChainCommand {
  protected abstract readonly role: 'worker' | 'reputer';

  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    owner: string({ description: 'Account that receives the rewards (default: the one that registers)' }),
  };

  async run(): Promise<Registration> {
    const { args, flags } = await this.parse({
      args: RegisterCommand.args,
      flags: RegisterCommand.flags,
      enableJsonFlag: true,
    });
    const { register } = await import('../client/actions/register.ts');
    const connection = await this.connect(flags);
    const signer = await this.signer(connection, flags.from);
    const owner = flags.owner ? await this.address(connection, flags.owner) : signer.address;
    const { short } = await this.names(connection);
    const says = `${short(signer.address)} registers as ${this.role} in topic ${args.topic}`;
    const sent = await this.submit(connection, signer, [register(signer.address, args.topic, this.role, owner)], says);
    this.tell(says, sent);
    return { topicId: args.topic.toString(), address: signer.address, role: this.role, ...this.outcome(sent) };
  }
}
