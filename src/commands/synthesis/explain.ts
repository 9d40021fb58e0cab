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
    const [{ readEpoch }, { readStanding }, { explainEpoch }, { explanationText }] = await Promise.all([
      import('../../workbench/read-epoch.ts'),
      import('../../workbench/standing.ts'),
      import('../../workbench/explain-epoch.ts'),
      import('../../cli/explanation-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const { client } = connection;
    const facts = await readEpoch(client, args.topic, flags.nonce ? BigInt(flags.nonce) : undefined);
    const explanation = explainEpoch(facts, await readStanding(client, facts));
    this.log(explanationText(explanation, (await this.names(connection)).short));
    return explanation;
  }
}
