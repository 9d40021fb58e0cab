import { formatBytes } from '../../../cli/bytes.ts';
import { DevnetCommand } from '../../../cli/devnet-command.ts';
import { table } from '../../../cli/output.ts';
import { devnetHome } from '../../../devnet/paths.ts';
import { listSnapshots } from '../../../devnet/snapshots.ts';
import type { SnapshotInfo } from '../../../devnet/types.ts';

export default class DevnetSnapshotList extends DevnetCommand {
  static override summary = 'List the snapshots of a devnet, running or stopped.';
  static override examples = [
    '<%= config.bin %> devnet snapshot list',
    '<%= config.bin %> devnet snapshot list --name second --json',
  ];

  async run(): Promise<{ snapshots: SnapshotInfo[] }> {
    const { flags } = await this.parse(DevnetSnapshotList);
    const snapshots = listSnapshots(devnetHome(await this.devnetName(flags)));
    if (snapshots.length === 0) this.log('There is no snapshot. Save one with `allo devnet snapshot save <name>`.');
    else {
      this.log(
        table(snapshots, [
          { head: 'SNAPSHOT', value: (row) => row.name },
          { head: 'HEIGHT', value: (row) => row.height, right: true },
          { head: 'BLOCK TIME', value: (row) => row.time },
          { head: 'SIZE', value: (row) => formatBytes(row.bytes), right: true },
          { head: 'SAVED', value: (row) => row.savedAt },
        ]),
      );
    }
    return { snapshots };
  }
}
