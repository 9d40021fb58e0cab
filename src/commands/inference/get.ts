import { nonceFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { ConsumedInference } from '../../workbench/consume.ts';

export default class InferenceGet extends ChainCommand {
  static override summary = "Get a topic's network inference, with its confidence interval.";
  static override examples = [
    '<%= config.bin %> inference get 1',
    '<%= config.bin %> inference get 1 --nonce 240 --json',
  ];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...nonceFlag };

  async run(): Promise<ConsumedInference> {
    const { args, flags } = await this.parse(InferenceGet);
    const [{ consume }, { inferenceText }] = await Promise.all([
      import('../../workbench/consume.ts'),
      import('../../cli/inference-text.ts'),
    ]);
    const { client } = await this.connect(flags);
    const got = await consume(client, args.topic, flags.nonce ? BigInt(flags.nonce) : undefined);
    this.log(inferenceText(got));
    return got;
  }
}
