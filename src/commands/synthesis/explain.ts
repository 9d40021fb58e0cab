import { nonceFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { EpochExplanation } from '../../workbench/explain-epoch.ts';

export default class SynthesisExplain extends ChainCommand {
  static override summary =
    "Explain one epoch: each actor's loss, regret, weight and effect, and why its weight is what it is.";
  static override examples = [
    '<%= config.bin %> synthesis explain 1',
    '<%= config.bin %> synthesis explain 1 --nonce 240 --json',
  ];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...nonceFlag };

  async run(): Promise<EpochExplanation> {
    const { args, flags } = await this.parse(SynthesisExplain);
    const [{ latestNonce, readEpoch }, { explainEpoch }, { explanationText }] = await Promise.all([
      import('../../workbench/read-epoch.ts'),
      import('../../workbench/explain-epoch.ts'),
      import('../../cli/explanation-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const nonce = flags.nonce ? BigInt(flags.nonce) : await latestNonce(connection.client, args.topic);
    const explanation = explainEpoch(await readEpoch(connection.client, args.topic, nonce));
    this.log(explanationText(explanation, await this.names(connection)));
    return explanation;
  }
}
