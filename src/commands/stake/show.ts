import { string } from '@oclif/core/flags';
import { fromFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';

/** Amounts in uallo. */
export interface StakeStanding {
  readonly topicId: string;
  readonly address: string;
  /** As a reputer: own stake, stake of delegators, and both together. */
  readonly self: string;
  readonly delegatedTo: string;
  readonly authority: string;
  /** As a delegator: everything that the address has placed on reputers of the topic. */
  readonly delegatedFrom: string;
  readonly topicStake: string;
}

export default class StakeShow extends ChainCommand {
  static override summary = 'Show the stake of an address in a topic.';
  static override examples = ['<%= config.bin %> stake show 1 --from carol'];
  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...fromFlag,
    address: string({ description: 'allo1… address, where it is not a devnet account' }),
  };

  async run(): Promise<StakeStanding> {
    const { args, flags } = await this.parse(StakeShow);
    const [{ stakeStanding }, { keyValues }, { formatAmount }] = await Promise.all([
      import('../../client/stake.ts'),
      import('../../cli/output.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const connection = await this.connect(flags);
    const address = await this.address(connection, flags.address ?? flags.from);
    const standing = {
      topicId: args.topic.toString(),
      address,
      ...(await stakeStanding(connection.client, args.topic, address)),
    };
    const { full } = await this.names(connection);
    this.log(
      keyValues([
        ['address', full(address)],
        ['topic', standing.topicId],
        ['own stake', formatAmount(standing.self)],
        ['delegated to it', formatAmount(standing.delegatedTo)],
        ['together', formatAmount(standing.authority)],
        ['delegated by it', formatAmount(standing.delegatedFrom)],
        ['whole topic', formatAmount(standing.topicStake)],
      ]),
    );
    return standing;
  }
}
