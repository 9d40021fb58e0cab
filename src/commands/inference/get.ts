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
    const [{ consume }, { keyValues }, { labelledText, plainDecimal }] = await Promise.all([
      import('../../workbench/consume.ts'),
      import('../../cli/output.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const { client } = await this.connect(flags);
    const got = await consume(client, args.topic, flags.nonce ? BigInt(flags.nonce) : undefined);
    this.log(
      keyValues([
        ['topic', got.topicId],
        ['nonce', got.nonce],
        ...(typeof got.value === 'string'
          ? [['inference', plainDecimal(got.value)] as const]
          : Object.entries(got.value).map(([label, value]) => [`inference ${label}`, plainDecimal(value)] as const)),
        ['outlier-resistant', got.outlierResistant === null ? 'none' : plainDecimal(got.outlierResistant)],
        ...got.confidence.map(({ percentile, value }) => [`percentile ${percentile}`, labelledText(value)] as const),
      ]),
    );
    if (got.confidence.length === 0) this.log('No confidence interval yet: nobody has a weight.');
    return got;
  }
}
