import { boolean, string } from '@oclif/core/flags';
import { sendFlags, topicArg } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { decimalFlag } from '../../cli/flags.ts';
import { labelFlags, labelList } from '../../cli/topic-labels.ts';
import { TxCommand } from '../../cli/tx-command.ts';
import type { TopicUpdate as Changes } from '../../client/actions/update-topic.ts';

export interface TopicUpdated extends TxOutcome {
  readonly topicId: string;
  /** What was changed: the value before and after, under the protocol's own name. */
  readonly changes: Readonly<Record<string, { readonly before: string; readonly after: string }>>;
}

export default class TopicUpdate extends TxCommand {
  static override summary = 'Change a topic; only its creator can. What is not named stays.';
  static override description =
    'The message replaces every field that can be changed, so those that are not named are sent as the topic has them now; nothing is emptied unless it is asked for. Epoch length, lags, windows, epsilon, quantiles, kind and arity stay as they were created. Nothing is paid. It counts at once, also for epochs that are open; the sortition and the labels cannot change while a worker window is open.';
  static override examples = [
    '<%= config.bin %> topic update 1 --p-norm 2 --alpha-regret 0.2',
    '<%= config.bin %> topic update 1 --metadata "ETH price in 5 minutes" --from bob',
    '<%= config.bin %> topic update 2 --labels up,down --max-labels 2',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    metadata: string({ description: 'What is asked, in words' }),
    'loss-method': string({ description: 'Loss function that reputers use' }),
    'alpha-regret': decimalFlag({ description: 'How fast regrets follow the losses, above 0 up to 1' }),
    'merit-sortition-alpha': decimalFlag({ description: 'How fast scores move, 0 up to below 1' }),
    'p-norm': decimalFlag({ description: 'Steepness of the weights, 1 to 10' }),
    'c-norm': decimalFlag({ description: 'Centre of the weights' }),
    ...labelFlags,
    'any-label': boolean({
      description: 'Take every label again: an empty label_whitelist',
      exclusive: ['labels'],
    }),
  };

  async run(): Promise<TopicUpdated> {
    const { args, flags } = await this.parse(TopicUpdate);
    const [{ updateTopic }, { getTopic }] = await Promise.all([
      import('../../client/actions/update-topic.ts'),
      import('../../client/topics.ts'),
    ]);
    const asked = definedOnly({
      metadata: flags.metadata,
      lossMethod: flags['loss-method'],
      alphaRegret: flags['alpha-regret'],
      meritSortitionAlpha: flags['merit-sortition-alpha'],
      pNorm: flags['p-norm'],
      cNorm: flags['c-norm'],
      maxLabelsPerSubmission: flags['max-labels'] === undefined ? undefined : BigInt(flags['max-labels']),
      labelWhitelist: flags['any-label'] ? [] : flags.labels === undefined ? undefined : labelList(flags.labels),
      labelDefaultValue: flags['label-default'],
    });
    if (Object.keys(asked).length === 0) {
      throw new AlloError('missingArgument', 'Nothing to change was named.', {
        hint: 'Name a field: `--p-norm 2`, for one.',
      });
    }
    const { result } = await this.act(flags, async ({ client, sender, who }) => {
      const topic = await getTopic(client, args.topic);
      const changes = Object.fromEntries(
        Object.entries(asked).map(([field, value]) => [
          field,
          { before: `${topic[field as keyof Changes]}`, after: `${value}` },
        ]),
      );
      return {
        messages: [updateTopic(sender, topic, asked)],
        says: `${who} changes topic ${args.topic}`,
        result: { topicId: args.topic.toString(), changes },
      };
    });
    for (const [field, { before, after }] of Object.entries(result.changes)) {
      this.log(`${field}: ${before || '-'} -> ${after || '-'}`);
    }
    return result;
  }
}

function definedOnly(fields: { [Name in keyof Changes]: Changes[Name] | undefined }): Partial<Changes> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
