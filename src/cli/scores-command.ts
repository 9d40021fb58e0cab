import { integer } from '@oclif/core/flags';
import type { ActorScores } from '../client/actor-scores.ts';
import type { ActorRole } from '../client/actor-status.ts';
import { fromFlag, topicArg } from './args.ts';
import { ChainCommand } from './chain-command.ts';
import { addressFlag, networkFlags } from './flags.ts';

/** `worker scores`, `forecaster scores`, `reputer scores`. */
export abstract class ScoresCommand extends ChainCommand {
  protected abstract readonly role: ActorRole;

  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...fromFlag,
    ...addressFlag,
    epochs: integer({ description: 'How many of the last scored epochs', default: 10, min: 1, max: 100 }),
  };

  async run(): Promise<ActorScores> {
    const { args, flags } = await this.parse({
      args: ScoresCommand.args,
      flags: ScoresCommand.flags,
      enableJsonFlag: true,
    });
    const [{ actorScores }, { keyValues, table }, { shortDecimal }] = await Promise.all([
      import('../client/actor-scores.ts'),
      import('./output.ts'),
      import('./decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const address = await this.address(connection, flags.address ?? flags.from);
    const scores = await actorScores(connection.client, args.topic, this.role, address, flags.epochs);
    const { full } = await this.names(connection);
    const figure = (text: string | null, absent: string) => (text === null ? absent : shortDecimal(text));
    this.log(
      keyValues([
        ['address', full(address)],
        ['topic', scores.topicId],
        [
          'score (smoothed)',
          scores.score === null
            ? 'none: it never submitted'
            : `${figure(scores.score, '')}, last submitted for nonce ${scores.lastNonce}`,
        ],
        ['lowest active', figure(scores.lowestActive, 'nobody has submitted in an open window')],
        ['idle actors drift to', shortDecimal(scores.quantile)],
        ['newcomers start from', shortDecimal(scores.initialScore)],
        ['reward fraction', figure(scores.rewardFraction, 'none yet')],
        ...(scores.listeningCoefficient === undefined
          ? []
          : [['listening coefficient', shortDecimal(scores.listeningCoefficient)] as const]),
      ]),
    );
    if (scores.epochs.length === 0) this.log('No epoch of this topic has been scored yet.');
    else {
      this.log();
      this.log(
        table(scores.epochs, [
          { head: 'NONCE', value: ({ nonce }) => nonce, right: true },
          { head: 'SCORE', value: ({ score }) => figure(score, '-'), right: true },
          { head: 'BEST', value: ({ best }) => shortDecimal(best), right: true },
        ]),
      );
    }
    return scores;
  }
}
