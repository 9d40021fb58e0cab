import { string } from '@oclif/core/flags';
import type { ActorRole, ActorStatus } from '../client/actor-status.ts';
import { fromFlag, topicArg } from './args.ts';
import { ChainCommand } from './chain-command.ts';
import { networkFlags } from './flags.ts';

/** `worker status`, `forecaster status`, `reputer status`. */
export abstract class StatusCommand extends ChainCommand {
  protected abstract readonly role: ActorRole;

  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...fromFlag,
    address: string({ description: 'allo1… address, where it is not a devnet account' }),
  };

  async run(): Promise<ActorStatus> {
    const { args, flags } = await this.parse({
      args: StatusCommand.args,
      flags: StatusCommand.flags,
      enableJsonFlag: true,
    });
    const [{ actorStatus }, { keyValues }, { formatAmount }, { labelledText, plainDecimal, shortDecimal }] =
      await Promise.all([
        import('../client/actor-status.ts'),
        import('./output.ts'),
        import('./amounts.ts'),
        import('./decimal-text.ts'),
      ]);
    const connection = await this.connect(flags);
    const address = await this.address(connection, flags.address ?? flags.from);
    const status = await actorStatus(connection.client, args.topic, this.role, address);
    const [{ full }, { window }] = [await this.names(connection), status];
    this.log(
      keyValues([
        ['address', full(address)],
        ['topic', `${status.topicId}${status.topicActive ? '' : ' (not active: it needs stake and funds)'}`],
        ['registered', status.registered ? 'yes' : `no: allo ${this.role} register ${status.topicId}`],
        ...(status.owner === null ? [] : [['rewards go to', full(status.owner)] as const]),
        ['permitted', status.permitted ? 'yes' : 'no: the address is not on a whitelist that applies'],
        [
          'window',
          window.open
            ? `open for nonce ${window.nonce}, until block ${window.end}`
            : window.start > 0
              ? `closed; the next is from block ${window.start} to ${window.end}`
              : 'closed; none is planned',
        ],
        ...(status.stake === undefined
          ? []
          : [
              [
                'stake',
                `${formatAmount(status.stake)} (needed: ${formatAmount(status.requiredStake ?? '0')})`,
              ] as const,
            ]),
        ...(status.latestInference === undefined
          ? []
          : [
              [
                'submitted',
                status.latestInference
                  ? `${labelledText(status.latestInference.value, plainDecimal)} for nonce ${status.latestInference.nonce}`
                  : 'no inference in an open window',
              ] as const,
            ]),
        ['score', status.score === null ? 'none yet' : shortDecimal(status.score)],
        ...(status.regret === undefined
          ? []
          : [['regret', status.regret === null ? 'none yet' : shortDecimal(status.regret)] as const]),
        ...(status.weight === undefined
          ? []
          : [['weight', status.weight === null ? 'none yet' : shortDecimal(status.weight)] as const]),
      ]),
    );
    return status;
  }
}
