import { integer } from '@oclif/core/flags';
import { DevnetCommand } from '../../cli/devnet-command.ts';
import { nameFlag } from '../../cli/flags.ts';
import type { ControlPosition } from '../../devnet/control/protocol.ts';

export default class DevnetRewind extends DevnetCommand {
  static override summary = 'Make an earlier block the latest again.';
  static override description =
    'Goes back as far as versions of the state are kept (10,000 blocks). The blocks after it are gone, and so is what waited for a block; subscribers are disconnected. Block time goes on from the block rewound to. Save a snapshot first to be able to come back. Works where the devnet is stopped, or its later blocks are damaged, too.';
  static override examples = [
    '<%= config.bin %> devnet rewind --height 120',
    '<%= config.bin %> devnet rewind --height 120 --name second --json',
  ];
  static override flags = {
    ...nameFlag,
    height: integer({ description: 'The block that becomes the latest', min: 1, required: true }),
  };

  async run(): Promise<ControlPosition> {
    const { flags } = await this.parse(DevnetRewind);
    const name = await this.devnetName(flags);
    const [{ callDevnet }, { readDevnet }, { rewindDamaged }] = await Promise.all([
      import('../../devnet/control/client.ts'),
      import('../../devnet/registry.ts'),
      import('../../devnet/set-aside.ts'),
    ]);
    const rewind = () => this.onDevnet(name, ({ control }) => callDevnet(control, 'rewind', { height: flags.height }));
    const position = await rewind().catch(async (error: unknown) => {
      const { kind } = error as { kind?: string };
      if (kind !== 'damaged' || (await readDevnet(name))) throw error;
      const aside = await rewindDamaged(name, flags.height);
      this.note(`The chain was damaged; it is kept in ${aside}.`);
      return rewind();
    });
    this.tellPosition(`Devnet "${name}" is rewound`, position);
    return position;
  }
}
