import { string as stringArg } from '@oclif/core/args';
import { custom } from '@oclif/core/flags';
import { isTopicList, WHITELISTS, type Whitelist } from '../client/actions/whitelist.ts';
import type { TxOutcome } from './chain-command.ts';
import { parseTopic } from './chain-command.ts';
import { AlloError } from './errors.ts';
import { type Acting, TxCommand } from './tx-command.ts';

export interface WhitelistChange extends TxOutcome {
  readonly list: Whitelist;
  readonly topicId: string | null;
  readonly addresses: readonly string[];
}

/** `<list>`: one of the network's or of a topic's lists. */
export const listArg = stringArg({
  description: "workers or reputers of a topic, or one of the network's own",
  required: true,
  options: [...WHITELISTS],
});

/** `--topic`: whose lists `workers` and `reputers` are. */
export const topicFlag = {
  topic: custom<bigint>({
    description: 'Number of the topic, for its own lists',
    parse: async (text) => parseTopic(text),
  })(),
};

/** `topic whitelist add` and `topic whitelist remove`. */
export abstract class WhitelistCommand extends TxCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;

  protected async change(
    change: 'add' | 'remove',
    flags: { from?: string | undefined; topic?: bigint | undefined; yes?: boolean | undefined },
    [named, ...accounts]: readonly string[],
  ): Promise<WhitelistChange> {
    const list = named as Whitelist;
    const topicId = topicOf(list, flags.topic);
    if (accounts.length === 0) throw new AlloError('missingArgument', 'Missing: <account>');
    const { changeWhitelist } = await import('../client/actions/whitelist.ts');
    const { result } = await this.act(flags, async (acting) => {
      const { sender, who, address, short } = acting;
      const addresses = await Promise.all(accounts.map((account) => address(account)));
      if (change === 'remove' && list === 'admins') await this.#keepAnAdmin(acting, addresses, flags.yes);
      const where = topicId === undefined ? `list ${list}` : `list ${list} of topic ${topicId}`;
      return {
        messages: changeWhitelist(change, sender, list, addresses, topicId),
        says: `${who} ${change === 'add' ? 'puts' : 'takes'} ${addresses.map(short).join(', ')} ${change === 'add' ? 'on' : 'off'} the ${where}`,
        result: { list, topicId: topicId?.toString() ?? null, addresses },
      };
    });
    return result;
  }

  /** Without an admin nobody can ever put one on the list again. @throws AlloError notInteractive, interrupted */
  async #keepAnAdmin(
    { client, sender, named }: Acting,
    leaving: readonly string[],
    yes: boolean | undefined,
  ): Promise<void> {
    const { otherAdmins } = await import('../client/whitelists.ts');
    if ((await otherAdmins(client, leaving, [sender, ...named])).length > 0) return;
    const loss = 'the list, the parameters and the lists of the network can then never be changed again';
    await this.confirm(`No other admin is known: if there is none, ${loss}. Take off the last one?`, yes);
  }
}

/**
 * The topic that a list belongs to: one must be given for a topic's own lists, and none for the others.
 * @throws AlloError missingArgument, badValue
 */
export function topicOf(list: Whitelist, topic: bigint | undefined): bigint | undefined {
  if (isTopicList(list) && topic === undefined) {
    throw new AlloError('missingArgument', `The list ${list} is one of a topic: which?`, {
      hint: `Add --topic, or use the network's list global-${list}.`,
    });
  }
  if (!isTopicList(list) && topic !== undefined) {
    throw new AlloError('badValue', `The list ${list} belongs to the network, not to a topic.`, {
      hint: 'Leave out --topic; a topic has the lists workers and reputers.',
    });
  }
  return topic;
}
