import { nonceFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { EpochRecord } from '../../client/epochs.ts';

export default class EpochShow extends ChainCommand {
  static override summary = 'Show one epoch of a topic: who answered, what the network made of it, and what it lost.';
  static override examples = ['<%= config.bin %> epoch show 1', '<%= config.bin %> epoch show 1 --nonce 240'];
  static override args = { topic: topicArg };
  static override flags = { ...networkFlags, ...nonceFlag };

  async run(): Promise<EpochRecord> {
    const { args, flags } = await this.parse(EpochShow);
    const [{ epochRecord }, { keyValues }, { labelledText, shortDecimal }] = await Promise.all([
      import('../../client/epochs.ts'),
      import('../../cli/output.ts'),
      import('../../cli/decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const epoch = await epochRecord(connection.client, args.topic, flags.nonce ? BigInt(flags.nonce) : undefined);
    const { short: name } = await this.names(connection);
    const { workerWindow: window } = epoch;
    this.log(
      keyValues([
        ['topic', epoch.topicId],
        ['nonce', epoch.nonce],
        ['worker window', `blocks ${window.start} to ${window.end}, ${window.fulfilled ? 'closed' : 'open'}`],
        ...epoch.inferences.map(
          ({ inferer, value }) => [`inference of ${name(inferer)}`, labelledText(value)] as const,
        ),
        ...epoch.forecasts.map(
          ({ forecaster, elements }) => [`forecast of ${name(forecaster)}`, `about ${elements} inferers`] as const,
        ),
        ['network inference', epoch.combined === null ? 'none yet' : labelledText(epoch.combined)],
        ['reputers', epoch.reputers.length === 0 ? 'none yet' : epoch.reputers.map(name).join(', ')],
        ['network loss', epoch.combinedLoss === null ? 'not known yet' : shortDecimal(epoch.combinedLoss)],
      ]),
    );
    return epoch;
  }
}
