import type { Message } from '@bufbuild/protobuf';
import type { ParamChanges } from '../client/actions/update-params.ts';
import { isTopicList, type Whitelist } from '../client/actions/whitelist.ts';
import type { AlloraClient } from '../client/client.ts';
import type { TxOutcome } from './chain-command.ts';
import { AlloError } from './errors.ts';
import { TxCommand } from './tx-command.ts';
import { topicOf } from './whitelist-command.ts';

export interface Switched extends TxOutcome {
  readonly list: Whitelist;
  readonly topicId: string | null;
  readonly enabled: boolean;
}

/** The parameters that say whether the network's lists are on. */
const PARAMETERS: Readonly<Partial<Record<Whitelist, keyof ParamChanges>>> = {
  global: 'globalWhitelistEnabled',
  'global-workers': 'globalWorkerWhitelistEnabled',
  'global-reputers': 'globalReputerWhitelistEnabled',
  'global-admins': 'globalAdminWhitelistAppended',
  creators: 'topicCreatorWhitelistEnabled',
};

/** Lists that give the same right: one is enough. */
const SAME_RIGHT: readonly (readonly Whitelist[])[] = [
  ['workers', 'global-workers', 'global'],
  ['reputers', 'global-reputers', 'global'],
  ['creators', 'global'],
];

/** `topic whitelist enable` and `topic whitelist disable`. */
export abstract class WhitelistSwitchCommand extends TxCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;

  protected async turn(
    change: 'enable' | 'disable',
    flags: { from?: string | undefined; topic?: bigint | undefined },
    named: string,
  ): Promise<Switched> {
    const list = named as Whitelist;
    const topicId = topicOf(list, flags.topic);
    const enabled = change === 'enable';
    const message = await this.#message(change, list, topicId);
    const { result, acting } = await this.act(flags, ({ sender, who }) => ({
      messages: [message(sender)],
      says: `${who} switches the list ${list}${topicId === undefined ? '' : ` of topic ${topicId}`} ${enabled ? 'on' : 'off'}`,
      result: { list, topicId: topicId?.toString() ?? null, enabled },
    }));
    if (enabled) await this.#tellOthers(acting.client, list, topicId);
    return result;
  }

  /** Whoever is on one of several lists may act, and a list that is off has everybody on it. */
  async #tellOthers(client: AlloraClient, list: Whitelist, topicId: bigint | undefined): Promise<void> {
    const group = SAME_RIGHT.find((lists) => lists.includes(list)) ?? [];
    const { isEnabled } = await import('../client/whitelists.ts');
    const others = group.filter((other) => other !== list && (topicId !== undefined || !isTopicList(other)));
    const on = await Promise.all(others.map((other) => isEnabled(client, other, topicId)));
    const off = others.filter((_, i) => !on[i]);
    if (off.length === 0) return;
    this.note(
      `It still admits everybody: ${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} off, and one of them is enough.`,
    );
  }

  async #message(
    change: 'enable' | 'disable',
    list: Whitelist,
    topicId: bigint | undefined,
  ): Promise<(sender: string) => Message> {
    const [{ switchWhitelist }, { updateParams }] = await Promise.all([
      import('../client/actions/whitelist.ts'),
      import('../client/actions/update-params.ts'),
    ]);
    if (isTopicList(list)) return (sender) => switchWhitelist(change, sender, list, topicId ?? 0n);
    const parameter = PARAMETERS[list];
    if (!parameter) {
      throw new AlloError('badValue', `The list ${list} cannot be switched: it is always on.`, {
        hint: 'Put accounts on it or take them off.',
      });
    }
    return (sender) => updateParams(sender, { [parameter]: [change === 'enable'] });
  }
}
