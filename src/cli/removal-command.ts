import { boolean } from '@oclif/core/flags';
import type { TxOutcome } from './chain-command.ts';
import type { FlagValues } from './config/settings.ts';
import { AlloError } from './errors.ts';
import { type Acting, TxCommand } from './tx-command.ts';

export interface Removal extends TxOutcome {
  readonly topicId: string;
  readonly reputer: string;
  /** Null where it is the reputer's own stake. */
  readonly delegator: string | null;
  readonly amount: string;
  /** Height of the block that pays it at the earliest; null while the transaction waits for a block. */
  readonly completionHeight: number | null;
}

type RemovalFlags = FlagValues & {
  readonly from?: string | undefined;
  readonly amount?: bigint | undefined;
  readonly all?: boolean | undefined;
};

/** `stake remove` and `stake undelegate`: a request that matures after the network's delay. */
export abstract class RemovalCommand extends TxCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;
  protected static readonly allFlag = boolean({ description: 'Everything that is there now' });

  /** @param named the reputer that a delegator has staked on; the signer's own stake where absent */
  protected async requestRemoval(flags: RemovalFlags, topicId: bigint, named?: string): Promise<Removal> {
    if (flags.amount === undefined && !flags.all) {
      throw new AlloError('missingArgument', 'Missing: --amount or --all', {
        hint: 'Say how much (`--amount 5allo`), or `--all`.',
      });
    }
    const [{ removeStake }, { removeDelegateStake }, { completionHeight }, { formatAmount }] = await Promise.all([
      import('../client/actions/remove-stake.ts'),
      import('../client/actions/remove-delegate-stake.ts'),
      import('../client/stake-events.ts'),
      import('./amounts.ts'),
    ]);
    const { result, sent } = await this.act(flags, async (acting) => {
      const { sender, who, short } = acting;
      const reputer = named === undefined ? sender : await acting.address(named);
      const amount = flags.amount ?? (await this.#everything(acting, topicId, reputer));
      const own = named === undefined;
      return {
        messages: [own ? removeStake(sender, topicId, amount) : removeDelegateStake(sender, topicId, reputer, amount)],
        says: `${who} asks for ${formatAmount(amount)} back${own ? '' : ` from ${short(reputer)}`} in topic ${topicId}`,
        result: {
          topicId: topicId.toString(),
          reputer,
          delegator: own ? null : sender,
          amount: amount.toString(),
        },
      };
    });
    const completion = sent.tx ? completionHeight(sent.tx) : null;
    if (completion !== null) this.log(`It is paid in block ${completion}, or as soon after as the queue allows.`);
    return { ...result, completionHeight: completion };
  }

  async #everything({ client, sender, short }: Acting, topicId: bigint, reputer: string): Promise<bigint> {
    const { ownStake, placedStake } = await import('../client/stake.ts');
    const amount =
      reputer === sender
        ? await ownStake(client, topicId, sender)
        : await placedStake(client, topicId, sender, reputer);
    if (amount > 0n) return amount;
    throw new AlloError(
      'badValue',
      `There is no stake ${reputer === sender ? 'of your own' : `on ${short(reputer)}`} in topic ${topicId}.`,
      {
        hint: `See what there is: \`allo stake show ${topicId}\`.`,
      },
    );
  }
}
