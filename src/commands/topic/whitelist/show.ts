import { string } from '@oclif/core/flags';
import { ChainCommand } from '../../../cli/chain-command.ts';
import { networkFlags } from '../../../cli/flags.ts';
import { topicFlag } from '../../../cli/whitelist-command.ts';
import type { Action, Permissions, WhitelistState } from '../../../client/whitelists.ts';

export interface WhitelistsShown {
  readonly topicId: string | null;
  readonly lists: readonly WhitelistState[];
  /** Of the account that was asked about. */
  readonly permissions: Permissions | null;
}

const RULES: Readonly<Record<Action, readonly [what: string, who: string]>> = {
  createTopic: ['create topics', 'creators or global'],
  submitAsWorker: ['answer the topic', 'workers, global-workers or global'],
  submitAsReputer: ['report on it, stake as reputer', 'reputers, global-reputers or global'],
  editTopicLists: ['edit the lists of the topic', 'its creator, global-admins or admins'],
  editGlobalWorkers: ['edit global-workers', 'global-admins or admins'],
  editGlobalReputers: ['edit global-reputers', 'global-admins or admins'],
  editOtherLists: ['edit every other list', 'admins'],
  updateParams: ['change parameters', 'admins'],
};
const OF_TOPIC: readonly Action[] = ['submitAsWorker', 'submitAsReputer', 'editTopicLists'];

export default class TopicWhitelistShow extends ChainCommand {
  static override summary = 'Show the whitelists of the network, or of a topic with them, and what an account may do.';
  static override description =
    'The chain answers whether an address is on a list, but does not give the list: members are read from the transactions that the node has indexed, so those that the genesis file put there are not among them.';
  static override examples = [
    '<%= config.bin %> topic whitelist show',
    '<%= config.bin %> topic whitelist show --topic 1 --account bob',
  ];
  static override flags = {
    ...networkFlags,
    ...topicFlag,
    account: string({ description: 'What may this one do? allo1… address, or the name of a devnet account' }),
  };

  async run(): Promise<WhitelistsShown> {
    const { flags } = await this.parse(TopicWhitelistShow);
    const [{ ACTIONS, permissions, whitelistStates }, { table }] = await Promise.all([
      import('../../../client/whitelists.ts'),
      import('../../../cli/output.ts'),
    ]);
    const connection = await this.connect(flags);
    const { client } = connection;
    const lists = await whitelistStates(client, flags.topic);
    const account = flags.account ? await this.address(connection, flags.account) : undefined;
    const found = account ? await permissions(client, account, flags.topic) : null;
    const { short } = await this.names(connection);
    this.log(
      table(lists, [
        { head: 'LIST', value: ({ list }) => list },
        { head: '', value: ({ enabled }) => (enabled ? 'on' : 'off') },
        {
          head: 'MEMBERS',
          value: ({ enabled, members }) =>
            members.map(short).join(', ') || (enabled ? 'none since genesis' : 'none; off admits everybody'),
        },
      ]),
    );
    if (found) {
      const rows = ACTIONS.filter((action) => flags.topic !== undefined || !OF_TOPIC.includes(action));
      this.log(`\n${short(found.address)} is on ${found.on.join(', ') || 'no list'}, and`);
      this.log(
        table(rows, [
          { head: 'MAY', value: (action) => (found.may[action] ? 'yes' : 'no') },
          { head: 'WHAT', value: (action) => RULES[action][0] },
          { head: 'WHO MAY: ON ONE OF, OR ONE OF THEM IS OFF', value: (action) => RULES[action][1] },
        ]),
      );
    }
    return { topicId: flags.topic?.toString() ?? null, lists, permissions: found };
  }
}
