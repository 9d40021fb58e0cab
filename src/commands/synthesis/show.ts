import { nonceFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { InferenceFamily } from '../../client/inferences.ts';

export default class SynthesisShow extends ChainCommand {
  static override summary =
    'Show the whole family of network inferences of one epoch: combined, naive, one-out and one-in.';
  static override examples = ['<%= config.bin %> synthesis show 1', '<%= config.bin %> synthesis show 1 --nonce 240'];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...nonceFlag };

  async run(): Promise<InferenceFamily> {
    const { args, flags } = await this.parse(SynthesisShow);
    const [{ inferenceFamily }, { familyTable }] = await Promise.all([
      import('../../client/inferences.ts'),
      import('../../cli/family-table.ts'),
    ]);
    const connection = await this.connect(flags);
    const family = await inferenceFamily(connection.client, args.topic, flags.nonce ? BigInt(flags.nonce) : undefined);
    this.log(`Topic ${family.topicId}, epoch of nonce ${family.nonce}`);
    this.log(familyTable(family, (await this.names(connection)).short));
    return family;
  }
}
