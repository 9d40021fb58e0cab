import { nonceFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { VerifiedEpoch } from '../../workbench/verify/verify-epoch.ts';

/** So many differences are shown to people; `--json` has them all. */
const SHOWN = 12;

export default class SynthesisVerify extends ChainCommand {
  static override summary = 'Compute a stored epoch once more from what went into it, and compare every digit.';
  static override description =
    "Network inference, losses, regrets, weights, scores, listening coefficients and rewards, from the states before. Ends with exit code 7 where a digit differs. The node must keep the states of the two blocks that closed the epoch's windows; the forecasters' running ratio, which no query tells, is followed from the topic's first reward.";
  static override examples = [
    '<%= config.bin %> synthesis verify 1',
    '<%= config.bin %> synthesis verify 1 --nonce 240 --json',
  ];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...nonceFlag };

  async run(): Promise<VerifiedEpoch> {
    const { args, flags } = await this.parse(SynthesisVerify);
    const [{ verifyEpoch }, { table }] = await Promise.all([
      import('../../workbench/verify/verify-epoch.ts'),
      import('../../cli/output.ts'),
    ]);
    const connection = await this.connect(flags);
    const nonce = flags.nonce ? BigInt(flags.nonce) : undefined;
    const verified = await verifyEpoch(connection.client, args.topic, nonce);
    const { short } = await this.names(connection);
    const named = (text: string) => text.replace(/\ballo1[02-9ac-hj-np-z]{38}\b/g, short);
    const judged = verified.judgedAt === null ? 'not judged yet' : `judged in block ${verified.judgedAt}`;
    this.log(
      `Topic ${args.topic}, epoch of nonce ${verified.nonce}: synthesised in block ${verified.closedAt}, ${judged}\n`,
    );
    this.log(
      table(verified.stages, [
        { head: 'STAGE', value: ({ stage }) => stage },
        { head: 'FIGURES', value: ({ compared }) => compared, right: true },
        { head: 'DIFFERENT', value: ({ differences }) => differences.length, right: true },
      ]),
    );
    for (const skipped of verified.stages.flatMap((stage) => stage.skipped))
      this.log(`Not compared: ${named(skipped)}`);
    const differences = verified.stages.flatMap((stage) => stage.differences);
    if (differences.length === 0) {
      this.log(`\nAll ${verified.compared} figures are the same, digit for digit.`);
      return verified;
    }
    for (const { figure, computed, stored } of differences.slice(0, SHOWN)) {
      this.log(`\n${named(figure)}\n  computed ${computed ?? '-'}\n  stored   ${stored ?? '-'}`);
    }
    if (differences.length > SHOWN) this.log(`\n… and ${differences.length - SHOWN} more; --json has them all.`);
    const [first] = differences;
    throw new AlloError(
      'epochDiffers',
      `${differences.length} of ${verified.compared} figures differ, the first: ${named(first?.figure ?? '')}.`,
      { details: verified },
    );
  }
}
