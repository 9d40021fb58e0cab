import { nonceFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { EpochExplanation } from '../../workbench/explain-epoch.ts';
import type { EpochRewards } from '../../workbench/rewards/read-rewards.ts';

export default class SynthesisExplain extends ChainCommand {
  static override summary =
    "Explain one epoch: each actor's loss, regret, weight and effect, its score, its reward, and why they are what they are.";
  static override description =
    "From the answers through weights, losses and scores to what everybody was paid; and a warning where the topic shows one of the protocol's own weak spots. Scores and rewards follow once the reputers' window has closed.";
  static override examples = [
    '<%= config.bin %> synthesis explain 1',
    '<%= config.bin %> synthesis explain 1 --nonce 240 --json',
  ];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...nonceFlag };

  async run(): Promise<EpochExplanation & EpochRewards> {
    const { args, flags } = await this.parse(SynthesisExplain);
    const [{ readEpoch }, { readStanding }, { explainEpoch }, { readRewards }, { explanationText }, { rewardsText }] =
      await Promise.all([
        import('../../workbench/read-epoch.ts'),
        import('../../workbench/standing.ts'),
        import('../../workbench/explain-epoch.ts'),
        import('../../workbench/rewards/read-rewards.ts'),
        import('../../cli/explanation-text.ts'),
        import('../../cli/rewards-text.ts'),
      ]);
    const connection = await this.connect(flags);
    const { client } = connection;
    const facts = await readEpoch(client, args.topic, flags.nonce ? BigInt(flags.nonce) : undefined);
    const { short } = await this.names(connection);
    const explanation = {
      ...explainEpoch(facts, await readStanding(client, facts)),
      ...(await readRewards(client, facts, short)),
    };
    this.log(explanationText(explanation, short));
    this.log(`\n${rewardsText(explanation, short)}`);
    return explanation;
  }
}
