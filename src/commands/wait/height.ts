import { custom } from '@oclif/core/args';
import { parseHeight } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import { WaitCommand, waitFlags } from '../../cli/wait-command.ts';

export default class WaitHeight extends WaitCommand {
  static override summary = 'Wait until the chain has reached a height.';
  static override examples = [
    '<%= config.bin %> wait height 120',
    '<%= config.bin %> wait height 120 --timeout 10m --no-progress 1m --json',
  ];
  static override args = {
    height: custom<bigint>({ description: 'Block height', parse: async (text) => parseHeight(text) })({
      required: true,
    }),
  };
  static override flags = { ...networkFlags, ...waitFlags };

  async run(): Promise<{ height: number }> {
    const { args, flags } = await this.parse(WaitHeight);
    const connection = await this.connect(flags);
    const reached = await this.until(connection, flags, `block ${args.height}`, async (_, height) =>
      height >= args.height ? height : undefined,
    );
    this.log(`Height ${reached}.`);
    return { height: Number(reached) };
  }
}
