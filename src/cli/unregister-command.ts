import { sendFlags, topicArg } from './args.ts';
import type { TxOutcome } from './chain-command.ts';
import { TxCommand } from './tx-command.ts';

export interface Unregistration extends TxOutcome {
  readonly topicId: string;
  readonly address: string;
  readonly role: 'worker' | 'reputer';
}

/** `worker unregister`, `forecaster unregister` and `reputer unregister`. */
export abstract class UnregisterCommand extends TxCommand {
  protected abstract readonly role: 'worker' | 'reputer';

  static override description =
    'Stake, scores and owner stay, and what was submitted in an open window counts. It can register again.';
  static override args = { topic: topicArg };
  static override flags = { ...sendFlags };

  async run(): Promise<Unregistration> {
    const { args, flags } = await this.parse({
      args: UnregisterCommand.args,
      flags: UnregisterCommand.flags,
      enableJsonFlag: true,
    });
    const { removeRegistration } = await import('../client/actions/remove-registration.ts');
    const { result } = await this.act(flags, ({ sender, who }) => ({
      messages: [removeRegistration(sender, args.topic, this.role)],
      says: `${who} is no longer a ${this.role} of topic ${args.topic}`,
      result: { topicId: args.topic.toString(), address: sender, role: this.role },
    }));
    return result;
  }
}
