import { string as text } from '@oclif/core/args';
import { DevnetCommand } from '../../../cli/devnet-command.ts';
import type { ControlPosition } from '../../../devnet/control/protocol.ts';

export interface RestoreResult extends ControlPosition {
  snapshot: string;
}

export default class DevnetSnapshotRestore extends DevnetCommand {
  static override summary = 'Put a snapshot in the place of the chain.';
  static override description =
    "The blocks made since are gone, and so is what waited for a block; subscribers are disconnected. Block time goes on from the snapshot's. A stopped devnet is restored too, even where its chain is damaged: the damaged one is then kept beside it.";
  static override examples = [
    '<%= config.bin %> devnet snapshot restore before-vote',
    '<%= config.bin %> devnet snapshot restore funded --name second --json',
  ];
  static override args = { snapshot: text({ description: 'Name of the snapshot', required: true }) };

  async run(): Promise<RestoreResult> {
    const { args, flags } = await this.parse(DevnetSnapshotRestore);
    const name = await this.devnetName(flags);
    const [{ callDevnet }, { snapshotFolder }, { devnetHome }, { withChainAside }] = await Promise.all([
      import('../../../devnet/control/client.ts'),
      import('../../../devnet/snapshots.ts'),
      import('../../../devnet/paths.ts'),
      import('../../../devnet/set-aside.ts'),
    ]);
    const { storedChain } = await import('../../../devnet/errand.ts');
    storedChain(name);
    // Said before a stopped devnet is started for it.
    snapshotFolder(devnetHome(name), args.snapshot);
    const restore = () =>
      this.onDevnet(name, ({ control }) => callDevnet(control, 'restoreSnapshot', { name: args.snapshot }));
    const { result, aside } = await withChainAside(name, restore);
    if (aside) this.note(`The chain was damaged; it is kept in ${aside}.`);
    this.tellPosition(`Snapshot "${args.snapshot}" is restored`, result);
    return { snapshot: args.snapshot, ...result };
  }
}
