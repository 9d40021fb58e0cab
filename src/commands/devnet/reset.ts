import { boolean } from '@oclif/core/flags';
import { DevnetCommand } from '../../cli/devnet-command.ts';
import { nameFlag } from '../../cli/flags.ts';
import type { ControlPosition } from '../../devnet/control/protocol.ts';

export default class DevnetReset extends DevnetCommand {
  static override summary = 'Begin the chain of a devnet again from its genesis.';
  static override description =
    'Every block is gone; chain id, accounts, validators, genesis and snapshots stay. Asks first on a terminal. Works where the devnet is stopped, or its chain is damaged, too. To begin a chain with other settings, remove the devnet with `allo devnet down --purge`.';
  static override examples = ['<%= config.bin %> devnet reset', '<%= config.bin %> devnet reset --yes --json'];
  static override flags = {
    ...nameFlag,
    yes: boolean({ char: 'y', description: 'Do not ask' }),
  };

  async run(): Promise<ControlPosition> {
    const { flags } = await this.parse(DevnetReset);
    const name = await this.devnetName(flags);
    const [{ storedChain }, { callDevnet }, { withChainAside }] = await Promise.all([
      import('../../devnet/errand.ts'),
      import('../../devnet/control/client.ts'),
      import('../../devnet/set-aside.ts'),
    ]);
    const { chainId } = storedChain(name);
    await this.confirm(`Take away every block of devnet "${name}" (${chainId})?`, flags.yes);
    const reset = () => this.onDevnet(name, ({ control }) => callDevnet(control, 'reset', {}));
    const { result, aside } = await withChainAside(name, reset);
    if (aside) this.note(`The chain was damaged; it is kept in ${aside}.`);
    this.tellPosition(`Devnet "${name}" begins again`, result);
    return result;
  }
}
