import { string as text } from '@oclif/core/args';
import { DevnetCommand } from '../../../cli/devnet-command.ts';
import { devnetHome } from '../../../devnet/paths.ts';
import { deleteSnapshot } from '../../../devnet/snapshots.ts';

export default class DevnetSnapshotDelete extends DevnetCommand {
  static override summary = 'Remove a snapshot.';
  static override examples = [
    '<%= config.bin %> devnet snapshot delete before-vote',
    '<%= config.bin %> devnet snapshot delete funded --name second --json',
  ];
  static override args = { snapshot: text({ description: 'Name of the snapshot', required: true }) };

  async run(): Promise<{ deleted: string }> {
    const { args, flags } = await this.parse(DevnetSnapshotDelete);
    const { devnetError } = await import('../../../devnet/faults.ts');
    try {
      deleteSnapshot(devnetHome(await this.devnetName(flags)), args.snapshot);
    } catch (error) {
      throw devnetError(error);
    }
    this.log(`Snapshot "${args.snapshot}" is removed.`);
    return { deleted: args.snapshot };
  }
}
