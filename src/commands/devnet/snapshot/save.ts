import { string as text } from '@oclif/core/args';
import { formatBytes } from '../../../cli/bytes.ts';
import { DevnetCommand } from '../../../cli/devnet-command.ts';
import type { SnapshotInfo } from '../../../devnet/types.ts';

export default class DevnetSnapshotSave extends DevnetCommand {
  static override summary = "Photograph a devnet's chain under a name.";
  static override description =
    "Keeps the whole chain as it stands, in the devnet's home; the devnet goes on meanwhile. A stopped devnet is photographed too.";
  static override examples = [
    '<%= config.bin %> devnet snapshot save before-vote',
    '<%= config.bin %> devnet snapshot save funded --name second --json',
  ];
  static override args = { snapshot: text({ description: 'Name of the snapshot', required: true }) };

  async run(): Promise<SnapshotInfo> {
    const { args, flags } = await this.parse(DevnetSnapshotSave);
    const name = await this.devnetName(flags);
    const { callDevnet } = await import('../../../devnet/control/client.ts');
    const saved = await this.onDevnet(name, ({ control }) =>
      callDevnet(control, 'saveSnapshot', { name: args.snapshot }),
    );
    this.log(`Snapshot "${saved.name}" holds height ${saved.height} (${formatBytes(saved.bytes)}).`);
    return saved;
  }
}
