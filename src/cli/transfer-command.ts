import { string } from '@oclif/core/args';
import { sendFlags } from './args.ts';
import type { TxOutcome } from './chain-command.ts';
import { TxCommand } from './tx-command.ts';

export interface OwnershipTransfer extends TxOutcome {
  readonly address: string;
  readonly owner: string;
  readonly role: 'worker' | 'reputer';
}

/** `worker transfer`, `forecaster transfer` and `reputer transfer`: the chain keeps one owner for an address and role. */
export abstract class TransferCommand extends TxCommand {
  protected abstract readonly role: 'worker' | 'reputer';

  static override args = {
    owner: string({
      description: 'Who receives the rewards from now on: allo1… address, or the name of a devnet account',
      required: true,
    }),
  };
  static override flags = { ...sendFlags };

  async run(): Promise<OwnershipTransfer> {
    const { args, flags } = await this.parse({
      args: TransferCommand.args,
      flags: TransferCommand.flags,
      enableJsonFlag: true,
    });
    const { transferOwnership } = await import('../client/actions/transfer-ownership.ts');
    const { result } = await this.act(flags, async ({ sender, who, address, short }) => {
      const owner = await address(args.owner);
      return {
        messages: [transferOwnership(sender, this.role, owner)],
        says: `Rewards of ${who} as ${this.role} go to ${short(owner)}, in every topic`,
        result: { address: sender, owner, role: this.role },
      };
    });
    return result;
  }
}
