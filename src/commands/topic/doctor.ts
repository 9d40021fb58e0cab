import { topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { findingsError, findingsText } from '../../cli/findings.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { Finding } from '../../workbench/doctor/findings.ts';

export interface TopicDiagnosis {
  readonly topicId: string;
  readonly height: number;
  readonly findings: readonly Finding[];
}

export default class TopicDoctor extends ChainCommand {
  static override summary = 'Say what keeps a topic from running and paying, and where it is weak.';
  static override description =
    "Looks at weight and places, at who answered and who reported, at what there is to pay; and warns of the protocol's own weak spots where the topic shows them: few reputers, one with much of the stake, stake behind a reputer that is hardly listened to, losses without a floor, copied answers. The exit code is that of the first cause (allo help exit-codes); warnings alone end with 0.";
  static override examples = ['<%= config.bin %> topic doctor 1', '<%= config.bin %> topic doctor 1 --json'];
  static override args = { topic: topicArg };
  static override flags = networkFlags;

  async run(): Promise<TopicDiagnosis> {
    const { args, flags } = await this.parse(TopicDoctor);
    const [{ topicFacts }, { topicFindings }, { shortAmount }] = await Promise.all([
      import('../../workbench/doctor/topic-facts.ts'),
      import('../../workbench/doctor/topic-findings.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const [facts, { short }] = await Promise.all([topicFacts(connection.client, args.topic), this.names(connection)]);
    const findings = topicFindings(facts, { amount: shortAmount, nameOf: short });
    const diagnosis = { topicId: args.topic.toString(), height: Number(facts.height), findings };
    this.log(`Topic ${args.topic}, height ${facts.height}\n`);
    this.log(findingsText(findings));
    const error = findingsError(findings, diagnosis);
    if (error) throw error;
    return diagnosis;
  }
}
