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
    const [{ inferenceFamily }, { table }, { shortDecimal }] = await Promise.all([
      import('../../client/inferences.ts'),
      import('../../cli/output.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const family = await inferenceFamily(connection.client, args.topic, flags.nonce ? BigInt(flags.nonce) : undefined);
    const { short: name } = await this.names(connection);
    const rows: [string, string][] = [
      ['combined', family.combined],
      ['naive', family.naive],
      ...family.inferers.map((entry): [string, string] => [`inferer ${name(entry.worker)}`, entry.value]),
      ...family.forecasters.map((entry): [string, string] => [`forecaster ${name(entry.worker)} implies`, entry.value]),
      ...family.oneOutInferers.map((entry): [string, string] => [`without inferer ${name(entry.worker)}`, entry.value]),
      ...family.oneOutForecasters.map((entry): [string, string] => [
        `without forecaster ${name(entry.worker)}`,
        entry.value,
      ]),
      ...family.oneInForecasters.map((entry): [string, string] => [
        `with only forecaster ${name(entry.worker)}`,
        entry.value,
      ]),
      ...family.oneOutInfererForecasters.map((entry): [string, string] => [
        `${name(entry.forecaster)} without ${name(entry.withheldInferer)} implies`,
        entry.value,
      ]),
    ];
    this.log(`Topic ${family.topicId}, epoch of nonce ${family.nonce}`);
    this.log(
      table(rows, [
        { head: 'INFERENCE', value: ([what]) => what },
        { head: 'VALUE', value: ([, value]) => shortDecimal(value), right: true },
      ]),
    );
    return family;
  }
}
